"""Institutional signatures per second: pyHanko as a plain user writes it, against a key that stays open.

«Naive» opens the entity's PKCS#12 with `SimpleSigner.load_pkcs12` and signs, for each document; «kept» is pyHanko's
own signer loaded once per process, which still parses and checks the RSA key at every signature; «ours» is
`vuce.firma.firmante.firmar_pdf`. The same document, certificate, PAdES profile and process for all three.
"""

import logging
import os
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")

import django

django.setup()

from cryptography.hazmat.primitives import serialization  # noqa: E402
from cryptography.x509.oid import NameOID  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from vuce.firma.confianza import almacen  # noqa: E402
from vuce.firma.demo import Autoridad  # noqa: E402
from vuce.firma.firmante import firmar_pdf  # noqa: E402
from vuce.firma.personas import Persona  # noqa: E402
from vuce.firma.verificacion import verificar  # noqa: E402

META = 10
VECES = 30
PIN = "1234"


def mediana_ms(accion: Callable[[], object], veces: int = VECES) -> float:
    accion()
    tiempos = []
    for _vez in range(veces):
        empieza = time.perf_counter()
        accion()
        tiempos.append(1000 * (time.perf_counter() - empieza))
    return statistics.median(tiempos)


def documento() -> bytes:
    from weasyprint import HTML

    texto = "<html lang='es'><title>Certificado</title><h1>Certificado 1</h1><p>Cantidad: 1.000 t</p></html>"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        return HTML(string=texto).write_pdf(pdf_variant="pdf/a-3b")


def firmante_ajeno(p12: Path) -> object:
    from pyhanko.sign.signers.pdf_cms import SimpleSigner

    return SimpleSigner.load_pkcs12(str(p12), passphrase=PIN.encode())


def firmar_ajeno(pdf: bytes, firmante: object) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers.functions import sign_pdf
    from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata

    metadatos = PdfSignatureMetadata(field_name="Firma1", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    return sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), metadatos, signer=firmante).getvalue()


def main() -> None:
    logging.disable(logging.WARNING)
    raiz = Autoridad.raiz("Raíz de la medición")
    credencial = raiz.subordinada("Subordinada").emitir(
        {NameOID.COMMON_NAME: "Ana Gómez", NameOID.SERIAL_NUMBER: "CC-52111222"}
    )
    pdf = documento()
    with tempfile.TemporaryDirectory() as carpeta:
        p12 = Path(carpeta) / "mincit.p12"
        p12.write_bytes(credencial.pkcs12(PIN))
        settings.FIRMA_P12, settings.FIRMA_PINES, settings.FIRMA_TSA_URL = {"mincit": str(p12)}, {"mincit": PIN}, ""
        guardado = firmante_ajeno(p12)
        ingenua = mediana_ms(lambda: firmar_ajeno(pdf, firmante_ajeno(p12)))
        guardada = mediana_ms(lambda: firmar_ajeno(pdf, guardado))
        nuestra = mediana_ms(lambda: firmar_pdf(pdf, "mincit", motivo="Medición", lugar="Bogotá"))
        firmado = firmar_pdf(pdf, "mincit", motivo="Medición", lugar="Bogotá")

    settings.FIRMA_REVOCACION = "no"
    raices = almacen((raiz.certificado.public_bytes(serialization.Encoding.PEM).decode(),))
    ana = Persona("CC", "52111222", "Ana Gómez")
    informe = verificar(firmado, pdf, [ana], recibido_en=timezone.now(), raices=raices)
    if not informe.valido:
        raise SystemExit(informe.error)
    validar = mediana_ms(lambda: verificar(firmado, pdf, [ana], recibido_en=timezone.now(), raices=raices))

    print(f"one page, {len(pdf)} bytes, RSA-2048, PAdES B-B, median of {VECES}")
    print(f"naive pyHanko, PKCS#12 opened per signature: {ingenua:.1f} ms")
    print(f"pyHanko's signer loaded once:                {guardada:.1f} ms")
    print(f"ours:                                        {nuestra:.1f} ms")
    print(f"verification of one signature, with content: {validar:.1f} ms")
    print(f"firma ratio={ingenua / nuestra:.1f} goal={META} n={VECES}")


if __name__ == "__main__":
    main()
