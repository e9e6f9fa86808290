"""One's own account: its activity, its sessions, and its keys to the API."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import remove_perm

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.cuentas import entro, ingresar, secundario
from tests.ayudas.elenco import Actor
from usuarios.demo import CLAVE
from usuarios.ingreso.estados import cambiar_estado
from usuarios.ingreso.eventos import anotar
from usuarios.ingreso.tokens import crear_token
from usuarios.models import EventoCuenta, Poder, Sesion, TokenApi, Usuario
from vuce.tramites.models import Tramite

API = "/api/v1/juguete/permiso/"
TOKENS = "/usuarios/tokens/"


@pytest.fixture
def pedro(ana: Actor) -> Usuario:
    return secundario(ana.quien.titular, "pedro", "operar")


def test_la_actividad_dice_que_cuando_y_desde_donde(pedro: Usuario) -> None:
    navegador = Client(headers={"User-Agent": "Firefox 140 en Linux"})
    ingresar("pedro", navegador=navegador)
    pagina = navegador.get("/usuarios/actividad/").content.decode()
    assert all(texto in pagina for texto in ("Ingreso", "127.0.0.1", "Firefox 140 en Linux", "Persona pedro"))


def test_el_principal_ve_la_de_sus_usuarios_y_nadie_mas(pedro: Usuario, elenco: dict[str, Actor]) -> None:
    anotar(pedro, EventoCuenta.Tipo.INGRESO)
    url = f"/usuarios/{pedro.pk}/actividad/"
    assert "Actividad de Persona pedro" in elenco["ana"].navegador.get(url).content.decode()
    for otro in ("carla", "beto", "elena", "gloria"):
        assert elenco[otro].navegador.get(url).status_code == 404
    assert ingresar("pedro")[0].get(f"/usuarios/{elenco['ana'].usuario.pk}/actividad/").status_code == 404


@pytest.mark.parametrize("cuantos", [3, 30])
def test_la_actividad_cuesta_lo_mismo(
    pedro: Usuario, ana: Actor, cuantos: int, django_assert_max_num_queries: Any
) -> None:
    for _n in range(cuantos):
        anotar(pedro, EventoCuenta.Tipo.DATOS, ana.quien)
    navegador = ana.navegador
    with django_assert_max_num_queries(10):
        assert navegador.get(f"/usuarios/{pedro.pk}/actividad/").status_code == 200


@pytest.mark.parametrize("cuantas", [3, 30])
def test_las_sesiones_cuestan_lo_mismo(pedro: Usuario, cuantas: int, django_assert_max_num_queries: Any) -> None:
    navegador = ingresar("pedro")[0]
    manana = timezone.now() + timedelta(days=1)
    Sesion.objects.bulk_create(
        Sesion(session_key=f"clave{n}", session_data="", usuario=pedro, expire_date=manana) for n in range(cuantas)
    )
    with django_assert_max_num_queries(10):
        assert navegador.get("/usuarios/sesiones/").content.decode().count("<tr>") == cuantas + 2


def test_cerrar_una_sesion(pedro: Usuario) -> None:
    otra, navegador = ingresar("pedro", navegador=Client(REMOTE_ADDR="198.51.100.9"))[0], ingresar("pedro")[0]
    pagina = navegador.get("/usuarios/sesiones/").content.decode()
    assert "198.51.100.9" in pagina
    assert otra.session.session_key not in pagina
    (huella,) = re.findall(r'name="sesion" value="(\w+)"', pagina)
    navegador.post("/usuarios/sesiones/cerrar/", {"sesion": huella})
    assert (entro(navegador), entro(otra)) == (True, False)


def test_cerrar_todas_las_demas_y_ninguna_ajena(pedro: Usuario, ana: Actor) -> None:
    de_ana = ingresar("ana")[0]
    otras, navegador = [ingresar("pedro")[0] for _n in range(2)], ingresar("pedro")[0]
    huella = re.findall(r'name="sesion" value="(\w+)"', navegador.get("/usuarios/sesiones/").content.decode())[0]
    de_ana.post("/usuarios/sesiones/cerrar/", {"sesion": huella})
    assert all(entro(otra) for otra in otras)
    navegador.post("/usuarios/sesiones/cerrar/")
    assert [entro(n) for n in (*otras, navegador, de_ana)] == [False, False, True, True]
    assert pedro.eventos.filter(tipo=EventoCuenta.Tipo.SESION, detalle="Sesiones cerradas: 2").exists()


def token_de(usuario: Usuario, calidad: str = "", dias: int = 1) -> str:
    clave = calidad or f"empresa-{usuario.empresa_id}"
    return crear_token(usuario, "mi programa", clave, timezone.now() + timedelta(days=dias))[1]


def pedir(secreto: str, url: str = API) -> Any:
    return Client().get(url, headers={"Authorization": f"Bearer {secreto}"})


def test_el_token_se_muestra_una_vez_y_sirve(pedro: Usuario) -> None:
    navegador = ingresar("pedro")[0]
    navegador.post("/usuarios/confirmar-identidad/", {"password": CLAVE})
    alta = {"nombre": "mi programa", "calidad": f"empresa-{pedro.empresa_id}", "dias": "30"}
    hallado = re.search(r"vuce_[\w-]+", navegador.post(TOKENS, alta).content.decode())
    assert hallado
    assert hallado[0] not in navegador.get(TOKENS).content.decode()
    assert hallado[0] not in str(TokenApi.objects.values().get())
    assert pedir(hallado[0]).status_code == 200
    navegador.post(f"{TOKENS}{TokenApi.objects.get().pk}/revocar/")
    assert pedir(hallado[0]).status_code == 403
    detalles = pedro.eventos.filter(tipo=EventoCuenta.Tipo.TOKEN).order_by("id").values_list("detalle", flat=True)
    assert list(detalles) == ["Creado: mi programa", "Revocado: mi programa"]


@pytest.mark.parametrize(
    ("campo", "valor"), [("calidad", "empresa-1"), ("calidad", "dependencia-mincit-contingentes"), ("dias", "366")]
)
def test_solo_para_lo_que_uno_es(pedro: Usuario, campo: str, valor: str) -> None:
    navegador = ingresar("pedro")[0]
    navegador.post("/usuarios/confirmar-identidad/", {"password": CLAVE})
    alta = {"nombre": "x", "calidad": f"empresa-{pedro.empresa_id}", "dias": "30"} | {campo: valor}
    assert list(navegador.post(TOKENS, alta).context["form"].errors) == [campo]


def test_se_ofrece_solo_la_calidad_en_que_se_actua(ana: Actor, beto: Actor) -> None:
    """USR-06: a broker's two thousand mandates are not a list to choose from."""
    for actor in (beto, beto.por(ana.quien.titular)):
        navegador = actor.navegador
        navegador.post("/usuarios/confirmar-identidad/", {"password": CLAVE})
        campo = navegador.get(TOKENS).context["form"].fields["calidad"]
        assert [clave for clave, _etiqueta in campo.choices] == [f"empresa-{actor.quien.titular.pk}"]


def test_por_la_api_queda_quien_y_por_quien(pedro: Usuario) -> None:
    secreto = token_de(pedro)
    pedido = {"producto": "trompo", "cantidad": "10", "lineas": [{"nombre": "rueda"}]}
    respuesta = Client().post(API, pedido, "application/json", headers={"Authorization": f"Bearer {secreto}"})
    assert respuesta.status_code == 201, respuesta.json()
    acto = Tramite.objects.get(pk=respuesta.json()["id"]).actuaciones.get(accion="crear")
    assert (acto.usuario, acto.por_cuenta_de) == (pedro, pedro.empresa)


@pytest.mark.parametrize("malo", ["", "x", "vuce_inventado", "vuce_ñandú"])
def test_un_token_inventado_no_sirve(pedro: Usuario, malo: str) -> None:
    respuesta = Client().get(API, headers={"Authorization": f"Bearer {malo}".encode().decode("latin-1")})
    assert respuesta.status_code == 403


def test_deja_de_servir_con_su_usuario(pedro: Usuario, ana: Actor) -> None:
    secreto = token_de(pedro)
    assert pedir(secreto).status_code == 200
    cambiar_estado(pedro, Usuario.Estado.SUSPENDIDO, ana.quien, "x")
    assert pedir(secreto).status_code == 403


def test_vencido_no_sirve(pedro: Usuario) -> None:
    secreto = token_de(pedro)
    TokenApi.objects.update(creado_en=timezone.now() - timedelta(days=3), vence_en=timezone.now() - timedelta(days=1))
    assert pedir(secreto).status_code == 403


def test_revocado_el_poder_el_token_no_sirve(ana: Actor, beto: Actor) -> None:
    """«Revocation acts on the very next request, also on API tokens»."""
    poder = Poder.objects.get()
    poder.modulos = ["juguete"]
    poder.save(update_fields=["modulos"])
    caso = permiso_de_juguete(ana)
    secreto = token_de(beto.usuario, f"empresa-{poder.titular_id}")
    assert pedir(secreto, f"{API}{caso.pk}/").status_code == 200
    assert pedir(token_de(beto.usuario), f"{API}{caso.pk}/").status_code == 404
    Poder.objects.update(revocado_en=timezone.now())
    assert pedir(secreto, f"{API}{caso.pk}/").status_code == 403


def test_sin_el_rol_el_token_no_ve_nada(pedro: Usuario, ana: Actor) -> None:
    caso = permiso_de_juguete(ana)
    secreto = token_de(pedro)
    assert pedir(secreto, f"{API}{caso.pk}/").status_code == 200
    remove_perm("usuarios.operar", pedro, pedro.empresa)
    assert pedir(secreto, f"{API}{caso.pk}/").status_code == 404


def test_el_token_no_abre_las_paginas(pedro: Usuario) -> None:
    assert pedir(token_de(pedro), "/tramites/").url.startswith("/usuarios/ingresar/")
