"""Antivirus hook: clamd, where `CLAMD_URL` names one. Configured and unreachable means refused."""

from __future__ import annotations

import logging
import socket
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

import clamd
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

registro = logging.getLogger(__name__)
SEGUNDOS_CONEXION = 3
SEGUNDOS = 60


def revisar(archivo: UploadedFile[Any] | IO[bytes], nombre: str) -> None:
    """Raise ValidationError if clamd finds something in `archivo`, or if it is configured and does not answer."""
    if not settings.CLAMD_URL:
        return
    archivo.seek(0)
    try:
        resultado, firma = _cliente(settings.CLAMD_URL).instream(archivo)["stream"]
    except (clamd.ClamdError, OSError, TypeError, KeyError) as error:
        registro.exception("El antivirus no respondió")
        mensaje = _("No se pudo revisar el archivo «%(nombre)s» con el antivirus. Inténtelo de nuevo en unos minutos.")
        raise ValidationError(mensaje, code="antivirus", params={"nombre": nombre}) from error
    if resultado != "OK":
        registro.warning("Archivo rechazado por el antivirus: %s", firma)
        mensaje = _("El antivirus rechazó el archivo «%(nombre)s».")
        raise ValidationError(mensaje, code="virus", params={"nombre": nombre})


def _cliente(url: str) -> Any:
    partes = urlsplit(url)
    if partes.scheme == "unix":
        return clamd.ClamdUnixSocket(partes.path, timeout=SEGUNDOS)
    if partes.scheme != "tcp" or not partes.hostname:
        raise ImproperlyConfigured("CLAMD_URL: tcp://host:3310 or unix:///path")
    destino = (partes.hostname, partes.port or 3310)
    socket.create_connection(destino, SEGUNDOS_CONEXION).close()  # the library itself connects without a time limit
    return clamd.ClamdNetworkSocket(*destino, timeout=SEGUNDOS)
