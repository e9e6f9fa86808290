"""Periodic work of the accounts, and the mail of their links."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from usuarios.datos.correo import HORAS as HORAS_DE_CORREO
from usuarios.datos.correo import direccion as direccion_de_correo
from usuarios.ingreso.enlaces import DE_PRIMER_INGRESO, direccion, emitir, que_enlace
from usuarios.ingreso.sesiones import SessionStore
from usuarios.ingreso.vencimientos import avisar_vencimientos, vencer
from usuarios.models import CargaUsuarios, Empresa, Enlace, Usuario
from usuarios.poderes.fin import avisar_proximos, vencer_pasados
from usuarios.registro import enlaces
from usuarios.secundarios.carga import trabajar
from vuce.comun.cola import despachar

LOTE = 500
PEDIDOS_POR_HORA = 3


@shared_task
def enviar_enlace(enlace_id: str) -> None:
    """Mail a link, unless mailed, used or expired. Taken first: a link that is lost is asked for again."""
    ahora = timezone.now()
    pendiente = Enlace.objects.filter(pk=enlace_id, enviado_en=None, usado_en=None, vence_en__gt=ahora)
    if not pendiente.update(enviado_en=ahora):
        return
    enlace = Enlace.objects.select_related("usuario").get(pk=enlace_id)
    try:
        with translation.override("es-co"):
            contexto = {"enlace": enlace, "direccion": direccion(enlace), "portal": settings.SITIO_URL}
            asunto = _("VUCE: %(que)s") % {"que": enlace.get_proposito_display()}
            EmailMessage(asunto, render_to_string("correo/enlace.txt", contexto), to=[enlace.correo]).send()
    except OSError:
        Enlace.objects.filter(pk=enlace_id).update(enviado_en=None)
        raise


@shared_task
def barrer_enlaces() -> None:
    """Links whose message was lost or whose mail failed."""
    pendientes = Enlace.objects.filter(enviado_en=None, usado_en=None, vence_en__gt=timezone.now())
    for enlace_id in pendientes.order_by("creado_en").values_list("pk", flat=True)[:LOTE]:
        despachar(enviar_enlace, str(enlace_id))


@shared_task
def restablecer_clave(correo: str) -> None:
    """A link for each account of that address. Asked in a worker: the page answers the same in the same time.

    Who did not come in time to its first entry gets another link of the kind that it had.
    """
    de_clave = [Enlace.Proposito.CLAVE, *DE_PRIMER_INGRESO]
    recientes = Q(enlaces__proposito__in=de_clave, enlaces__creado_en__gt=timezone.now() - timedelta(hours=1))
    usuarios = Usuario.objects.filter(situacion__in=Usuario.ENTRAN, correo__iexact=correo).exclude(correo="")
    pedidos = usuarios.annotate(pedidos=Count("enlaces", filter=recientes)).filter(pedidos__lt=PEDIDOS_POR_HORA)
    for usuario in pedidos.order_by("pk")[:LOTE]:
        if (proposito := que_enlace(usuario)) is not None:
            emitir(usuario, proposito)


@shared_task
def trabajar_carga(carga_id: int) -> None:
    trabajar(carga_id)


@shared_task
def barrer_cargas() -> None:
    """Bulk creations whose message was lost or whose worker died."""
    limite = timezone.now() - timedelta(seconds=settings.BARRIDO_SEGUNDOS)
    en_curso = CargaUsuarios.objects.filter(avance__in=["en_revision", "en_creacion"], creada_en__lt=limite)
    for carga_id in en_curso.order_by("creada_en").values_list("pk", flat=True)[:LOTE]:
        despachar(trabajar_carga, carga_id)


@shared_task
def revisar_poderes() -> None:
    """Each day, early: settle the mandates that ended, tell of those about to end."""
    vencer_pasados()
    avisar_proximos()


@shared_task
def enviar_enlace_de_registro(correo: str) -> None:
    """The link of whoever registers a company. At most once: whoever misses it asks for another."""
    with translation.override("es-co"):
        contexto = {"direccion": enlaces.direccion(correo), "horas": enlaces.HORAS}
        texto = render_to_string("correo/registro.txt", contexto)
        EmailMessage(_("VUCE: registro de usuarios"), texto, to=[correo]).send()


@shared_task
def enviar_enlace_de_correo(empresa_id: int, nuevo: str) -> None:
    """To the address that a company wants to be its authorised one. At most once, as that of a registration."""
    empresa = Empresa.objects.get(pk=empresa_id)
    with translation.override("es-co"):
        contexto = {"empresa": empresa, "direccion": direccion_de_correo(empresa, nuevo), "horas": HORAS_DE_CORREO}
        texto = render_to_string("correo/correo_de_empresa.txt", contexto)
        EmailMessage(_("VUCE: verificación del correo de la empresa"), texto, to=[nuevo]).send()


@shared_task
def contar_cambio_de_correo(empresa_id: int, anterior: str, nuevo: str) -> None:
    """To the address that stops being the authorised one; the new one has its notice."""
    with translation.override("es-co"):
        contexto = {"empresa": Empresa.objects.get(pk=empresa_id), "nuevo": nuevo}
        texto = render_to_string("correo/correo_cambiado.txt", contexto)
        EmailMessage(_("VUCE: cambió el correo de la empresa"), texto, to=[anterior]).send()


@shared_task
def revisar_cuentas() -> None:
    """Each day: warn of accounts about to expire, close those that did, forget sessions that ended."""
    avisar_vencimientos()
    vencer()
    SessionStore.clear_expired()
