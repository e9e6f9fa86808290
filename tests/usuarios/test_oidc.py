"""Single sign-on of reviewers with OpenID Connect, off unless configured (issue «Adapters»), over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.ayudas import rigor
from tests.ayudas.cuentas import entro
from tests.ayudas.elenco import Actor
from tests.ayudas.oidc import Proveedor, proveedor
from usuarios.models import EventoCuenta, Usuario

ENTRAR = "/usuarios/oidc/entidad/login/"
SIN_CUENTA = "Nadie de la entidad tiene esa dirección de correo en el portal."


@pytest.fixture
def entidad(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proveedor]:
    """The entity's provider, configured. Coming back from it is a GET that enters: the protocol asks for it."""
    monkeypatch.setattr(rigor, "METODOS_DE_LECTURA", set())
    with proveedor(email="elena@entidad.example", email_verified=True) as dado:
        app = {
            "provider_id": "entidad",
            "name": "MinCIT",
            "client_id": "vuce",
            "secret": "secreto",
            "settings": {"server_url": dado.url},
        }
        propio = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"] | {"APPS": [app]}
        monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", {"openid_connect": propio})
        monkeypatch.setattr(settings, "OIDC_NOMBRE", "MinCIT")
        yield dado


def ir_y_volver(entidad: Proveedor) -> tuple[Client, Any]:
    navegador = Client()
    ida = navegador.post(ENTRAR)
    assert ida.url.startswith(f"{entidad.url}/autorizar?"), ida.content
    return navegador, navegador.get(entidad.autorizar(ida.url))


def dicho(navegador: Client) -> str:
    return navegador.get("/usuarios/ingresar/").content.decode()


def test_el_funcionario_entra_con_la_cuenta_de_su_entidad(entidad: Proveedor, elena: Actor) -> None:
    assert "MinCIT" in dicho(Client())
    for _vez in range(2):
        navegador, respuesta = ir_y_volver(entidad)
        assert (respuesta.status_code, respuesta.url) == (302, "/")
        assert navegador.get("/").wsgi_request.actua_por.dependencia == elena.quien.dependencia
    assert elena.usuario.eventos.filter(tipo=EventoCuenta.Tipo.INGRESO, ip="127.0.0.1").count() == 2


@pytest.mark.parametrize(
    "persona",
    [
        {"email": "nadie@entidad.example", "email_verified": True},
        {"email": "elena@entidad.example", "email_verified": False},
        {"email": "ana@ana.example", "email_verified": True},
        {"email": "", "email_verified": True},
    ],
)
def test_quien_no_es_de_la_entidad_no_entra(
    entidad: Proveedor, elena: Actor, ana: Actor, persona: dict[str, Any]
) -> None:
    """Nobody, an address that the entity does not vouch for, a user of a company, nothing."""
    entidad.persona = {"sub": "2", **persona}
    navegador, _respuesta = ir_y_volver(entidad)
    assert not entro(navegador)
    assert SIN_CUENTA in dicho(navegador)


def test_una_direccion_que_solo_se_escribio_no_es_de_nadie(entidad: Proveedor, elena: Actor, oscar: Actor) -> None:
    """USR-05: a reviewer who types the boss's address does not get the boss's identity."""
    Usuario.objects.filter(pk=elena.usuario.pk).update(correo="otra@entidad.example")
    Usuario.objects.filter(pk=oscar.usuario.pk).update(correo="elena@entidad.example", correo_verificado_en=None)
    navegador, _respuesta = ir_y_volver(entidad)
    assert not entro(navegador)
    assert SIN_CUENTA in dicho(navegador)


def test_el_dueno_de_la_plataforma_no_entra_por_la_entidad(entidad: Proveedor, elena: Actor) -> None:
    """USR-05: the address, vouched for, is no way to the whole portal."""
    Usuario.objects.filter(pk=elena.usuario.pk).update(is_superuser=True)
    assert not entro(ir_y_volver(entidad)[0])


def test_un_suspendido_tampoco(entidad: Proveedor, elena: Actor) -> None:
    Usuario.objects.filter(codigo="elena").update(situacion="suspendido")
    navegador, _respuesta = ir_y_volver(entidad)
    assert not entro(navegador)
    assert "El Usuario no está activo" in dicho(navegador)


def test_una_vuelta_inventada_no_entra(entidad: Proveedor, elena: Actor) -> None:
    navegador = Client()
    navegador.post(ENTRAR)
    for vuelta in ("?code=codigo-0&state=otro", "?error=access_denied", ""):
        respuesta = navegador.get(f"{ENTRAR}callback/{vuelta}")
        assert respuesta.status_code < 500
        assert not entro(navegador)


def test_sin_configurar_no_existe(elena: Actor) -> None:
    assert "openid" not in dicho(Client())
    assert "Si usted es funcionario" not in dicho(Client())
    assert Client().post(ENTRAR).status_code == 404
