"""Entry, exit, and the company on whose behalf one acts."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from usuarios.backends import empresas_de_nit
from usuarios.forms import FormularioIngreso
from usuarios.identidad import CLAVE_SESION, calidades
from usuarios.ingreso.admision import Negativa, no_activo
from usuarios.models import Usuario
from vuce.tramites.quien import Peticion


class Ingresar(LoginView):
    template_name = "usuarios/ingresar.html"
    authentication_form = FormularioIngreso
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Enter, or go on to the second factor where the user has one."""
        usuario: Any = form.get_user()
        pedidas = {f"empresa-{empresa.pk}" for empresa in empresas_de_nit(form.cleaned_data["nit"])}
        elegida = next((c.clave for c in calidades(usuario) if c.clave in pedidas), "")
        self.request.session[CLAVE_SESION] = elegida
        ingreso = Login(user=usuario, redirect_url=self.get_success_url())
        return perform_password_login(self.request, {"username": usuario.codigo}, ingreso)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contexto = super().get_context_data(**kwargs)
        return contexto | {"sesion_terminada": self._sesion_terminada(), "oidc": settings.OIDC_NOMBRE}

    def _sesion_terminada(self) -> Negativa | None:
        """Why the session with which the visitor comes is worth nothing (usuarios, Given/When/Then 4)."""
        clave = self.request.session.get(SESSION_KEY)
        usuario = Usuario.objects.filter(pk=clave).first() if clave else None
        if usuario is None or self.request.user.is_authenticated:
            return None
        self.request.session.flush()
        return no_activo(usuario)


@require_POST
def cambiar(request: Peticion) -> HttpResponse:
    """Act for another of one's companies or queues; the page one was on may be of the former one: go home."""
    clave = request.POST.get("calidad", "")
    calidad = next((c for c in calidades(request.user) if c.clave == clave), None)
    if calidad is None:
        raise Http404
    request.session[CLAVE_SESION] = clave
    messages.success(request, _("Ahora actúa por %(calidad)s.") % {"calidad": calidad.etiqueta})
    return redirect("inicio")
