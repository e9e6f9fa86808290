"""What people attach: read once, looked into, kept; and how a file is handed back."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from vuce.documentos import antivirus, inspeccion
from vuce.documentos.models import Adjunto

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.functional import _StrPromise

TIPOS: dict[str, tuple[str, tuple[str, ...]]] = {
    "pdf": ("application/pdf", (".pdf",)),
    "png": ("image/png", (".png",)),
    "jpeg": ("image/jpeg", (".jpg", ".jpeg")),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
    "csv": ("text/csv", (".csv",)),
}
EN_LINEA = {"application/pdf", "image/png", "image/jpeg"}
SEGUNDOS = 30
MENSAJES: dict[str, _StrPromise] = {
    "no_es_pdf": _(
        "El archivo «{nombre}» no es un PDF legible. Ábralo, vuelva a guardarlo como PDF y adjúntelo otra vez."
    ),
    "no_es_imagen": _("El archivo «{nombre}» no es una imagen legible de la clase que indica su extensión."),
    "no_es_xlsx": _("El archivo «{nombre}» no es un libro de Excel (.xlsx) legible."),
    "no_es_csv": _("El archivo «{nombre}» no es un texto CSV legible o no tiene filas."),
    "sobra": _("El archivo «{nombre}» trae contenido ajeno después del final del PDF."),
    "cifrado": _("El archivo «{nombre}» está protegido con contraseña. Adjunte una copia sin protección."),
    "paginas": _("El archivo «{nombre}» no tiene páginas o tiene más de {paginas}."),
    "activo": _("El archivo «{nombre}» contiene macros, guiones o acciones automáticas. Adjunte una copia sin ellos."),
    "bomba": _("El archivo «{nombre}» se expande más de lo permitido y no se pudo revisar."),
    "pixeles": _("La imagen «{nombre}» es demasiado grande: redúzcala a menos de {megapixeles} megapíxeles."),
}


def recibir(archivo: UploadedFile[Any], *, clase: str, tipos: Sequence[str], usuario: Any) -> Adjunto:
    """Check `archivo` against `tipos` (keys of TIPOS) and keep it as an Adjunto of no case yet.

    Raises ValidationError, in Spanish, when it is empty, too large, not what it says it is, active, or infected.
    """
    nombre = nombre_limpio(archivo.name or "")
    tipo = _tipo_por_extension(nombre, tipos)
    huella = _medir(archivo, nombre)
    inspeccionar(archivo, tipo, nombre)
    antivirus.revisar(archivo, nombre)
    adjunto = Adjunto(
        clase=clase,
        nombre=nombre,
        tipo=TIPOS[tipo][0],
        tamano=archivo.size or 0,
        sha256=huella,
        subido_por=usuario,
    )
    archivo.seek(0)
    adjunto.archivo.save("", archivo, save=False)
    adjunto.save()
    return adjunto


def nombre_limpio(nombre: str) -> str:
    """Base name without folders, control or direction-changing characters, at most 255 characters, extension kept."""
    base = nombre.replace("\\", "/").rpartition("/")[2]
    visible = "".join(letra for letra in unicodedata.normalize("NFC", base) if unicodedata.category(letra)[0] != "C")
    raiz, punto, extension = " ".join(visible.split()).strip(". ").rpartition(".")
    if not punto:
        return extension[:255] or "archivo"
    return f"{raiz[: 254 - len(extension)]}.{extension}"[:255]


def inspeccionar(archivo: UploadedFile[Any], tipo: str, nombre: str) -> dict[str, Any]:
    """What the inspector process found in `archivo`; ValidationError if it refuses it, dies or takes too long."""
    archivo.seek(0)
    orden = [sys.executable, "-I", inspeccion.__file__, tipo]
    try:
        proceso = subprocess.run(  # noqa: S603 - our own script, no shell, the name is a key of TIPOS
            orden, input=archivo.read(), capture_output=True, timeout=SEGUNDOS, check=True, cwd="/", env={}
        )
        hallado: dict[str, Any] = json.loads(proceso.stdout)
    except (subprocess.SubprocessError, json.JSONDecodeError):
        hallado = {"error": "bomba"}
    if error := hallado.get("error"):
        limites = {"paginas": inspeccion.PAGINAS, "megapixeles": inspeccion.PIXELES // 1_000_000}
        raise ValidationError(str(MENSAJES[error]).format(nombre=nombre, **limites), code=error)
    return hallado


def respuesta_de_archivo(archivo: FieldFile, *, nombre: str, tipo: str = "", en_linea: bool = False) -> FileResponse:
    """Response with a stored file; who may have it was asked by the caller, through its case.

    Shown in the browser only if `en_linea` and of a kind that cannot run; never cached by others, never sniffed.
    """
    tipo = tipo or mimetypes.guess_type(nombre)[0] or "application/octet-stream"
    try:
        abierto = archivo.storage.open(archivo.name or "", "rb")
    except FileNotFoundError as error:
        raise Http404(nombre) from error
    adjunta = not (en_linea and tipo in EN_LINEA)
    respuesta = FileResponse(abierto, as_attachment=adjunta, filename=nombre_limpio(nombre), content_type=tipo)
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Cache-Control"] = "private, no-store"
    respuesta["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if tipo == "application/pdf" and not adjunta:  # a sandboxed frame does not open the browser's PDF viewer
        respuesta["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    return respuesta


def _tipo_por_extension(nombre: str, tipos: Sequence[str]) -> str:
    extension = Path(nombre).suffix.lower()
    for tipo in tipos:
        if extension in TIPOS[tipo][1]:
            return tipo
    permitidas = ", ".join(ext for tipo in tipos for ext in TIPOS[tipo][1])
    mensaje = _("El archivo «%(nombre)s» no es de una clase permitida. Se aceptan: %(permitidas)s.")
    raise ValidationError(mensaje, code="extension", params={"nombre": nombre, "permitidas": permitidas})


def _medir(archivo: UploadedFile[Any], nombre: str) -> str:
    """SHA-256 of the whole file, read in pieces; refuses the empty and the too large."""
    if not archivo.size:
        raise ValidationError(_("El archivo «%(nombre)s» está vacío."), code="vacio", params={"nombre": nombre})
    if archivo.size > settings.ADJUNTO_MAXIMO_BYTES:
        mensaje = _("El archivo «%(nombre)s» pesa %(tamano)s; el máximo es %(maximo)s.")
        datos = {
            "nombre": nombre,
            "tamano": filesizeformat(archivo.size),
            "maximo": filesizeformat(settings.ADJUNTO_MAXIMO_BYTES),
        }
        raise ValidationError(mensaje, code="tamano", params=datos)
    huella = hashlib.sha256()
    for trozo in archivo.chunks():
        huella.update(trozo)
    return huella.hexdigest()
