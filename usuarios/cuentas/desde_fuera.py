"""A reactivation asked by whoever cannot enter: with right credentials, on one page that does nothing else (USU-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from usuarios.ingreso.eventos import origen
from usuarios.models import SolicitudCuenta, Usuario
from vuce.comun.limites import dentro_del_limite
from vuce.comun.rechazo import Rechazo
from vuce.notificaciones.avisos import avisar
from vuce.tramites.estados import Fase
from vuce.tramites.models import Borrador
from vuce.tramites.permisos import puede_iniciar
from vuce.tramites.procedimientos import REGISTRO
from vuce.tramites.quien import Quien
from vuce.tramites.transiciones import crear, puerta

if TYPE_CHECKING:
    from vuce.tramites.models import Tramite

CODIGO = "usuarios.cuenta"
SEGUNDOS = 1800  # between the right credentials and the request
POR_DIA = 3
CERRADAS = (Usuario.Estado.INACTIVO, Usuario.Estado.VENCIDO)
_firma = TimestampSigner(salt="usuarios.reactivacion")


class PedirReactivacion(forms.Form):
    motivo = forms.CharField(label=gettext_lazy("Motivo"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


def pase(usuario: Usuario) -> str:
    """What the entry page hands to whoever proved its password; empty where there is nothing to ask."""
    pide = usuario.empresa_id is not None and usuario.situacion in CERRADAS
    return _firma.sign(str(usuario.pk)) if pide else ""


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pedir(request: HttpRequest, secreto: str) -> HttpResponse:
    usuario = _leer(secreto)
    if usuario is None:
        return render(request, "usuarios/enlace_vencido.html", status=410)
    form = PedirReactivacion(request.POST if request.method == "POST" else None)
    contexto = {"form": form, "usuario": usuario}
    if not form.is_valid():
        return render(request, "usuarios/reactivacion.html", contexto, status=422 if form.is_bound else 200)
    try:
        contexto["caso"] = _presentar(usuario, form.cleaned_data["motivo"], origen(request))
    except Rechazo as rechazo:
        form.add_error(None, rechazo.mensaje)
        return render(request, "usuarios/reactivacion.html", contexto, status=rechazo.estado_http)
    return render(request, "usuarios/reactivacion_pedida.html", contexto)


def _leer(secreto: str) -> Usuario | None:
    try:
        pk = _firma.unsign(secreto, max_age=SEGUNDOS)
    except BadSignature:
        return None
    cerradas = Usuario.objects.filter(situacion__in=CERRADAS, empresa__isnull=False)
    return cerradas.select_related("empresa").filter(pk=pk).first()


def _presentar(usuario: Usuario, motivo: str, desde: Quien) -> Tramite | None:
    """The case before the entity, or the one that is open; of who may not file, the principal is told: None."""
    quien = Quien(usuario, usuario.empresa, ip=desde.ip, agente=desde.agente)
    if not puede_iniciar(quien, REGISTRO[CODIGO]):
        _avisar_al_principal(usuario, motivo)
        return None
    with puerta():
        Usuario.objects.select_for_update(of=("self",)).get(pk=usuario.pk)
        abierto = SolicitudCuenta.objects.filter(cuenta=usuario).exclude(fase=Fase.TERMINADO).first()
        return abierto or _radicar(quien, motivo)


def _radicar(quien: Quien, motivo: str) -> Tramite:
    modulo = REGISTRO[CODIGO].modulo
    borrador = Borrador.objects.create(
        usuario=quien.usuario, titular=quien.titular, modulo=modulo, procedimiento=CODIGO
    )
    datos = QueryDict(mutable=True)
    datos.update({"variante": SolicitudCuenta.Variante.REACTIVACION, "cuenta": str(quien.usuario.pk), "motivo": motivo})
    formulario = REGISTRO[CODIGO].formulario(datos, quien=quien)
    if not formulario.is_valid():
        raise Rechazo(" ".join(str(error) for errores in formulario.errors.values() for error in errores))
    return crear(borrador, formulario, quien)


def _avisar_al_principal(usuario: Usuario, motivo: str) -> None:
    if usuario.empresa is not None and dentro_del_limite(
        "reactivacion", str(usuario.pk), veces=POR_DIA, segundos=86_400
    ):
        avisar(
            asunto=_("%(nombre)s pide la reactivación de su usuario %(codigo)s")
            % {"nombre": usuario.nombre, "codigo": usuario.codigo},
            cuerpo=motivo,
            usuarios=usuario.empresa.usuarios_que("administrar"),
        )
