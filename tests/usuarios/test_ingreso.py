"""Entry (USR-05): one answer to whatever is wrong, a session of one's own, and rights asked at each request."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.ayudas.elenco import Actor
from usuarios.demo import CLAVE
from usuarios.models import Empresa, Poder, Usuario

INGRESAR = "/usuarios/ingresar/"
INCORRECTO = "El NIT, el usuario o la contraseña no son correctos."


def ingresar(cliente: Client, codigo: str, nit: str = "", clave: str = CLAVE, **mas: str) -> Any:
    return cliente.post(INGRESAR, {"username": codigo, "password": clave, "nit": nit, **mas})


@pytest.mark.parametrize("nit", ["", "900123456", "900.123.456-8"])
def test_ingresa_con_su_nit_o_sin_el(ana: Actor, client: Client, nit: str) -> None:
    assert ingresar(client, "ANA", nit).status_code == 302
    assert client.get("/tramites/").status_code == 200


@pytest.mark.parametrize(
    ("codigo", "nit", "clave"),
    [
        ("ana", "", "otra-clave-larga"),
        ("nadie", "", CLAVE),
        ("ana", "901.234.567-5", CLAVE),
        ("ana", "900.123.456-1", CLAVE),
        ("ana", "²", CLAVE),
        ("ana", "9" * 20, CLAVE),
    ],
)
def test_sea_lo_que_sea_se_dice_lo_mismo(elenco: dict[str, Actor], client: Client, codigo: str, nit: str, clave: str):
    respuesta = ingresar(client, codigo, nit, clave)
    assert respuesta.context["form"].non_field_errors() == [INCORRECTO]
    assert "sessionid" not in client.cookies


def test_el_suspendido_lo_sabe_solo_con_su_contrasena(ana: Actor, client: Client) -> None:
    Usuario.objects.filter(pk=ana.usuario.pk).update(situacion=Usuario.Estado.SUSPENDIDO)
    assert ingresar(client, "ana").context["form"].non_field_errors() == ["El Usuario no está activo"]
    assert ingresar(client, "ana", clave="otra-clave-larga").context["form"].non_field_errors() == [INCORRECTO]


def test_la_sesion_del_suspendido_termina_en_el_acto(ana: Actor) -> None:
    navegador = ana.navegador
    Usuario.objects.filter(pk=ana.usuario.pk).update(situacion=Usuario.Estado.SUSPENDIDO)
    for metodo in (navegador.get, navegador.post):
        assert metodo("/tramites/nueva/").url.startswith(INGRESAR)


def test_la_agencia_entra_con_el_nit_de_quien_le_dio_poder(ana: Actor, beto: Actor, client: Client) -> None:
    ingresar(client, "beto", "900.123.456-8")
    assert client.get("/tramites/").context["calidad_actual"].titular == ana.quien.titular
    Poder.objects.update(revocado_en=timezone.now())
    assert client.get("/tramites/").context["calidad_actual"].titular == beto.quien.titular
    assert ingresar(Client(), "beto", "900.123.456-8").context["form"].non_field_errors() == [INCORRECTO]


def test_nadie_actua_por_una_empresa_ajena(ana: Actor, carla: Actor) -> None:
    ajena = Empresa.objects.get(pk=carla.quien.titular.pk)
    navegador = ana.navegador
    assert navegador.post("/usuarios/actuar-por/", {"calidad": f"empresa-{ajena.pk}"}).status_code == 404
    assert navegador.get("/tramites/").context["calidad_actual"].titular == ana.quien.titular


@pytest.mark.parametrize("destino", ["https://malo.example/", "//malo.example/", "javascript:alert(1)"])
def test_no_se_sale_del_portal(ana: Actor, client: Client, destino: str) -> None:
    assert ingresar(client, "ana", next=destino).url == "/"
    assert client.post("/idioma/", {"language": "en", "next": destino}).url == "/"


def test_la_sesion_que_alguien_preparo_no_sirve(ana: Actor, client: Client) -> None:
    sesion = client.session
    sesion["trampa"] = "si"
    sesion.save()
    preparada = sesion.session_key
    ingresar(client, "ana")
    assert client.session.session_key != preparada
    otro = Client()
    otro.cookies["sessionid"] = preparada
    assert otro.get("/tramites/").url.startswith(INGRESAR)


def test_sin_testigo_no_se_entra(ana: Actor) -> None:
    assert ingresar(Client(enforce_csrf_checks=True), "ana").status_code == 403


def test_lo_que_vio_uno_no_queda_guardado_para_el_siguiente(ana: Actor) -> None:
    navegador = ana.navegador
    for url in ("/", "/tramites/", "/buzon/"):
        assert "no-store" in navegador.get(url)["Cache-Control"]
    assert not Client().get("/").has_header("Cache-Control")
