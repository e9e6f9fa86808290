"""The institution signs: one loaded key per entity and process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vuce.firma.errores import FirmaImposible

if TYPE_CHECKING:
    from pyhanko.sign.signers.pdf_cms import Signer
    from pyhanko.sign.timestamps import TimeStamper

RESUMEN = "sha256"
# Room kept in the file for the CMS: its fixed parts, and a timestamp token with its own chain.
BYTES_DE_CMS = 2048
BYTES_DE_SELLO = 12288
SEGUNDOS_DE_SELLO = 10
# What a mould holds where the document's digest and the signature go.
HUECO_DE_RESUMEN = b"\xd1"
HUECO_DE_FIRMA = b"\xf1"


def firmar_pdf(pdf: bytes, entidad: str, *, motivo: str, lugar: str, nombre_campo: str | None = None) -> bytes:
    """PAdES B-B (B-T where a timestamp authority is set) in an incremental update, with an invisible field."""
    campo = nombre_campo or f"Firma-{entidad}-{uuid4().hex[:8]}"
    return firmar_con(firmante_de(entidad), pdf, motivo=motivo, lugar=lugar, nombre_campo=campo)


def firmar_con(firmante: Signer, pdf: bytes, *, motivo: str, lugar: str, nombre_campo: str) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

    sellador = _sellador(settings.FIRMA_TSA_URL)
    metadatos = PdfSignatureMetadata(
        field_name=nombre_campo,
        md_algorithm=RESUMEN,
        reason=motivo,
        location=lugar,
        name=firmante.subject_name,
        subfilter=SigSeedSubFilter.PADES,
    )
    salida = PdfSigner(metadatos, signer=firmante, timestamper=sellador).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=_reserva(firmante, sellador)
    )
    return bytes(salida.getbuffer())


def firmar_bytes(datos: bytes, entidad: str) -> bytes:
    """A detached CMS signature in DER."""
    firmante = firmante_de(entidad)
    sellador = _sellador(settings.FIRMA_TSA_URL)
    sobre = asyncio.run(
        firmante.async_sign_general_data(datos, RESUMEN, timestamper=sellador, use_cades=True, detached=True)
    )
    return bytes(sobre.dump())


def firmante_de(entidad: str) -> Signer:
    """The entity's signer, or `FirmaImposible`: nothing is ever issued unsigned for want of a key."""
    ruta = settings.FIRMA_P12.get(entidad)
    if not ruta:
        raise FirmaImposible(_("La entidad «%(entidad)s» no tiene certificado de firma.") % {"entidad": entidad})
    try:
        marca = Path(ruta).stat().st_mtime_ns
    except OSError as error:
        raise FirmaImposible(
            _("No se puede leer el certificado de firma de «%(entidad)s».") % {"entidad": entidad}
        ) from error
    firmante, certificado = _cargar(entidad, ruta, marca, settings.FIRMA_PINES.get(entidad, ""))
    if not certificado.not_valid_before_utc <= timezone.now() <= certificado.not_valid_after_utc:
        raise FirmaImposible(
            _("El certificado de firma de «%(entidad)s» no está vigente: venció o vence el %(fecha)s.")
            % {"entidad": entidad, "fecha": date_format(certificado.not_valid_after_utc, "DATE_FORMAT")}
        )
    return firmante


def firmante_de_archivo(archivo: Path, pin: str) -> Signer:
    """The signer of a .p12 that is no entity's: the demo's people."""
    return _cargar(archivo.name, str(archivo), archivo.stat().st_mtime_ns, pin)[0]


def certificado_de(entidad: str) -> x509.Certificate:
    """The entity's certificate; raises like `firmante_de`."""
    certificado = firmante_de(entidad).signing_cert
    if certificado is None:
        raise FirmaImposible(_("La entidad «%(entidad)s» no tiene certificado de firma.") % {"entidad": entidad})
    return x509.load_der_x509_certificate(certificado.dump())


def entidades_con_clave() -> list[str]:
    return sorted(settings.FIRMA_P12)


@lru_cache(maxsize=16)
def _cargar(entidad: str, ruta: str, marca: int, pin: str) -> tuple[Signer, x509.Certificate]:
    """`marca` (the file's mtime) is part of the key: a renewed certificate is taken up without a restart."""
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    try:
        llave, certificado, otros = pkcs12.load_key_and_certificates(Path(ruta).read_bytes(), pin.encode() or None)
    except (OSError, ValueError) as error:
        raise FirmaImposible(
            _("El certificado de firma de «%(entidad)s» no se puede abrir: el archivo está dañado o el PIN no es ese.")
            % {"entidad": entidad}
        ) from error
    if certificado is None or not isinstance(llave, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise FirmaImposible(
            _("El certificado de firma de «%(entidad)s» no trae una llave RSA o de curva elíptica.")
            % {"entidad": entidad}
        )
    almacen = SimpleCertificateStore()
    almacen.register_multiple([_asn1(otro) for otro in otros])
    return _clase_de_firmante()(llave, _asn1(certificado), almacen), certificado


@lru_cache(maxsize=1)
def _clase_de_firmante() -> Callable[..., Signer]:
    """A signer that keeps the opened key: pyHanko's own parses and checks it again at every signature."""
    from pyhanko.sign.signers.pdf_cms import Signer
    from pyhanko_certvalidator.registry import CertificateStore

    class FirmanteInstitucional(Signer):
        def __init__(
            self,
            llave: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
            certificado: asn1.Certificate,
            otros: CertificateStore,
        ) -> None:
            super().__init__(signing_cert=certificado, cert_registry=otros, embed_roots=False)
            self._llave = llave

            self._moldes: dict[str, tuple[bytes, bytes]] = {}

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            resumen = getattr(hashes, digest_algorithm.upper())()
            if isinstance(self._llave, ec.EllipticCurvePrivateKey):
                return self._llave.sign(data, ec.ECDSA(resumen))
            if dry_run:
                return HUECO_DE_FIRMA * (self._llave.key_size // 8)
            return self._llave.sign(data, padding.PKCS1v15(), resumen)

        async def async_sign(  # type: ignore[override]
            self,
            data_digest: bytes,
            digest_algorithm: str,
            dry_run: bool = False,
            use_pades: bool = False,
            timestamper: TimeStamper | None = None,
            **otros: Any,
        ) -> cms.ContentInfo:
            """A PAdES B-B signature by RSA differs from the last one in two places of fixed length: fill its mould."""
            pades = use_pades and otros.get("is_pdf_sig", True)
            if not pades or dry_run or timestamper or not isinstance(self._llave, rsa.RSAPrivateKey):
                return await super().async_sign(data_digest, digest_algorithm, dry_run, use_pades, timestamper, **otros)
            if digest_algorithm not in self._moldes:
                self._moldes[digest_algorithm] = await self._molde(digest_algorithm, len(data_digest))
            atributos, sobre = self._moldes[digest_algorithm]
            resumen = HUECO_DE_RESUMEN * len(data_digest)
            firma = await self.async_sign_raw(atributos.replace(resumen, data_digest), digest_algorithm)
            return cms.ContentInfo.load(sobre.replace(resumen, data_digest).replace(HUECO_DE_FIRMA * len(firma), firma))

        async def _molde(self, digest_algorithm: str, largo: int) -> tuple[bytes, bytes]:
            atributos = await self.signed_attrs(HUECO_DE_RESUMEN * largo, digest_algorithm, use_pades=True)
            sobre = await self.async_sign_prescribed_attributes(digest_algorithm, atributos, dry_run=True)
            return atributos.dump(), sobre.dump()

    return FirmanteInstitucional


@lru_cache(maxsize=2)
def _sellador(url: str) -> TimeStamper | None:
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return HTTPTimeStamper(url, timeout=SEGUNDOS_DE_SELLO) if url else None


def _reserva(firmante: Signer, sellador: TimeStamper | None) -> int:
    """Hexadecimal digits for the CMS. Given, it spares pyHanko a trial signature per document."""
    certificados = [firmante.signing_cert, *firmante.cert_registry]
    cadena = sum(len(certificado.dump()) for certificado in certificados if certificado)
    return 2 * (BYTES_DE_CMS + cadena + (BYTES_DE_SELLO if sellador else 0))


def _asn1(certificado: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificado.public_bytes(serialization.Encoding.DER))
