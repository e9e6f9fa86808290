"""Rules of a mandate (usuarios USR-06)."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from usuarios.models import Empresa
from vuce.tramites.reglas import Acto, regla

if TYPE_CHECKING:
    from usuarios.models import SolicitudPoder

ARTICULO = _("requisitos de los trámites: poder")


@regla(
    "USR-06.a",
    articulo=ARTICULO,
    mensaje=_("El titular y quien presenta el poder son la misma empresa, {empresa}."),
    campo="nit",
)
def entre_dos_empresas(solicitud: "SolicitudPoder", acto: Acto) -> dict[str, Any] | None:
    return {"empresa": solicitud.titular} if solicitud.poderdante_id == solicitud.titular_id else None


@regla(
    "USR-06.b",
    articulo=ARTICULO,
    mensaje=_("{empresa} no está registrada como agencia de aduanas."),
    campo="calidad",
)
def agencia_registrada(solicitud: "SolicitudPoder", acto: Acto) -> dict[str, Any] | None:
    es_agencia = solicitud.titular.agencia_aduanas or solicitud.calidad != solicitud.Calidad.AGENCIA
    return None if es_agencia else {"empresa": solicitud.titular}


@regla("USR-06.c", articulo=ARTICULO, mensaje=_("La vigencia del poder terminó el {dia:%d/%m/%Y}."), campo="hasta")
def vigencia_por_delante(solicitud: "SolicitudPoder", acto: Acto) -> dict[str, Any] | None:
    return {"dia": solicitud.hasta} if solicitud.hasta < timezone.localdate(acto.en) else None


@regla(
    "USR-06.d",
    articulo=ARTICULO,
    mensaje=_("La cuenta de {empresa} no está activa en la VUCE."),
    campo="nit",
)
def las_dos_activas(solicitud: "SolicitudPoder", acto: Acto) -> dict[str, Any] | None:
    """Asked again at the approval: an account may end while its mandate is studied."""
    de_las_dos = Empresa.objects.filter(pk__in=[solicitud.poderdante_id, solicitud.titular_id])
    cerrada = de_las_dos.exclude(situacion=Empresa.Situacion.ACTIVA).first()
    return {"empresa": cerrada} if cerrada else None
