"""The administration is for configuration: nobody decides a case there, and each entity's only sees its own."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.ayudas.casos import llevar_a, permiso_de_juguete
from tests.ayudas.elenco import Actor
from usuarios.demo import CLAVE
from usuarios.models import ColaRegistro, Usuario
from vuce.catalogos.models import Dependencia
from vuce.tramites.models import Tramite
from vuce.tramites.quien import Quien
from vuce.tramites.reglas import SinPermiso
from vuce.tramites.transiciones import ejecutar

pytestmark = pytest.mark.ignore_template_errors  # the templates are Django's
COLAS = "/admin/usuarios/colaregistro/"


@pytest.fixture
def raiz(db: None) -> Usuario:
    """The platform's administrator, after its first entry."""
    usuario = Usuario.objects.create_superuser("raiz", CLAVE, nombre="Raíz")
    Usuario.objects.filter(pk=usuario.pk).update(
        registrado_en="2026-01-01T00:00Z", correo_verificado_en="2026-01-01T00:00Z"
    )
    return usuario


def navegador(usuario: Usuario) -> Client:
    cliente = Client()
    cliente.force_login(usuario, backend="usuarios.backends.NitUsuarioBackend")
    return cliente


def test_el_administrador_de_la_plataforma_no_decide_tramites(raiz: Usuario, ana: Actor) -> None:
    caso = llevar_a(permiso_de_juguete(ana), "en_estudio")
    cola = Dependencia.objects.get(pk=caso.dependencia_id)
    for accion in ("aprobar", "negar", "devolver", "asignar"):
        with pytest.raises(SinPermiso):
            ejecutar(caso.pk, accion, Quien(raiz, dependencia=cola))
    assert navegador(raiz).get(f"/tramites/{caso.pk}/").status_code in {302, 404}
    assert Tramite.objects.get(pk=caso.pk).version == caso.version


def test_un_tramite_no_se_cambia_en_la_administracion(raiz: Usuario, ana: Actor) -> None:
    caso = permiso_de_juguete(ana)
    url = f"/admin/tramites/tramite/{caso.pk}/"
    assert navegador(raiz).post(url + "change/", {"estado": "aprobada"}).status_code in {302, 403}
    assert navegador(raiz).post(url + "delete/", {"post": "yes"}).status_code in {302, 403}
    assert Tramite.objects.get(pk=caso.pk).estado == caso.estado


def test_cada_administrador_configura_las_colas_de_su_entidad(elenco: dict[str, Actor], raiz: Usuario) -> None:
    pilar = elenco["pilar"]
    de_registro = ColaRegistro.objects.get(dependencia="dian-registro")
    de_cesa = ColaRegistro.objects.get(dependencia="dian-cesa-bogota")
    lista = pilar.navegador.get(COLAS).content.decode()
    assert de_registro.nombre in lista
    assert de_cesa.nombre not in lista
    assert pilar.navegador.get(f"{COLAS}{de_cesa.pk}/change/").status_code == 302
    nueva = {"tipo": "habitual", "nombre": "Zonas francas", "dependencia": "dian-cesa-bogota"}
    assert pilar.navegador.post(f"{COLAS}add/", nueva).status_code == 200, "another queue is no choice"
    assert pilar.navegador.post(f"{COLAS}add/", nueva | {"dependencia": "dian-registro"}).status_code == 302
    evento = ColaRegistro.pgh_event_model.objects.get(nombre="Zonas francas")
    assert evento.pgh_context.metadata["user"] == pilar.usuario.pk


@pytest.mark.parametrize("codigo", ["ana", "elena", "ivan"])
def test_quien_no_configura_no_entra(elenco: dict[str, Actor], codigo: str) -> None:
    assert elenco[codigo].navegador.get(COLAS).status_code == 302


def test_el_administrador_de_otra_entidad_no_ve_colas(gloria: Actor) -> None:
    lista = gloria.navegador.get(COLAS).content.decode()
    assert "CESA Bogotá" not in lista
    assert gloria.navegador.get("/admin/usuarios/empresa/").status_code == 403
