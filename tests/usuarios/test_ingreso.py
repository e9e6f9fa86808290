"""Entry (usuarios USR-05): NIT, usuario, contraseña; what is wrong is never told; a suspended user is out at once."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from tests.ayudas.elenco import Actor
from usuarios.demo import CLAVE
from usuarios.models import Empresa, Usuario
from vuce.comun.identificacion import mostrar_nit

URL = reverse("usuarios:ingresar")
MAL = "El NIT, el usuario o la contraseña no son correctos."


def ingresar(codigo: str, nit: str = "", clave: str = CLAVE) -> tuple[Client, list[str]]:
    navegador = Client()
    respuesta = navegador.post(URL, {"nit": nit, "username": codigo, "password": clave})
    if respuesta.status_code == 302:
        return navegador, []
    assert "sessionid" not in navegador.cookies
    return navegador, [m for mensajes in respuesta.context["form"].errors.values() for m in mensajes]


def titular(navegador: Client) -> Empresa | None:
    quien = navegador.get("/").wsgi_request.actua_por
    return quien.titular  # type: ignore[no-any-return]


@pytest.fixture
def ingenio(ana: Actor) -> Empresa:
    return ana.quien.titular  # type: ignore[no-any-return]


@pytest.mark.parametrize("escritura", ["vacio", "pelado", "con puntos y dígito", "sin puntos", "con espacios"])
def test_el_nit_propio_en_cualquier_escritura(ingenio: Empresa, escritura: str) -> None:
    numero, completo = ingenio.identificacion, mostrar_nit(ingenio.identificacion)
    nit = {
        "vacio": "",
        "pelado": numero,
        "con puntos y dígito": completo,
        "sin puntos": completo.replace(".", ""),
        "con espacios": f" {completo.replace('.', ' ')} ",
    }[escritura]
    navegador, errores = ingresar("ana", nit)
    assert errores == []
    assert titular(navegador) == ingenio


def test_el_codigo_no_distingue_mayusculas(ingenio: Empresa) -> None:
    assert titular(ingresar("ANA")[0]) == ingenio


def test_el_agente_entra_con_el_nit_del_titular_que_le_dio_poder(ingenio: Empresa, beto: Actor) -> None:
    navegador, errores = ingresar("beto", mostrar_nit(ingenio.identificacion))
    assert errores == []
    assert titular(navegador) == ingenio
    assert titular(ingresar("beto")[0]) == beto.quien.titular


@pytest.mark.parametrize(
    ("codigo", "nit", "clave"),
    [
        ("nadie", "", CLAVE),
        ("ana", "", "otra-clave"),
        ("ana", "900.123.456-1", CLAVE),
        ("ana", "901234567", CLAVE),
        ("carla", "900123456", CLAVE),
        ("ana", "no es un NIT", CLAVE),
        ("elena", "900123456", CLAVE),
    ],
)
def test_lo_que_este_mal_se_dice_igual(elenco: dict[str, Actor], codigo: str, nit: str, clave: str) -> None:
    assert ingresar(codigo, nit, clave)[1] == [MAL]


@pytest.fixture
def resumenes() -> Iterator[mock.Mock]:
    """How many times a password was hashed."""
    with mock.patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as veces:
        yield veces


@pytest.mark.parametrize(("codigo", "nit"), [("nadie", ""), ("ana", ""), ("ana", "901234567"), ("ivan", "")])
def test_exista_o_no_el_usuario_se_calcula_un_solo_resumen(
    elenco: dict[str, Actor], resumenes: mock.Mock, codigo: str, nit: str
) -> None:
    ingresar(codigo, nit, "otra-clave")
    assert resumenes.call_count == 1


def test_un_suspendido_sale_en_su_siguiente_paso(ana: Actor) -> None:
    """usuarios, Given/When/Then 4."""
    navegador = ingresar("ana")[0]
    assert navegador.get("/tramites/").status_code == 200
    Usuario.objects.filter(codigo="ana").update(situacion=Usuario.Estado.SUSPENDIDO)
    assert navegador.get("/tramites/").url == f"{URL}?next=/tramites/"
    assert navegador.get("/api/v1/juguete/permiso/").status_code == 403


@pytest.mark.parametrize("situacion", [s for s in Usuario.Estado if s not in Usuario.ENTRAN])
def test_solo_quien_sabe_la_clave_se_entera_de_que_no_esta_activo(ana: Actor, situacion: str) -> None:
    Usuario.objects.filter(codigo="ana").update(situacion=situacion)
    assert ingresar("ana")[1] == ["El Usuario no está activo"]
    assert ingresar("ana", clave="otra-clave")[1] == [MAL]


@pytest.mark.parametrize("destino", ["https://otro.example/", "//otro.example/", "javascript:alert(1)"])
def test_al_entrar_no_se_va_a_otro_sitio(ana: Actor, destino: str) -> None:
    respuesta = Client().post(URL, {"username": "ana", "password": CLAVE, "next": destino})
    assert respuesta.url == "/"


def test_al_salir_se_acaba_la_sesion(ana: Actor) -> None:
    navegador = ingresar("ana")[0]
    assert navegador.get(reverse("usuarios:salir")).status_code == 405
    navegador.post(reverse("usuarios:salir"))
    assert navegador.get("/tramites/").status_code == 302
