"""Each check of an uploaded document refuses what it must, by its own code (CTG-06, G/W/T 2-3)."""

# ruff: noqa: TID253 - the tests drive these libraries themselves

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.utils import timezone
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper

from tests.firma.conftest import ANA, CARLA, pem, persona
from tests.firma.firmas import asn1, firmante, firmar
from vuce.firma.confianza import almacen
from vuce.firma.verificacion import COMPROBACIONES

HACE_UN_ANO = timezone.now() - timedelta(days=365)
AYER = timezone.now() - timedelta(days=1)


def vencida(pki, quien=ANA):
    return persona(pki.sub, quien, desde=HACE_UN_ANO, hasta=AYER)


def test_acepta_y_cuenta_todo_lo_comprobado(pki, original, comprobar):
    informe = comprobar(firmar(original, pki.ana))
    assert informe.valido
    assert informe.error == ""
    assert [paso.codigo for paso in informe.pasos] == [comprobacion.codigo for comprobacion in COMPROBACIONES]
    (firma,) = informe.firmas
    assert (firma.firmante, firma.documento, firma.sello_de_tiempo) == ("Ana Gómez", "CC 52111222", False)
    assert firma.algoritmo == "SHA256 · RSA"
    assert json.loads(json.dumps(informe.a_json()))["firmas"][0]["huella_sha256"] == firma.huella_sha256


@pytest.mark.parametrize("resumen", ["sha384", "sha512"])
def test_acepta_resumenes_mas_largos(resumen, pki, original, comprobar):
    assert comprobar(firmar(original, pki.ana, resumen=resumen)).valido


def test_acepta_llave_de_curva_eliptica(pki, original, comprobar):
    ana = persona(pki.sub, ANA, llave=ec.generate_private_key(ec.SECP256R1()))
    assert comprobar(firmar(original, ana)).valido


def test_acepta_varias_firmas_en_cualquier_orden(pki, original, comprobar):
    for primera, segunda in ((pki.ana, pki.carla), (pki.carla, pki.ana)):
        firmado = firmar(firmar(original, primera, "Firma1"), segunda, "Firma2")
        informe = comprobar(firmado, personas=[ANA, CARLA], todas=True)
        assert informe.valido, informe.error
        assert len(informe.firmas) == 2


def test_acepta_al_sello_de_la_entidad_sin_preguntar_por_personas(pki, original, comprobar):
    assert comprobar(firmar(original, pki.carla), personas=None, original=None).valido


def falla(informe, codigo):
    assert not informe.valido
    assert informe.falla.codigo == codigo, informe.error
    assert informe.pasos[-1] is informe.falla
    return informe.error


def test_rechaza_archivo_grande(comprobar, settings):
    settings.ADJUNTO_MAXIMO_BYTES = 1024 * 1024
    assert falla(comprobar(b"%PDF-1.7" + b" " * 1024 * 1024), "tamano") == "El archivo pesa más de 1 MB."


def test_rechaza_lo_que_no_es_pdf(comprobar):
    assert falla(comprobar(b"PK\x03\x04"), "legible") == "El archivo no es un PDF."


@pytest.mark.parametrize("clave", ["", "secreta"])
def test_rechaza_pdf_cifrado(clave, original, comprobar):
    salida = BytesIO()
    pikepdf.open(BytesIO(original)).save(salida, encryption=pikepdf.Encryption(owner="x", user=clave))
    falla(comprobar(salida.getvalue()), "cifrado")


def test_rechaza_documento_sin_firma(original, comprobar):
    assert falla(comprobar(original), "firmas") == "El documento no tiene ninguna firma digital."


def test_rechaza_documento_alterado(pki, original, comprobar):
    firmado = firmar(original, pki.ana)
    corte = original.index(b"stream") + 30
    alterado = firmado[:corte] + bytes([firmado[corte] ^ 1]) + firmado[corte + 1 :]
    falla(comprobar(alterado), "integridad")


def test_rechaza_llave_corta(pki, original, comprobar):
    corta = persona(pki.sub, ANA, llave=rsa.generate_private_key(65537, 1024))
    assert "2048" in falla(comprobar(firmar(original, corta)), "algoritmo")


def test_rechaza_sha1_en_pades(pki, original, comprobar):
    firmado = firmar(original, pki.ana, resumen="sha1", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
    assert "SHA-256" in falla(comprobar(firmado), "algoritmo")


def test_rechaza_entidad_desconocida(pki, original, comprobar):
    """G/W/T 3: the exact reason is told."""
    ajena = persona(pki.ajena, ANA)
    error = falla(comprobar(firmar(original, ajena)), "confianza")
    assert "«Autoridad ajena», que no es una entidad reconocida" in error


def test_rechaza_raiz_con_el_mismo_nombre(pki, original, comprobar):
    """A root that only bears the trusted one's name vouches for nothing."""
    gemela = type(pki.raiz).raiz("Autoridad de prueba", "Entidad de Certificación Abierta")
    falla(comprobar(firmar(original, persona(gemela, ANA))), "confianza")


def test_rechaza_certificado_que_no_es_de_firma(pki, original, comprobar):
    """A certificate authority's own certificate may not sign documents."""
    assert "no está habilitado" in falla(comprobar(firmar(original, pki.sub)), "confianza")


def test_rechaza_certificado_vencido(pki, original, comprobar):
    """G/W/T 3: the exact reason is told, and no date that the signer wrote helps."""
    error = falla(comprobar(firmar(original, vencida(pki))), "vigencia")
    assert "no estaba vigente" in error


def test_rechaza_certificado_que_todavia_no_vale(pki, original, comprobar):
    futura = persona(pki.sub, ANA, desde=timezone.now() + timedelta(days=1))
    falla(comprobar(firmar(original, futura)), "vigencia")


@pytest.fixture
def tsa(pki):
    def _tsa(autoridad, en):
        credencial = autoridad.emitir(
            {x509.NameOID.COMMON_NAME: "Sello"},
            extensiones=[x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])],
            desde=HACE_UN_ANO - timedelta(days=1),
        )
        firmador = firmante(credencial)
        return DummyTimeStamper(
            asn1(credencial.certificado), firmador.signing_key, certs_to_embed=firmador.cert_registry, fixed_dt=en
        )

    return _tsa


def test_el_sello_de_tiempo_salva_al_certificado_vencido_despues(pki, original, comprobar, tsa):
    en = datetime(HACE_UN_ANO.year, HACE_UN_ANO.month, HACE_UN_ANO.day, 15, tzinfo=UTC) + timedelta(days=30)
    informe = comprobar(firmar(original, vencida(pki), sellador=tsa(pki.sub, en)))
    assert informe.valido, informe.error
    assert (informe.firmas[0].sello_de_tiempo, informe.firmas[0].firmado_en) == (True, en)


def test_el_sello_de_una_autoridad_ajena_no_vale(pki, original, comprobar, tsa):
    firmado = firmar(original, vencida(pki), sellador=tsa(pki.ajena, HACE_UN_ANO + timedelta(days=30)))
    falla(comprobar(firmado), "vigencia")


def test_rechaza_a_quien_no_es_responsable(pki, original, comprobar):
    error = falla(comprobar(firmar(original, pki.carla)), "identidad")
    assert error == "El certificado es de Carla Ruiz, que no puede firmar este documento; deben firmar: Ana Gómez."


def test_rechaza_firma_ajena_junto_a_la_debida(pki, original, comprobar):
    falla(comprobar(firmar(firmar(original, pki.ana), pki.carla, "Firma2")), "identidad")


def test_rechaza_si_falta_una_firma(pki, original, comprobar):
    error = falla(comprobar(firmar(original, pki.ana), personas=[ANA, CARLA], todas=True), "identidad")
    assert error == "Falta la firma de: Carla Ruiz."


def test_sin_raices_nada_es_confiable(pki, original, comprobar):
    falla(comprobar(firmar(original, pki.ana), raices=almacen(())), "confianza")


def test_la_raiz_puede_ser_la_subordinada(pki, original, comprobar):
    assert comprobar(firmar(original, pki.ana), raices=almacen((pem(pki.sub),))).valido
