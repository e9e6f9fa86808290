from celery import shared_task

from vuce.documentos import archivos

DIAS = 7


@shared_task
def limpiar_archivos() -> None:
    archivos.limpiar(DIAS)
