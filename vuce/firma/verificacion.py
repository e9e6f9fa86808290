"""The verification of a signed PDF: an ordered list of checks, each with its own code and sentence."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vuce.firma import contenido, estructura
from vuce.firma.cadena import Cadena, cadena_de, exigir_sello_de_documento, revocacion_de
from vuce.firma.confianza import almacen_vigente
from vuce.firma.errores import FirmaInvalida
from vuce.firma.informe import FirmaLeida, Informe, Paso, Resultado
from vuce.firma.personas import Persona, identidad

if TYPE_CHECKING:
    import pikepdf
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko_certvalidator.registry import TrustManager

logger = logging.getLogger(__name__)
ILEGIBLE = gettext_lazy("El archivo está dañado o no es un PDF que se pueda leer.")


@dataclass
class Caso:
    """One verification under way: what a check works out, the next ones use."""

    firmado: bytes
    original: bytes | None
    personas: Sequence[Persona] | None
    recibido_en: datetime
    radicado: str
    todas: bool
    raices: TrustManager
    politica: str
    firmas: list[EmbeddedPdfSignature] = field(default_factory=list)
    sellos: list[EmbeddedPdfSignature] = field(default_factory=list)
    cadenas: list[Cadena] = field(default_factory=list)
    pdf: pikepdf.Pdf | None = None


class Comprobacion(NamedTuple):
    codigo: str
    etiqueta: Promise
    funcion: Callable[[Caso], list[str]]
    """Returns warnings; raises `FirmaInvalida` to refuse."""


def verificar(
    firmado: bytes,
    original: bytes | None,
    personas: Sequence[Persona] | None,
    *,
    recibido_en: datetime,
    radicado: str = "",
    todas: bool = False,
    raices: TrustManager | None = None,
) -> Informe:
    """Check `firmado` in the order of `COMPROBACIONES` up to the first failure; it never raises for a bad file.

    `original` is the issued PDF whose content it must show (None: not asked). `personas` are those who may sign; with
    `todas`, each of them must have signed (None: anybody whose certificate is trusted, as for an entity's own act).
    `radicado` is the number to name where the content is another's. `raices` defaults to the trust store in force.
    """
    caso = Caso(
        firmado=firmado,
        original=original,
        personas=personas,
        recibido_en=recibido_en,
        radicado=radicado,
        todas=todas,
        raices=raices or almacen_vigente(),
        politica=settings.FIRMA_REVOCACION,
    )
    pasos: list[Paso] = []
    for comprobacion in COMPROBACIONES:
        pasos.append(_comprobar(comprobacion, caso))
        if pasos[-1].resultado is Resultado.FALLA:
            break
    return Informe(
        sha256=hashlib.sha256(firmado).hexdigest(),
        recibido_en=recibido_en,
        revocacion=caso.politica,
        pasos=tuple(pasos),
        firmas=_leidas(caso),
    )


def _comprobar(comprobacion: Comprobacion, caso: Caso) -> Paso:
    codigo, etiqueta = comprobacion.codigo, str(comprobacion.etiqueta)
    try:
        avisos = comprobacion.funcion(caso)
    except FirmaInvalida as falla:
        return Paso(falla.codigo, etiqueta, Resultado.FALLA, falla.mensaje)
    except (Exception, RecursionError) as error:  # a hostile file may break a parser in any way; it is only refused
        logger.info("Unreadable signed file at check %s: %s", codigo, error)
        return Paso(codigo, etiqueta, Resultado.FALLA, str(ILEGIBLE))
    if avisos:
        return Paso(codigo, etiqueta, Resultado.ADVERTENCIA, " ".join(dict.fromkeys(avisos)))
    return Paso(codigo, etiqueta, Resultado.OK, "")


def _tamano(caso: Caso) -> list[str]:
    if len(caso.firmado) > settings.ADJUNTO_MAXIMO_BYTES:
        limite = settings.ADJUNTO_MAXIMO_BYTES // (1024 * 1024)
        raise FirmaInvalida("tamano", _("El archivo pesa más de %(limite)s MB.") % {"limite": limite})
    return []


def _legible(caso: Caso) -> list[str]:
    import pikepdf

    if not caso.firmado.startswith(b"%PDF-"):
        raise FirmaInvalida("legible", _("El archivo no es un PDF."))
    try:
        caso.pdf = contenido.abrir(caso.firmado)
    except pikepdf.PasswordError as error:
        raise FirmaInvalida("cifrado", _("El PDF está protegido con contraseña; súbalo sin protección.")) from error
    return []


def _cifrado(caso: Caso) -> list[str]:
    if caso.pdf and caso.pdf.is_encrypted:
        raise FirmaInvalida("cifrado", _("El PDF está cifrado; súbalo sin protección."))
    return []


def _firmas(caso: Caso) -> list[str]:
    if b"/ByteRange" not in caso.firmado:
        raise FirmaInvalida("firmas", _("El documento no tiene ninguna firma digital."))
    caso.sellos = estructura.firmas(estructura.leer(caso.firmado))
    caso.firmas = [firma for firma in caso.sellos if firma.sig_object_type == "/Sig"]
    return []


def _algoritmo(caso: Caso) -> list[str]:
    for firma in caso.sellos:
        estructura.exigir_algoritmo(firma)
    return []


def _integridad(caso: Caso) -> list[str]:
    for firma in caso.sellos:
        estructura.exigir_rango(firma, caso.firmado)
    cadenas, sellos_confiables = asyncio.run(_encadenar(caso))
    if not all(cadena.integra for cadena in cadenas):
        raise estructura.alterada()
    caso.cadenas = cadenas
    if all(sellos_confiables):
        return []
    return [_("El documento lleva un sello de tiempo de una autoridad no reconocida.")]


async def _encadenar(caso: Caso) -> tuple[list[Cadena], list[bool]]:
    """Judge every signature, and say of each document timestamp whether its authority is trusted."""
    cadenas = [await cadena_de(firma, caso.raices, caso.recibido_en) for firma in caso.firmas]
    return cadenas, [
        await exigir_sello_de_documento(sello, caso.raices, caso.recibido_en)
        for sello in caso.sellos
        if sello.sig_object_type != "/Sig"
    ]


def _cobertura(caso: Caso) -> list[str]:
    estructura.exigir_cobertura(caso.sellos, caso.firmado)
    return []


def _confianza(caso: Caso) -> list[str]:
    for cadena in caso.cadenas:
        if cadena.problema and cadena.problema.codigo == "confianza":
            raise cadena.problema
    return []


def _vigencia(caso: Caso) -> list[str]:
    for cadena in caso.cadenas:
        if cadena.problema:
            raise cadena.problema
    return []


def _revocacion(caso: Caso) -> list[str]:
    if caso.politica == "no":
        return [_("La revocación no se consulta en este portal.")]
    return [aviso for aviso in asyncio.run(_revocaciones(caso)) if aviso]


async def _revocaciones(caso: Caso) -> list[str]:
    dura = caso.politica == "hard"
    parejas = zip(caso.firmas, caso.cadenas, strict=True)
    return [await revocacion_de(firma, cadena, caso.raices, dura=dura) for firma, cadena in parejas]


def _identidad(caso: Caso) -> list[str]:
    if caso.personas is None:
        return []
    faltan = list(caso.personas)
    for firma in caso.firmas:
        quien = identidad(_x509(firma))
        if not any(quien.es(persona) for persona in caso.personas):
            raise FirmaInvalida(
                "identidad",
                _("El certificado es de %(titular)s, que no puede firmar este documento; deben firmar: %(personas)s.")
                % {"titular": quien.nombre, "personas": _nombres(caso.personas)},
            )
        faltan = [persona for persona in faltan if not quien.es(persona)]
    if caso.todas and faltan:
        raise FirmaInvalida("identidad", _("Falta la firma de: %(personas)s.") % {"personas": _nombres(faltan)})
    return []


def _contenido(caso: Caso) -> list[str]:
    if caso.original is None or caso.pdf is None:
        return []
    try:
        return contenido.comparar(contenido.abrir(caso.original), caso.pdf)
    except contenido.Distinto as diferencia:
        ajeno = _("El documento firmado no corresponde al radicado %(radicado)s.") % {"radicado": caso.radicado}
        if not caso.radicado:
            ajeno = _("El documento firmado no corresponde al emitido.")
        raise FirmaInvalida("contenido", f"{ajeno} {diferencia}") from diferencia


COMPROBACIONES = (
    Comprobacion("tamano", gettext_lazy("Tamaño del archivo"), _tamano),
    Comprobacion("legible", gettext_lazy("Es un PDF legible"), _legible),
    Comprobacion("cifrado", gettext_lazy("No está cifrado"), _cifrado),
    Comprobacion("firmas", gettext_lazy("Tiene firma digital"), _firmas),
    Comprobacion("algoritmo", gettext_lazy("Algoritmo seguro"), _algoritmo),
    Comprobacion("integridad", gettext_lazy("Firmas íntegras"), _integridad),
    Comprobacion("cobertura", gettext_lazy("La firma cubre todo el documento"), _cobertura),
    Comprobacion("confianza", gettext_lazy("Entidad de certificación reconocida"), _confianza),
    Comprobacion("vigencia", gettext_lazy("Certificado vigente al firmar"), _vigencia),
    Comprobacion("revocacion", gettext_lazy("Certificado no revocado"), _revocacion),
    Comprobacion("identidad", gettext_lazy("Firmado por quien corresponde"), _identidad),
    Comprobacion("contenido", gettext_lazy("Corresponde al documento emitido"), _contenido),
)


def _nombres(personas: Sequence[Persona]) -> str:
    return ", ".join(persona.nombre for persona in personas)


def _x509(firma: EmbeddedPdfSignature) -> x509.Certificate:
    return x509.load_der_x509_certificate(firma.signer_cert.dump())


def _leidas(caso: Caso) -> tuple[FirmaLeida, ...]:
    """What is told of the signers, only once their certificates could be judged."""
    return tuple(_leida(firma, cadena) for firma, cadena in zip(caso.firmas, caso.cadenas, strict=False))


def _leida(firma: EmbeddedPdfSignature, cadena: Cadena) -> FirmaLeida:
    certificado = _x509(firma)
    quien = identidad(certificado)
    return FirmaLeida(
        campo=firma.field_name,
        firmante=quien.nombre,
        documento=" ".join(filter(None, quien.documentos[0])) if quien.documentos else "",
        nit=quien.nits[0] if quien.nits else "",
        emisor=certificado.issuer.rfc4514_string(),
        serie=format(certificado.serial_number, "X"),
        huella_sha256=certificado.fingerprint(hashes.SHA256()).hex(),
        firmado_en=cadena.momento if cadena.sellada else firma.self_reported_timestamp,
        sello_de_tiempo=cadena.sellada,
        algoritmo=estructura.algoritmo(firma),
    )
