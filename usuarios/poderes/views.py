"""«Poderes»: those that one's company gave, which its principal revokes, and those that it received."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from usuarios.acceso import administra, del_principal
from usuarios.models import Poder
from usuarios.modulos import nombres
from usuarios.poderes.filtros import FiltroPoderes
from usuarios.poderes.fin import revocar as revocar_poder
from usuarios.poderes.forms import RevocarForm
from vuce.comun.paginacion import paginar
from vuce.comun.rechazo import Rechazo

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from vuce.tramites.quien import Peticion


@require_safe
def lista(request: Peticion) -> HttpResponse:
    if request.user.empresa_id is None:
        raise Http404
    recibidos = request.GET.get("vista") == "recibidos"
    filtro = FiltroPoderes(request.GET, _de_la_empresa(request.user, recibidos=recibidos))
    pagina = paginar(request, filtro.qs.select_related("titular", "apoderada"))
    contexto = {
        "filtro": filtro,
        "pagina": pagina,
        "filas": [_fila(poder, recibidos=recibidos) for poder in pagina.filas],
        "recibidos": recibidos,
        "revoca": not recibidos and administra(request.user),
        "filtrado": any(request.GET.get(campo) for campo in filtro.filters),
    }
    return render(request, "usuarios/poderes/lista.html", contexto)


@del_principal
def revocar(request: Peticion, poder: int) -> HttpResponse:
    """The other company loses it at once: its very next request finds nothing."""
    otorgados = Poder.objects.select_related("titular", "apoderada").filter(titular=request.user.empresa_id)
    return _revocar(request, get_object_or_404(otorgados, pk=poder))


@reauthentication_required
def _revocar(request: Peticion, poder: Poder) -> HttpResponse:
    formulario, estado = RevocarForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        estado = 422
        if formulario.is_valid():
            try:
                revocar_poder(poder, request.user, formulario.cleaned_data["motivo"])
            except Rechazo as rechazo:
                formulario.add_error(None, rechazo.mensaje)
                estado = rechazo.estado_http
            else:
                messages.success(request, _("Poder de %(apoderada)s revocado.") % {"apoderada": poder.apoderada})
                return redirect("usuarios:poderes")
    contexto = {"poder": poder, "form": formulario, "modulos": nombres(poder.modulos)}
    return render(request, "usuarios/poderes/revocar.html", contexto, status=estado)


def _de_la_empresa(usuario: Any, *, recibidos: bool) -> QuerySet[Poder]:
    """Of the user's own company alone: nobody sees by mandate the other mandates of the titular."""
    return Poder.objects.filter(
        aprobado_en__isnull=False, **{"apoderada" if recibidos else "titular": usuario.empresa_id}
    )


def _fila(poder: Poder, *, recibidos: bool) -> dict[str, Any]:
    return {
        "poder": poder,
        "otra": poder.titular if recibidos else poder.apoderada,
        "modulos": nombres(poder.modulos),
        "situacion": poder.situacion,
        "tono": "exito" if poder.revocable else "",
    }
