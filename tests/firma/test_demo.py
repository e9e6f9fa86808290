"""The demonstration's authority: made once, usable by everybody, trusted nowhere else."""

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.exceptions import ImproperlyConfigured

from tests.firma.firmas import firmar
from vuce.firma.demo import PIN, Credencial, PersonaDemo, preparar_demo
from vuce.firma.firmante import firmar_pdf
from vuce.firma.models import RaizDeConfianza
from vuce.firma.personas import Persona

pytestmark = pytest.mark.django_db
ANA = PersonaDemo("Ana Gómez", "CC", "52111222", "900373913", "Exportadora SAS")
IVAN = PersonaDemo("Iván Díaz", "CE", "334455")


def test_prepara_una_sola_vez(tmp_path, settings, original, comprobar):
    settings.DEMO = True
    carpeta = tmp_path / "demo"
    demo = preparar_demo(carpeta, [ANA])
    antes = {archivo.name: archivo.read_bytes() for archivo in carpeta.iterdir()}
    assert set(antes) == {"raiz.pem", "autoridad.p12", "mincit.p12", "dian.p12", "persona-52111222.p12"}
    assert preparar_demo(carpeta, [ANA, IVAN])["raiz"] == demo["raiz"]
    assert {nombre: (carpeta / nombre).read_bytes() for nombre in antes} == antes
    assert (carpeta / "persona-334455.p12").exists()
    assert RaizDeConfianza.objects.filter(demo=True).count() == 1

    settings.FIRMA_P12 = {entidad: str(ruta) for entidad, ruta in demo["entidades"].items()}
    settings.FIRMA_PINES = dict.fromkeys(settings.FIRMA_P12, demo["pin"])
    for entidad in ("mincit", "dian"):
        firmado = firmar_pdf(original, entidad, motivo="Prueba", lugar="Bogotá")
        informe = comprobar(firmado, personas=None, raices=None)
        assert informe.valido, informe.error

    llave, certificado, otros = pkcs12.load_key_and_certificates(
        demo["personas"]["52111222"].read_bytes(), PIN.encode()
    )
    firmado = firmar(original, Credencial(certificado, llave, tuple(otros)))
    informe = comprobar(firmado, personas=[Persona("CC", "52111222", "Ana Gómez")], raices=None)
    assert informe.valido, informe.error
    assert informe.firmas[0].nit == "900373913"


def test_fuera_de_la_demostracion_no_existe(tmp_path, settings):
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        preparar_demo(tmp_path / "demo", [ANA])
    assert not (tmp_path / "demo").exists()
