"""The shapes in which certificates write who signs (firma, «signer's identity»)."""

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from vuce.firma.personas import Persona, identidad

OID_PROPIO = "1.3.6.1.4.1.99999.2.3"
ANA = Persona("CC", "52.111.222", "Ana Gómez", "900.373.913-4")


class Certificado:
    def __init__(self, **atributos: str) -> None:
        nombres = {
            "cn": NameOID.COMMON_NAME,
            "serie": NameOID.SERIAL_NUMBER,
            "organizacion": NameOID.ORGANIZATION_IDENTIFIER,
            "propio": x509.ObjectIdentifier(OID_PROPIO),
        }
        self.subject = x509.Name([x509.NameAttribute(nombres[nombre], valor) for nombre, valor in atributos.items()])


@pytest.mark.parametrize(
    "serie",
    ["52111222", "CC-52111222", "CC52111222", "CC 52.111.222", "IDCCO-52111222", "cc: 52111222", "PNOCO-52111222"],
)
def test_reconoce_la_cedula(serie):
    assert identidad(Certificado(serie=serie)).es(ANA)


@pytest.mark.parametrize(
    "serie", ["52111223", "CC-52111223", "CE-52111222", "PASCO-52111222", "152111222", "5211122", "CC-"]
)
def test_no_confunde_la_cedula(serie):
    assert not identidad(Certificado(serie=serie)).es(ANA)


@pytest.mark.parametrize(
    "atributos",
    [
        {"organizacion": "NTRCO-900373913"},
        {"organizacion": "NTRCO-900373913-4"},
        {"organizacion": "VATCO-9003739134"},
        {"serie": "NIT 900.373.913-4"},
        {"serie": "900373913"},
        {"serie": "9003739134"},
    ],
)
def test_reconoce_a_la_empresa_por_su_nit(atributos):
    assert identidad(Certificado(**atributos)).es(ANA)


def test_el_nit_no_suple_a_otra_persona():
    """A colleague's certificate names the same company, but it is not Ana who signs."""
    assert not identidad(Certificado(serie="CC-41777888", organizacion="NTRCO-900373913")).es(ANA)


def test_cedula_igual_a_nit_con_digito_no_es_la_empresa():
    """Without its hyphen, the NIT 12345678-9 of a natural person reads like the cédula 123456789 of another."""
    assert not identidad(Certificado(serie="123456789")).es(Persona("CC", "1", "Otro", "12345678-9"))


def test_persona_sin_documento_no_es_nadie():
    assert not identidad(Certificado(cn="Ana Gómez")).es(Persona("CC", "", "Ana Gómez", ""))
    assert not identidad(Certificado(serie="CC-1")).es(Persona("CC", "", "Ana Gómez", ""))


def test_lee_los_atributos_propios_de_un_emisor(settings):
    certificado = Certificado(cn="Ana", propio="52111222")
    assert not identidad(certificado).es(ANA)
    settings.FIRMA_OIDS = {"documento": [OID_PROPIO]}
    assert identidad(certificado).es(ANA)
