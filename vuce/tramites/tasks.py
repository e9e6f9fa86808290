"""Work behind the requests. Every task begins with «already done?»; sweeps find what a dead broker or worker lost."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from vuce.comun.cola import despachar
from vuce.comun.instantes import reloj
from vuce.comun.rechazo import Rechazo
from vuce.documentos.models import Documento
from vuce.plazos.models import Plazo
from vuce.tramites import bitacora
from vuce.tramites.papeles import generar_documento
from vuce.tramites.procedimientos import REGISTRO
from vuce.tramites.quien import SISTEMA
from vuce.tramites.transiciones import ejecutar

LOTE = 500


@shared_task
def barrer_documentos() -> None:
    """Documents whose message was lost: pending for longer than a queue should take."""
    limite = timezone.now() - timedelta(seconds=settings.BARRIDO_SEGUNDOS)
    pendientes = Documento.objects.filter(estado=Documento.Estado.PENDIENTE, pedido_en__lt=limite)
    for documento_id in pendientes.order_by("pedido_en").values_list("pk", flat=True)[:LOTE]:
        despachar(generar_documento, documento_id)


@shared_task
def vencer_plazos() -> None:
    """Claim the terms that are due and do what their procedure says; one that fails leaves the others alone."""
    for plazo in Plazo.objects.reclamar_vencidos(reloj(), LOTE):
        procedimiento = REGISTRO[plazo.tramite.procedimiento]
        accion = next((t.al_vencer for t in procedimiento.tiempos if t.codigo == plazo.codigo), "")
        if accion:
            try:
                ejecutar(plazo.tramite_id, accion, SISTEMA)
            except Rechazo:
                continue


@shared_task
def sellar_bitacora() -> None:
    bitacora.sellar()
