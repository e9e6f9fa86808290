"""The session (USR-05): one's own, kept by nobody else, and never a way out of the portal."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.ayudas.elenco import Actor
from usuarios.demo import CLAVE

INGRESAR = "/usuarios/ingresar/"


def ingresar(cliente: Client, **mas: str) -> Any:
    return cliente.post(INGRESAR, {"username": "ana", "password": CLAVE, **mas})


@pytest.mark.parametrize("destino", ["https://malo.example/", "//malo.example/", "javascript:alert(1)"])
def test_no_se_sale_del_portal(ana: Actor, client: Client, destino: str) -> None:
    assert ingresar(client, next=destino).url == "/"
    assert client.post("/idioma/", {"language": "en", "next": destino}).url == "/"


def test_la_sesion_que_alguien_preparo_no_sirve(ana: Actor, client: Client) -> None:
    sesion = client.session
    sesion["trampa"] = "si"
    sesion.save()
    preparada = sesion.session_key
    ingresar(client)
    assert client.session.session_key != preparada
    otro = Client()
    otro.cookies["sessionid"] = preparada
    assert otro.get("/tramites/").url.startswith(INGRESAR)


def test_sin_testigo_no_se_entra(ana: Actor) -> None:
    assert ingresar(Client(enforce_csrf_checks=True)).status_code == 403


def test_lo_que_vio_uno_no_queda_guardado_para_el_siguiente(ana: Actor) -> None:
    navegador = ana.navegador
    for url in ("/", "/tramites/", "/buzon/"):
        assert "no-store" in navegador.get(url)["Cache-Control"]
    assert not Client().get("/").has_header("Cache-Control")
