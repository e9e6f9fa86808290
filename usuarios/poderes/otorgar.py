"""What the approval of a mandate does."""

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from usuarios.models import Poder

if TYPE_CHECKING:
    from usuarios.models import SolicitudPoder
    from vuce.tramites.reglas import Acto


def otorgar(solicitud: "SolicitudPoder", acto: "Acto") -> None:
    """From this instant, or from its first day, the intermediary may act."""
    poder = Poder.objects.create(
        solicitud=solicitud,
        titular=solicitud.poderdante,
        apoderada=solicitud.titular,
        modulos=solicitud.modulos,
        desde=solicitud.desde,
        hasta=solicitud.hasta,
        aprobado_en=acto.en,
    )
    asunto = _("Poder aprobado: %(poder)s") % {"poder": poder}
    poder.avisar(asunto, _("Vigente hasta el %(dia)s.") % {"dia": date_format(poder.hasta)})
