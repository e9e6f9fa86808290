"""The institution signs with its own key, or nothing is issued (firma, «What is signed» 2)."""

import os
import time
from datetime import timedelta
from pathlib import Path

# ruff: noqa: TID253 - the tests drive these libraries themselves
import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from pyhanko.sign.timestamps import DummyTimeStamper

from tests.firma.conftest import CARLA, pem, persona
from tests.firma.externos import leer_con_pdfsig
from tests.firma.firmas import asn1, firmante
from tests.firma.servidor import servir
from vuce.firma.confianza import almacen
from vuce.firma.errores import FirmaImposible, FirmaInvalida
from vuce.firma.firmante import certificado_de, entidades_con_clave, firmante_de, firmar_bytes, firmar_pdf
from vuce.firma.sello import verificar_bytes

DATOS = {"motivo": "Certificado de elegibilidad", "lugar": "Bogotá D.C."}


@pytest.fixture
def instalar(pki, settings, tmp_path):
    """Give `mincit` a certificate of the test authority."""

    def _instalar(credencial=None, pin="1234", archivo="mincit.p12", **opciones) -> Path:
        ruta = tmp_path / archivo
        ruta.write_bytes((credencial or persona(pki.sub, CARLA)).pkcs12("1234", **opciones))
        settings.FIRMA_P12, settings.FIRMA_PINES = {"mincit": str(ruta)}, {"mincit": pin}
        return ruta

    return _instalar


def firmado_por_mincit(original):
    return firmar_pdf(original, "mincit", **DATOS)


@pytest.mark.parametrize("antiguo", [False, True])
def test_firma_valida_para_otros(antiguo, instalar, original, comprobar, nss, tmp_path):
    instalar(antiguo=antiguo)
    firmado = firmado_por_mincit(original)
    assert firmado.startswith(original)
    informe = comprobar(firmado, personas=None)
    assert informe.valido, informe.error
    leido = leer_con_pdfsig(nss, firmado, tmp_path)
    for dicho in (
        "Signature is Valid",
        "Certificate is Trusted",
        "ETSI.CAdES",
        "SHA-256",
        "Total document signed",
    ):
        assert dicho in leido


def test_firma_con_curva_eliptica(instalar, pki, original, comprobar):
    instalar(persona(pki.sub, CARLA, llave=ec.generate_private_key(ec.SECP256R1())))
    assert comprobar(firmado_por_mincit(original), personas=None).valido


def test_cada_firma_es_de_su_documento(instalar, original, comprobar, pki):
    """What is kept between signatures must not carry anything of the last document over."""
    instalar()
    primero, segundo = firmado_por_mincit(original), firmado_por_mincit(firmado_por_mincit(original))
    assert comprobar(primero, personas=None).valido
    informe = comprobar(segundo, personas=None)
    assert informe.valido, informe.error
    assert len(informe.firmas) == 2


def test_conserva_pdf_a(instalar, original):
    """Invisible and printable field, no flag that PDF/A forbids, the document's conformance still declared."""
    from io import BytesIO

    import pikepdf

    instalar()
    pdf = pikepdf.open(BytesIO(firmado_por_mincit(original)))
    (campo,) = pdf.Root.AcroForm.Fields
    assert [int(lado) for lado in campo.Rect] == [0, 0, 0, 0]
    assert int(campo.F) & 0b100
    assert not int(campo.F) & 0b11
    assert "/NeedAppearances" not in pdf.Root.AcroForm
    with pdf.open_metadata() as xmp:
        assert xmp["pdfaid:part"] == "3"


def test_la_llave_se_abre_una_vez(instalar, original):
    instalar()
    assert firmante_de("mincit") is firmante_de("mincit")


def test_toma_el_certificado_renovado_sin_reiniciar(instalar, pki):
    ruta = instalar()
    antes = certificado_de("mincit").serial_number
    instalar(persona(pki.sub, CARLA))
    os.utime(ruta, ns=(time.time_ns(), time.time_ns() + 1))
    assert certificado_de("mincit").serial_number != antes


def test_sin_certificado_no_se_firma(settings, original):
    settings.FIRMA_P12 = {}
    with pytest.raises(FirmaImposible, match="La entidad «mincit» no tiene certificado de firma"):
        firmado_por_mincit(original)
    assert entidades_con_clave() == []


def test_sin_archivo_no_se_firma(instalar, original):
    instalar().unlink()
    with pytest.raises(FirmaImposible, match="No se puede leer el certificado"):
        firmado_por_mincit(original)


def test_con_otro_pin_no_se_firma(instalar, original):
    instalar(pin="4321")
    with pytest.raises(FirmaImposible, match="el PIN no es ese"):
        firmado_por_mincit(original)


@pytest.mark.parametrize("dias", [-10, 10])
def test_fuera_de_vigencia_no_se_firma(dias, instalar, pki, original):
    desde = timezone.now() + timedelta(days=dias)
    instalar(persona(pki.sub, CARLA, desde=desde, hasta=desde + timedelta(days=5)))
    with pytest.raises(FirmaImposible, match="no está vigente"):
        firmado_por_mincit(original)


@pytest.fixture
def tsa(pki, settings):
    uso = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
    credencial = pki.sub.emitir({x509.NameOID.COMMON_NAME: "Sello"}, extensiones=[uso])
    firma = firmante(credencial)
    reloj = DummyTimeStamper(asn1(credencial.certificado), firma.signing_key, certs_to_embed=firma.cert_registry)

    def responder(pregunta: bytes) -> bytes:
        return reloj.request_tsa_response(tsp.TimeStampReq.load(pregunta)).dump()

    with servir(responder, "application/timestamp-reply") as url:
        settings.FIRMA_TSA_URL = url
        yield


def test_estampa_la_hora_de_una_autoridad(tsa, instalar, original, comprobar):
    """PAdES B-T where a timestamp authority is configured."""
    instalar()
    informe = comprobar(firmado_por_mincit(original), personas=None)
    assert informe.valido, informe.error
    assert informe.firmas[0].sello_de_tiempo


def test_sella_bytes(instalar, pki):
    instalar()
    sello = firmar_bytes(b"cadena de actuaciones", "mincit")
    visto = verificar_bytes(b"cadena de actuaciones", sello, raices=almacen((pem(pki.raiz),)))
    assert (visto.firmante, visto.sello_de_tiempo) == ("Carla Ruiz", False)
    assert abs(visto.firmado_en - timezone.now()) < timedelta(minutes=1)


def test_sella_bytes_con_hora_de_una_autoridad(tsa, instalar, pki):
    instalar()
    sello = firmar_bytes(b"cadena", "mincit")
    assert verificar_bytes(b"cadena", sello, raices=almacen((pem(pki.raiz),))).sello_de_tiempo


def test_nota_los_bytes_alterados(instalar, pki):
    instalar()
    raices = almacen((pem(pki.raiz),))
    sello = firmar_bytes(b"cadena", "mincit")
    for datos, sobre in ((b"otra", sello), (b"cadena", sello[:-1]), (b"cadena", b"basura"), (b"cadena", b"")):
        with pytest.raises(FirmaInvalida) as error:
            verificar_bytes(datos, sobre, raices=raices)
        assert error.value.codigo == "integridad"
    with pytest.raises(FirmaInvalida) as error:
        verificar_bytes(b"cadena", sello, raices=almacen((pem(pki.ajena),)))
    assert error.value.codigo == "confianza"
