"""The end of mandates: revoked by the titular, told that it nears, settled once the last day is over (USR-06)."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from usuarios.models import Poder, Usuario
from vuce.comun.instantes import reloj
from vuce.comun.rechazo import Rechazo
from vuce.tramites.quien import SISTEMA
from vuce.tramites.transiciones import ejecutar, puerta

DIAS_DE_AVISO = (1, 5, 15, 30)  # the nearest first: a run that was missed gives one warning, not four
LOTE = 500


def revocar(poder: Poder, usuario: Usuario | None, motivo: str) -> None:
    """The titular ends it. A mandate that was filed ends through its case, whose record tells it."""
    with puerta():
        if poder.solicitud_id:
            datos = {"usuario": usuario, "motivo": motivo}
            ejecutar(poder.solicitud_id, "revocar_por_titular", SISTEMA, datos=datos)
            return
        fila = _tomar(poder.pk)
        if fila is None or fila.revocado_en:
            raise Rechazo(_("Este poder ya había terminado."))
        fila.revocar(usuario, motivo, reloj())


def avisar_proximos() -> None:
    hoy = timezone.localdate()
    for dias in DIAS_DE_AVISO:
        cerca = Poder.objects.vigentes().filter(hasta__lte=hoy + timedelta(days=dias))
        for poder in cerca.exclude(avisado__lte=dias).select_related("titular", "apoderada").order_by("pk"):
            _avisar(poder, dias)


def vencer_pasados() -> None:
    """Settle the mandates whose last day is over, each in a transaction of its own."""
    pasados = Poder.objects.abiertos().filter(hasta__lt=timezone.localdate())
    for pk, solicitud in pasados.order_by("pk").values_list("pk", "solicitud")[:LOTE]:
        with suppress(Rechazo), puerta():  # one that is busy waits for the next run
            if solicitud:
                ejecutar(solicitud, "vencer", SISTEMA)
            elif (fila := _tomar(pk)) is not None:
                fila.vencer(reloj())


def _tomar(pk: int) -> Poder | None:
    abiertos = Poder.objects.abiertos().select_for_update(of=("self",))
    return abiertos.select_related("titular", "apoderada").filter(pk=pk).first()


def _avisar(poder: Poder, dias: int) -> None:
    with transaction.atomic():
        if Poder.objects.filter(pk=poder.pk, avisado=poder.avisado).update(avisado=dias):
            dia = date_format(poder.hasta)
            poder.avisar(
                _("El poder vence el %(dia)s: %(poder)s") % {"dia": dia, "poder": poder},
                _("Si va a seguir, presente a tiempo uno nuevo en «Poder para actuar por otra empresa»."),
            )
