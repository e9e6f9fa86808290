"""Where the signatures of a PDF are, what bytes each covers, and whether those bytes are intact."""

from __future__ import annotations

import re
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from vuce.firma.certificados import RSA_MINIMO_BITS
from vuce.firma.errores import FirmaInvalida

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

REVISIONES_MAXIMAS = 60
CAMPOS_MAXIMOS = 1000
PROFUNDIDAD_MAXIMA = 10
_RESUMENES_ADMITIDOS = {"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"}


def leer(pdf: bytes) -> PdfFileReader:
    """A reader of a file whose number of revisions and form fields is bounded.

    Strict, unless the file breaks the letter of the format as poppler's `pdfsig` does (generations without a free
    entry); what the signatures cover is checked the same either way.
    """
    from pyhanko.pdf_utils.misc import PdfStrictReadError
    from pyhanko.pdf_utils.reader import PdfFileReader

    if len(re.findall(rb"startxref", pdf)) > REVISIONES_MAXIMAS:
        raise FirmaInvalida("legible", _("El archivo tiene demasiadas revisiones."))
    try:
        lector = PdfFileReader(BytesIO(pdf), strict=True)
    except PdfStrictReadError:
        lector = PdfFileReader(BytesIO(pdf), strict=False)
    for revision in range(lector.total_revisions):
        with suppress(KeyError):  # the first part of a linearized file has no catalogue yet
            _acotar_campos(lector.get_historical_resolver(revision).root)
    return lector


def _acotar_campos(raiz: Any) -> None:
    """Refuse a field tree that its own walk would not end: repeated or deep branches multiply."""
    if "/AcroForm" not in raiz:
        return
    pendientes = [(campo, 0) for campo in raiz["/AcroForm"].get("/Fields", ())]
    visitados = 0
    while pendientes:
        campo, nivel = pendientes.pop()
        visitados += 1
        if visitados > CAMPOS_MAXIMOS or nivel > PROFUNDIDAD_MAXIMA:
            raise FirmaInvalida("legible", _("El formulario del archivo está mal formado."))
        pendientes.extend((hijo, nivel + 1) for hijo in campo.get_object().get("/Kids", ()))


def firmas(lector: PdfFileReader) -> list[EmbeddedPdfSignature]:
    """All signatures and document timestamps, oldest first. A kind we cannot check is refused, never skipped."""
    from pyhanko.sign.fields import enumerate_sig_fields

    for _nombre, valor, _campo in enumerate_sig_fields(lector, filled_status=True):
        formato = str(valor.get_object().get("/SubFilter", ""))
        if "sha1" in formato.lower():
            raise FirmaInvalida("algoritmo", _debil("SHA-1"))
        if formato not in ("/adbe.pkcs7.detached", "/ETSI.CAdES.detached", "/ETSI.RFC3161"):
            raise FirmaInvalida("firmas", _("El formato de la firma no se admite; use PAdES o PKCS#7."))
    encontradas = list(lector.embedded_signatures)
    if not any(firma.sig_object_type == "/Sig" for firma in encontradas):
        raise FirmaInvalida("firmas", _("El documento no tiene ninguna firma digital."))
    return encontradas


def _debil(algoritmo: str) -> str:
    return _(
        "La firma usa %(algoritmo)s, un algoritmo que ya no es seguro. "
        "Firme de nuevo con SHA-256 (en JSignPdf: «Algoritmo de resumen»)."
    ) % {"algoritmo": algoritmo}


def algoritmo(firma: EmbeddedPdfSignature) -> str:
    resumen = firma.md_algorithm
    return f"{resumen.upper()} · {firma.signer_cert.public_key.algorithm.upper()}"


def exigir_algoritmo(firma: EmbeddedPdfSignature) -> None:
    usados = {firma.md_algorithm, firma.external_md_algorithm}
    mecanismo = firma.signer_info["signature_algorithm"]
    with suppress(ValueError):  # the plain RSA mechanism names no hash: the digest algorithm is the one used
        usados.add(mecanismo.hash_algo)
    debiles = sorted(usado for usado in usados if usado not in _RESUMENES_ADMITIDOS)
    if debiles:
        raise FirmaInvalida("algoritmo", _debil(debiles[0].upper()))
    llave = firma.signer_cert.public_key
    if llave.algorithm == "rsa" and llave.bit_size < RSA_MINIMO_BITS:
        raise FirmaInvalida("algoritmo", _("La llave del certificado es demasiado corta (menos de 2048 bits)."))


def alterada() -> FirmaInvalida:
    return FirmaInvalida("integridad", _("El documento fue alterado después de firmarse o la firma está dañada."))


def exigir_rango(firma: EmbeddedPdfSignature, pdf: bytes) -> None:
    """The bytes covered are exactly the two sides of the signature's own place."""
    inicio, largo, reanuda, resto = (int(numero) for numero in firma.byte_range)
    if inicio or not 0 < largo < reanuda <= reanuda + resto <= len(pdf):
        raise alterada()
    hueco = pdf[largo:reanuda]
    if hueco[:1] != b"<" or hueco[-1:] != b">" or bytes.fromhex(hueco[1:-1].decode("ascii")) != firma.pkcs7_content:
        raise alterada()


def exigir_cobertura(todas: list[EmbeddedPdfSignature], pdf: bytes) -> None:
    """The newest covers the file to its end; what came after each older one is only further signing."""
    from pyhanko.sign.diff_analysis import DiffResult
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    _inicio, _largo, reanuda, resto = (int(numero) for numero in todas[-1].byte_range)
    if reanuda + resto != len(pdf):
        raise FirmaInvalida("cobertura", _("El documento se modificó después de la última firma."))
    for firma in todas:
        firma.compute_integrity_info()
    if todas[-1].coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise FirmaInvalida("cobertura", _("La última firma no cubre todo el documento."))
    for firma in todas[:-1]:
        permitido = firma.summarise_integrity_info()["docmdp_ok"] and isinstance(firma.diff_result, DiffResult)
        if firma.coverage != SignatureCoverageLevel.ENTIRE_REVISION or not permitido:
            raise FirmaInvalida(
                "cobertura", _("Después de una de las firmas el documento cambió más de lo que permite otra firma.")
            )
