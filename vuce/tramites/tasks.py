"""Work behind the requests. Every task begins with «already done?»; sweeps find what a dead broker or worker lost."""

import logging
from contextlib import suppress
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vuce.comun.cola import despachar
from vuce.comun.instantes import reloj
from vuce.documentos.models import Documento
from vuce.plazos.models import Plazo
from vuce.tramites import bitacora
from vuce.tramites.models import Tramite
from vuce.tramites.papeles import generar_documento
from vuce.tramites.procedimientos import REGISTRO
from vuce.tramites.quien import SISTEMA
from vuce.tramites.reglas import EstadoNoPermite
from vuce.tramites.transiciones import ejecutar

LOTE = 500
registro = logging.getLogger(__name__)


@shared_task
def barrer_documentos() -> None:
    """Ask again for documents whose message was lost: asked for longer ago than a queue should take."""
    ahora = timezone.now()
    limite = ahora - timedelta(seconds=settings.BARRIDO_SEGUNDOS)
    pendientes = Documento.objects.filter(estado=Documento.Estado.PENDIENTE, pedido_en__lt=limite)
    perdidos = list(pendientes.order_by("pedido_en").values_list("pk", flat=True)[:LOTE])
    Documento.objects.filter(pk__in=perdidos).update(pedido_en=ahora)  # the next sweep's turn is of others
    for documento_id in perdidos:
        despachar(generar_documento, documento_id)


@shared_task
def vencer_plazos() -> None:
    """Claim what is due, one by one, and do in the same transaction what its procedure says.

    What cannot be done now is left for the next sweep and holds up nobody else.
    """
    fallidos: set[int] = set()
    for _turno in range(LOTE):
        if not _vencer_uno(fallidos):
            return


def _vencer_uno(fallidos: set[int]) -> bool:
    plazo = None
    try:
        with transaction.atomic():
            plazo = next(iter(Plazo.objects.exclude(pk__in=fallidos).reclamar_vencidos(reloj(), 1)), None)
            if plazo is not None:
                _vencer(plazo)
    except Exception:
        if plazo is None:
            raise
        registro.exception("El plazo %s del trámite %s no se pudo vencer", plazo.pk, plazo.tramite_id)
        fallidos.add(plazo.pk)
    return plazo is not None


def _vencer(plazo: Plazo) -> None:
    tiempos = REGISTRO[plazo.tramite.procedimiento].tiempos
    accion = next((t.al_vencer for t in tiempos if t.codigo == plazo.codigo), "")
    if accion:
        with suppress(EstadoNoPermite):  # the case moved on; the term stays as expired
            ejecutar(plazo.tramite_id, accion, SISTEMA)


@shared_task
def recalcular_plazos() -> None:
    """Terms that a late closure by decree lengthened, and the date that their cases show."""
    for plazo in Plazo.objects.recalcular(reloj()):
        Tramite.objects.filter(pk=plazo.tramite_id).update(vence_en=Plazo.objects.proximo(plazo.tramite))


@shared_task
def sellar_bitacora() -> None:
    bitacora.sellar()
