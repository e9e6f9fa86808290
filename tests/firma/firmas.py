"""Signing with pyHanko as any program would, to make good and bad files."""

# ruff: noqa: TID253 - the tests drive these libraries themselves

from io import BytesIO
from typing import Any

from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from vuce.firma.demo import Credencial


def asn1(certificado: Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificado.public_bytes(serialization.Encoding.DER))


def firmante(credencial: Credencial) -> SimpleSigner:
    llave = credencial.llave.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    almacen = SimpleCertificateStore.from_certs([asn1(otro) for otro in credencial.cadena])
    return SimpleSigner(asn1(credencial.certificado), keys.PrivateKeyInfo.load(llave), almacen)


def firmar(
    pdf: bytes,
    credencial: Credencial,
    campo: str = "Firma1",
    *,
    resumen: str = "sha256",
    caja: tuple[int, int, int, int] | None = None,
    sellador: TimeStamper | None = None,
    **metadatos: Any,
) -> bytes:
    metadatos = {"subfilter": SigSeedSubFilter.PADES, **metadatos}
    salida = PdfSigner(
        PdfSignatureMetadata(field_name=campo, md_algorithm=resumen, **metadatos),
        signer=firmante(credencial),
        timestamper=sellador,
        new_field_spec=SigFieldSpec(campo, box=caja) if caja else None,
    ).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf), strict=False))
    return salida.getvalue()
