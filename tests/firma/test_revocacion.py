"""The issuer is asked whether the certificate was revoked; the policy decides what silence means."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from django.utils import timezone

from tests.firma.conftest import ANA, pem, persona
from tests.firma.firmas import firmar
from tests.firma.servidor import servir
from vuce.firma.confianza import almacen


def lista(emisora, *revocados):
    ahora = timezone.now()
    crl = x509.CertificateRevocationListBuilder().issuer_name(emisora.certificado.subject)
    crl = crl.last_update(ahora - timedelta(hours=1)).next_update(ahora + timedelta(days=1))
    for revocado in revocados:
        fila = x509.RevokedCertificateBuilder().serial_number(revocado.certificado.serial_number)
        crl = crl.add_revoked_certificate(fila.revocation_date(ahora - timedelta(minutes=30)).build())
    return crl.sign(emisora.llave, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def punto(url):
    return x509.CRLDistributionPoints([x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)])


def con_lista(url, *, emisora, quien=ANA):
    return persona(emisora, quien, extensiones=[punto(url)])


@pytest.fixture
def sub(pki):
    """A subordinate authority whose own certificate says where to ask, and is not revoked."""
    with servir(lambda _: lista(pki.raiz), "application/pkix-crl") as url:
        yield pki.raiz.subordinada("Subordinada con lista", extensiones=[punto(url)])


@pytest.fixture
def verificar_con(comprobar, settings, pki, original):
    def _verificar(credencial, politica):
        firmado = firmar(original, credencial)
        settings.FIRMA_REVOCACION = politica
        return comprobar(firmado, raices=almacen((pem(pki.raiz),)))

    return _verificar


@pytest.mark.parametrize("politica", ["soft", "hard"])
def test_rechaza_certificado_revocado(politica, sub, verificar_con):
    revocados = []
    with servir(lambda _: lista(sub, *revocados), "application/pkix-crl") as url:
        ana = con_lista(url, emisora=sub)
        revocados.append(ana)
        informe = verificar_con(ana, politica)
    assert informe.falla.codigo == "revocacion"
    assert "fue revocado el" in informe.error


@pytest.mark.parametrize("politica", ["soft", "hard"])
def test_acepta_certificado_que_no_esta_en_la_lista(politica, pki, sub, verificar_con):
    with servir(lambda _: lista(sub, pki.carla), "application/pkix-crl") as url:
        informe = verificar_con(con_lista(url, emisora=sub), politica)
    assert informe.valido, informe.error
    assert (informe.advertencias, informe.revocacion) == ([], politica)


@pytest.mark.parametrize("respuesta", [None, b"basura"])
def test_el_silencio_del_emisor_advierte_o_rechaza(respuesta, sub, verificar_con):
    with servir(lambda _: respuesta, "application/pkix-crl") as url:
        ana = con_lista(url, emisora=sub)
        blanda, dura = verificar_con(ana, "soft"), verificar_con(ana, "hard")
    assert blanda.valido
    assert blanda.advertencias == ["No se pudo consultar si el certificado de Ana Gómez está revocado."]
    assert dura.falla.codigo == "revocacion"


def test_no_se_pregunta_donde_dice_un_certificado_no_confiable(pki, original, comprobar, settings):
    """A stranger's certificate must not make the portal connect anywhere."""
    preguntas = []
    with servir(lambda _: preguntas.append(1), "application/pkix-crl") as url:
        firmado = firmar(original, con_lista(url, emisora=pki.ajena))
        settings.FIRMA_REVOCACION = "hard"
        informe = comprobar(firmado)
    assert informe.falla.codigo == "confianza"
    assert preguntas == []


def test_sin_consulta_se_advierte(pki, verificar_con):
    informe = verificar_con(pki.ana, "no")
    assert informe.valido
    assert informe.advertencias == ["La revocación no se consulta en este portal."]
