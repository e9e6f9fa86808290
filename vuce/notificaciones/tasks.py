"""Mail of the notices. The row is the truth; the message in the queue only says which one to look at."""

from celery import shared_task

from vuce.comun.cola import despachar
from vuce.notificaciones import correo
from vuce.notificaciones.models import Aviso

LOTE = 500


@shared_task
def enviar_correo(aviso_id: int) -> None:
    correo.enviar(aviso_id)


@shared_task
def barrer_correos() -> None:
    """Mails whose message was lost, whose worker died, or whose wait is over."""
    correo.rendirse()
    for aviso_id in Aviso.objects.por_enviar().order_by("proximo_intento_en").values_list("pk", flat=True)[:LOTE]:
        despachar(enviar_correo, aviso_id)
