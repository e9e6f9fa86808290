"""Change of the company's authorised address, by its principal and whoever reads the new one (USU-04)."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from usuarios.acceso import del_principal
from usuarios.datos import correo
from usuarios.models import Empresa
from vuce.comun.cola import despachar
from vuce.comun.limites import dentro_del_limite
from vuce.tramites.quien import Peticion

TAREA = "usuarios.tasks.enviar_enlace_de_correo"
UNA_HORA, POR_EMPRESA = 3600, 5


class CorreoDeEmpresaForm(forms.Form):
    correo = forms.EmailField(
        label=gettext_lazy("Nuevo correo electrónico autorizado"),
        max_length=254,
        help_text=gettext_lazy("Le enviaremos un enlace. Hasta que lo abra, los avisos siguen llegando al de ahora."),
    )

    def __init__(self, *args: object, empresa: Empresa, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.empresa = empresa

    def clean_correo(self) -> str:
        nuevo = str(self.cleaned_data["correo"]).lower()
        if nuevo == self.empresa.correo.lower():
            raise forms.ValidationError(gettext_lazy("No hay cambios por registrar."))
        return nuevo


@require_http_methods(["GET", "HEAD", "POST"])
@del_principal
@reauthentication_required
def pedir(request: Peticion) -> HttpResponse:
    empresa = request.user.empresa
    form = CorreoDeEmpresaForm(request.POST if request.method == "POST" else None, empresa=empresa)
    if form.is_valid() and not _cabe(empresa):
        form.add_error("correo", _("Ya le enviamos varios enlaces. Espere una hora para pedir otro."))
    if not form.is_valid():
        contexto = {"form": form, "empresa": empresa}
        return render(request, "usuarios/datos/correo.html", contexto, status=422 if form.is_bound else 200)
    nuevo = form.cleaned_data["correo"]
    despachar(TAREA, empresa.pk, nuevo)
    messages.success(request, _("Enviamos un enlace a %(nuevo)s. Ábralo para confirmar el cambio.") % {"nuevo": nuevo})
    return redirect("usuarios:datos")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirmar(request: Peticion, secreto: str) -> HttpResponse:
    """A button and not a visit confirms: mail programs visit links by themselves. Whoever reads it may have no user."""
    leido = correo.leer(secreto)
    if leido is None or (request.method == "POST" and not correo.confirmar(*leido)):
        return render(request, "usuarios/enlace_vencido.html", status=404)
    empresa, nuevo = leido
    hecho = request.method == "POST"
    return render(request, "usuarios/datos/confirmar_correo.html", {"empresa": empresa, "nuevo": nuevo, "hecho": hecho})


def _cabe(empresa: Empresa) -> bool:
    return dentro_del_limite("correo-empresa", str(empresa.pk), veces=POR_EMPRESA, segundos=UNA_HORA)
