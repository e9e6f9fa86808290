"""Send the mail of one notice.

A mail is taken by moving `proximo_intento_en` forward in one UPDATE: of two tasks for the same row one takes it. A
worker that dies holding it loses it when that instant comes, and the mail is tried again: at least once, since a notice
that never arrives is worse than one that comes twice; a repeated one carries the same Message-ID, by which mail
programs know it. The notice with legal effect is the one in the buzón.
"""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify

from vuce.notificaciones.avisos import en_una_linea
from vuce.notificaciones.models import Aviso

if TYPE_CHECKING:
    from vuce.documentos.models import Documento

registro = logging.getLogger(__name__)

MAXIMO_INTENTOS = 10
PRESTAMO = timedelta(minutes=10)  # how long a worker holds a mail: far more than a mail server takes to answer
ESPERA_DOCUMENTO = timedelta(seconds=30)


def enviar(aviso_id: int) -> bool:
    """Send the mail of the notice unless sent, taken or waiting; whether it went out."""
    if not _tomar(aviso_id):
        return False
    aviso = Aviso.objects.select_related("usuario", "titular", "tramite").get(pk=aviso_id)
    documento = _documento(aviso)
    if documento is not None and documento.estado != documento.Estado.LISTO:
        _soltar(aviso, ESPERA_DOCUMENTO)
        return False
    try:
        mensaje(aviso, documento).send()
    except Exception as error:
        registro.exception("No salió el correo del aviso %s", aviso_id)
        _anotar_error(aviso, error)
        return False
    Aviso.objects.filter(pk=aviso_id).update(correo=Aviso.Correo.ENVIADO, enviado_en=timezone.now(), ultimo_error="")
    return True


def rendirse() -> int:
    """Mark as failed, for people to see, what has been tried often enough."""
    agotados = Aviso.objects.por_enviar().filter(intentos__gte=MAXIMO_INTENTOS)
    return agotados.update(correo=Aviso.Correo.ERROR)


def mensaje(aviso: Aviso, documento: "Documento | None") -> EmailMultiAlternatives:
    """The mail, with `documento` attached; the address is the one of this moment."""
    with translation.override("es-co"):
        contexto = {"aviso": aviso, "enlace": _enlace(aviso), "portal": settings.SITIO_URL}
        correo = EmailMultiAlternatives(
            subject=en_una_linea(aviso.asunto),
            body=render_to_string("correo/aviso.txt", contexto),
            to=aviso.direcciones(),
            headers={"Message-ID": _identificador(aviso), "Auto-Submitted": "auto-generated"},
        )
        correo.attach_alternative(render_to_string("correo/aviso.html", contexto), "text/html")
    if documento is not None:
        nombre = slugify(f"{aviso.tramite} {documento.clase}") or "documento"
        correo.attach(f"{nombre}.pdf", documento.leer(), "application/pdf")
    return correo


def _tomar(aviso_id: int) -> bool:
    """Claim and count the attempt at once, so that a mail which kills its worker is given up too."""
    libre = Aviso.objects.por_enviar().filter(pk=aviso_id, intentos__lt=MAXIMO_INTENTOS)
    return bool(libre.update(proximo_intento_en=timezone.now() + PRESTAMO, intentos=F("intentos") + 1))


def _soltar(aviso: Aviso, espera: timedelta) -> None:
    """Wait for what is not there yet: no attempt."""
    Aviso.objects.filter(pk=aviso.pk).update(proximo_intento_en=timezone.now() + espera, intentos=F("intentos") - 1)


def _anotar_error(aviso: Aviso, error: Exception) -> None:
    """Wait 1, 2, 4… minutes after a failure; the last one leaves the notice in error."""
    Aviso.objects.filter(pk=aviso.pk).update(
        ultimo_error=f"{type(error).__name__}: {error}"[:2000],
        proximo_intento_en=timezone.now() + timedelta(minutes=2 ** (aviso.intentos - 1)),
        correo=Aviso.Correo.ERROR if aviso.intentos >= MAXIMO_INTENTOS else Aviso.Correo.PENDIENTE,
    )


def _documento(aviso: Aviso) -> "Documento | None":
    """The document of the class it announces; nothing where it was annulled meanwhile."""
    if not aviso.adjunta or aviso.tramite is None:
        return None
    return aviso.tramite.documentos.actual(aviso.tramite, aviso.adjunta)


def _enlace(aviso: Aviso) -> str:
    """Where the notice is read: in the buzón of its user, or the case for a company's address."""
    if aviso.usuario_id is not None:
        ruta = reverse("notificaciones:aviso", args=[aviso.pk])
    elif aviso.tramite_id is not None:
        ruta = reverse("tramites:ficha", args=[aviso.tramite_id])
    else:
        return ""
    return str(settings.SITIO_URL).rstrip("/") + ruta


def _identificador(aviso: Aviso) -> str:
    return f"<aviso-{aviso.pk}@{urlsplit(settings.SITIO_URL).hostname or 'vuce'}>"
