"""What the portal says of a document to anyone who asks: the answer to a code, and whose file this is."""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q

from vuce.documentos.adjuntos import inspeccionar
from vuce.documentos.models import ALFABETO, Documento

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

CODIGO = re.compile(rf"[{ALFABETO}]{{24}}")


class Resultado(StrEnum):
    AUTENTICO = "autentico"
    SIN_FIRMAR = "sin_firmar"  # ours, as it was before it was signed
    ALTERADO = "alterado"
    DESCONOCIDO = "desconocido"


class Firmante(NamedTuple):
    firmante: str
    emisor: str
    firmado_en: str


class EstadoFirma(NamedTuple):
    """`valida` is what the validation at signing found; None where the document carries no signature."""

    valida: bool | None
    firmantes: list[Firmante]


def normalizar(codigo: str) -> str | None:
    """The code without the spaces, dashes and case with which people type it; None if it cannot be one."""
    limpio = re.sub(r"[\s\-‐‑–—.]+", "", codigo).upper()
    return limpio if CODIGO.fullmatch(limpio) else None


def por_codigo(codigo: str) -> Documento | None:
    limpio = normalizar(codigo)
    if limpio is None:
        return None
    return _verificables().filter(codigo=limpio).first()


def reconocer(archivo: UploadedFile[Any]) -> tuple[Resultado, Documento | None]:
    """Whether `archivo` is one we issued, one we issued and somebody changed, or none of ours."""
    huella = hashlib.sha256()
    for trozo in archivo.chunks():
        huella.update(trozo)
    sha256 = huella.hexdigest()
    documento = _verificables().filter(Q(sha256=sha256) | Q(firmado_sha256=sha256)).first()
    if documento is not None:
        sin_firmar = bool(documento.firmado) and documento.firmado_sha256 != sha256
        return (Resultado.SIN_FIRMAR if sin_firmar else Resultado.AUTENTICO), documento
    documento = _por_codigo_impreso(archivo)
    return (Resultado.ALTERADO if documento else Resultado.DESCONOCIDO), documento


def estado_firma(documento: Documento) -> EstadoFirma:
    """Read from the validation report kept at signing: {"valido": bool, "firmas": [{firmante, emisor, firmado_en}]}."""
    if not documento.firmado:
        return EstadoFirma(None, [])
    informe: dict[str, Any] = documento.informe if isinstance(documento.informe, dict) else {}
    firmas = [f for f in informe.get("firmas", []) if isinstance(f, dict)]
    return EstadoFirma(
        informe.get("valido") is True,
        [Firmante(*(str(f.get(campo) or "") for campo in Firmante._fields)) for f in firmas],
    )


def _verificables() -> QuerySet[Documento]:
    return Documento.objects.verificables().select_related("tramite__titular")


def _por_codigo_impreso(archivo: UploadedFile[Any]) -> Documento | None:
    try:
        codigos = inspeccionar(archivo, "pdf", archivo.name or "").get("codigos", [])
    except ValidationError:
        return None
    return _verificables().filter(codigo__in=codigos).first()
