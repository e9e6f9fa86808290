"""The trust store: imported, withdrawn, never edited; the demonstration's root only in a demonstration."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from django.contrib.admin import site
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from tests.firma.conftest import ANA, pem, persona
from tests.firma.firmas import firmar
from vuce.firma.admin import RaizDeConfianzaAdmin
from vuce.firma.checks import claves_institucionales, politica_de_revocacion, raiz_de_demostracion
from vuce.firma.confianza import almacen_vigente
from vuce.firma.demo import Autoridad
from vuce.firma.forms import ImportarRaizForm
from vuce.firma.models import RaizDeConfianza

pytestmark = pytest.mark.django_db


def der(credencial):
    return credencial.certificado.public_bytes(serialization.Encoding.DER)


@pytest.fixture(scope="module")
def raiz_demo():
    return Autoridad.raiz("Raíz de demostración")


def test_importa_pem_y_der_una_sola_vez(pki):
    primera = RaizDeConfianza.objects.importar(pem(pki.raiz).encode(), nombre="Raíz")
    segunda = RaizDeConfianza.objects.importar(der(pki.raiz), nombre="Otra vez")
    assert primera == segunda
    assert (segunda.nombre, segunda.demo, len(segunda.huella_sha256)) == ("Raíz", False, 64)


@pytest.mark.parametrize("datos", [b"", b"hola", b"-----BEGIN CERTIFICATE-----\nhola\n-----END CERTIFICATE-----\n"])
def test_rechaza_lo_que_no_es_certificado(datos):
    with pytest.raises(ValidationError, match="no contiene un certificado"):
        RaizDeConfianza.objects.importar(datos)


def test_rechaza_certificados_que_no_son_raices(pki):
    vencida = Autoridad.raiz("Vencida", "X", desde=timezone.now() - 2 * ANTIGUO, hasta=timezone.now() - ANTIGUO)
    for datos, motivo in (
        (der(pki.ana), "no es de una autoridad"),
        (der(vencida), "está vencido"),
        ((pem(pki.raiz) + pem(pki.sub)).encode(), "varios certificados"),
    ):
        with pytest.raises(ValidationError, match=motivo):
            RaizDeConfianza.objects.importar(datos)


ANTIGUO = timedelta(days=400)


def test_retirar_una_raiz_vale_desde_ya(pki, original, comprobar):
    raiz = RaizDeConfianza.objects.importar(der(pki.raiz))
    firmado = firmar(original, pki.ana)
    assert comprobar(firmado, raices=almacen_vigente()).valido
    raiz.retirada_en = timezone.now()
    raiz.save(update_fields=["retirada_en"])
    assert comprobar(firmado, raices=almacen_vigente()).falla.codigo == "confianza"
    RaizDeConfianza.objects.importar(der(pki.raiz))
    assert comprobar(firmado, raices=None).valido


def test_la_raiz_de_demostracion_solo_vale_en_demostracion(raiz_demo, original, comprobar, settings):
    assert RaizDeConfianza.objects.importar(der(raiz_demo)).demo
    firmado = firmar(original, persona(raiz_demo, ANA))
    settings.DEMO = True
    assert comprobar(firmado, raices=None).valido
    settings.DEMO = False
    assert comprobar(firmado, raices=None).falla.codigo == "confianza"


def formulario(datos, nombre="Raíz"):
    return ImportarRaizForm({"nombre": nombre}, {"certificado": SimpleUploadedFile("raiz.cer", datos)})


def test_el_formulario_importa_y_explica(pki, raiz_demo, settings):
    bueno = formulario(der(pki.raiz))
    assert bueno.is_valid(), bueno.errors
    assert bueno.save().pk
    settings.DEMO = False
    for datos, motivo in (
        (der(pki.ana), "no es de una autoridad"),
        (b"x" * 70_000, "demasiado grande"),
        (der(raiz_demo), "raíz de demostración"),
    ):
        assert motivo in str(formulario(datos).errors)


def test_el_administrador_importa_y_retira_pero_no_edita(pki, admin_user):
    pagina = RaizDeConfianzaAdmin(RaizDeConfianza, site)
    pedido = RequestFactory().post("/")
    pedido.user = admin_user
    pedido._messages = type("Mudo", (), {"add": lambda *partes: None})()
    datos = formulario(der(pki.raiz))
    assert datos.is_valid()
    raiz = pagina.save_form(pedido, datos, change=False)
    pagina.save_model(pedido, raiz, datos, change=False)
    assert RaizDeConfianza.objects.get().agregada_por == admin_user
    assert not pagina.has_change_permission(pedido, raiz)
    assert not pagina.has_delete_permission(pedido, raiz)
    pagina.retirar(pedido, RaizDeConfianza.objects.all())
    assert RaizDeConfianza.objects.get().retirada_en is not None


def instalar(settings, carpeta, credencial, pin="1234"):
    archivo = carpeta / "mincit.p12"
    archivo.write_bytes(credencial.pkcs12("1234"))
    settings.FIRMA_P12, settings.FIRMA_PINES = {"mincit": str(archivo)}, {"mincit": pin}
    return archivo


def ids(mensajes):
    return [mensaje.id for mensaje in mensajes]


def test_revisa_las_claves_institucionales(settings, tmp_path, pki, raiz_demo):
    settings.DEMO = False
    instalar(settings, tmp_path, pki.ana)
    assert ids(claves_institucionales(None)) == []
    instalar(settings, tmp_path, pki.carla, pin="otro")
    assert ids(claves_institucionales(None)) == ["firma.E001"]
    instalar(settings, tmp_path, persona(raiz_demo, ANA))
    assert ids(claves_institucionales(None)) == ["firma.E002"]
    (tmp_path / "mincit.p12").unlink()
    assert ids(claves_institucionales(None)) == ["firma.E001"]
    settings.DEMO = True
    assert ids(claves_institucionales(None)) == ["firma.W001"]


def test_revisa_que_la_raiz_de_demostracion_no_quede(raiz_demo, settings):
    RaizDeConfianza.objects.importar(der(raiz_demo))
    settings.DEMO = False
    assert ids(raiz_de_demostracion(None, databases=["default"])) == ["firma.E002"]
    assert ids(raiz_de_demostracion(None)) == []
    settings.DEMO = True
    assert ids(raiz_de_demostracion(None, databases=["default"])) == []


def test_revisa_la_politica_de_revocacion(settings):
    assert ids(politica_de_revocacion(None)) == []
    settings.FIRMA_REVOCACION = "quizás"
    assert ids(politica_de_revocacion(None)) == ["firma.E003"]
