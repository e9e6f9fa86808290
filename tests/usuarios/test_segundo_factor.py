"""The second factor (usuarios USR-05): optional for companies, owed by who reviews or administers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.test import Client

from tests.ayudas.cuentas import entro, ingresar
from tests.ayudas.elenco import Actor
from usuarios.demo import CLAVE
from usuarios.models import EventoCuenta, Usuario

ACTIVAR = "/usuarios/segundo-factor/totp/activate/"
PEDIDO = "/usuarios/segundo-factor/authenticate/"
CODIGOS = "/usuarios/segundo-factor/recovery-codes/"
LLAVES = "/usuarios/segundo-factor/webauthn/"


def codigo(secreto: str, salto: int = 1) -> str:
    return format_hotp_value(hotp_value(secreto, list(yield_hotp_counters_from_time())[salto]))


def identificado(navegador: Client) -> Client:
    assert navegador.post("/usuarios/confirmar-identidad/", {"password": CLAVE}).status_code == 302
    return navegador


def activar(navegador: Client) -> str:
    """Turn the app on and return its secret."""
    secreto = re.search(r"<code[^>]*>(\w+)</code>", navegador.get(ACTIVAR).content.decode())
    assert secreto
    respuesta = navegador.post(ACTIVAR, {"code": codigo(secreto[1], 0)})
    assert (respuesta.status_code, respuesta.url) == (302, CODIGOS)
    return secreto[1]


def a_medias(codigo_de_usuario: str) -> Client:
    """Password given, second factor asked."""
    navegador = Client()
    respuesta = navegador.post("/usuarios/ingresar/", {"username": codigo_de_usuario, "password": CLAVE})
    assert respuesta.url == PEDIDO
    return navegador


def test_con_la_aplicacion_la_contrasena_no_basta(ana: Actor) -> None:
    secreto = activar(identificado(ingresar("ana")[0]))
    navegador = a_medias("ana")
    assert not entro(navegador)
    assert navegador.get("/tramites/").url.startswith("/usuarios/ingresar/")
    assert "Segundo factor" in navegador.get(PEDIDO).content.decode()
    assert navegador.post(PEDIDO, {"code": "000000"}).status_code == 200
    assert not entro(navegador)
    assert navegador.post(PEDIDO, {"code": codigo(secreto, 1)}).url == "/"
    assert entro(navegador)
    tipos = list(ana.usuario.eventos.order_by("id").values_list("tipo", flat=True))
    t = EventoCuenta.Tipo
    assert tipos == [t.INGRESO, t.FACTOR, t.FACTOR, t.INGRESO_FALLIDO, t.INGRESO]


def test_se_llega_a_donde_se_iba_y_por_quien_se_actuaba(ana: Actor) -> None:
    secreto = activar(identificado(ingresar("ana")[0]))
    navegador = Client()
    navegador.post("/usuarios/ingresar/?next=/buzon/", {"username": "ana", "password": CLAVE, "nit": "900123456"})
    assert navegador.post(PEDIDO, {"code": codigo(secreto)}).url == "/buzon/"
    assert navegador.get("/").wsgi_request.actua_por.titular == ana.quien.titular


def test_un_codigo_de_recuperacion_sirve_una_vez(ana: Actor) -> None:
    propio = identificado(ingresar("ana")[0])
    activar(propio)
    codigos = re.findall(r"<code>(\d+)</code>", propio.get(CODIGOS).content.decode())
    assert len(codigos) == 10
    navegador = a_medias("ana")
    assert navegador.post(PEDIDO, {"code": codigos[0]}).url == "/"
    assert a_medias("ana").post(PEDIDO, {"code": codigos[0]}).status_code == 200


def test_los_codigos_se_prueban_pocas_veces(ana: Actor) -> None:
    secreto = activar(identificado(ingresar("ana")[0]))
    navegador = a_medias("ana")
    for n in range(10):
        navegador.post(PEDIDO, {"code": f"{n:06}"})
    assert navegador.post(PEDIDO, {"code": codigo(secreto)}).status_code == 200
    assert not entro(navegador)


def test_el_secreto_se_guarda_cifrado(ana: Actor) -> None:
    secreto = activar(identificado(ingresar("ana")[0]))
    guardado = Authenticator.objects.get(user=ana.usuario, type=Authenticator.Type.TOTP).data["secret"]
    assert secreto not in guardado


@pytest.mark.parametrize("ruta", [ACTIVAR, CODIGOS, f"{LLAVES}add/", "/usuarios/tokens/", "/usuarios/clave/"])
def test_lo_delicado_pide_identificarse_de_nuevo(ana: Actor, ruta: str) -> None:
    """Issue of dangerous acts: entering is not enough, it must have been confirmed lately."""
    navegador = ingresar("ana")[0]
    activar(identificado(navegador))
    sesion = navegador.session
    sesion["account_authentication_methods"] = [{"method": "password", "at": 0, "reauthenticated": True}]
    sesion.save()
    assert navegador.get(ruta).url.startswith("/usuarios/confirmar-identidad/")
    identificado(navegador)
    assert navegador.get(ruta).status_code in {200, 302}


@pytest.mark.parametrize(("quien", "obligado"), [("ana", False), ("elena", True), ("gloria", True)])
def test_quien_evalua_o_administra_lo_debe(
    elenco: dict[str, Actor], monkeypatch: pytest.MonkeyPatch, quien: str, obligado: bool
) -> None:
    monkeypatch.setattr(settings, "SEGUNDO_FACTOR_OBLIGATORIO", True)
    navegador = ingresar(quien)[0]
    respuesta = navegador.get("/tramites/")
    assert respuesta.status_code == (302 if obligado else 200)
    if obligado:
        assert respuesta.url == ACTIVAR
        activar(identificado(navegador))
        assert navegador.get("/tramites/").status_code == 200
        assert navegador.post("/usuarios/segundo-factor/totp/deactivate/").status_code == 200
        assert Authenticator.objects.filter(user__codigo=quien, type="totp").exists()


def test_en_demostracion_nadie_lo_debe(elena: Actor) -> None:
    assert not settings.SEGUNDO_FACTOR_OBLIGATORIO
    assert ingresar("elena")[0].get("/tramites/").status_code == 200


def test_un_suspendido_a_medio_entrar_no_entra(ana: Actor) -> None:
    secreto = activar(identificado(ingresar("ana")[0]))
    navegador = a_medias("ana")
    Usuario.objects.filter(codigo="ana").update(situacion="suspendido")
    navegador.post(PEDIDO, {"code": codigo(secreto)})
    assert navegador.get("/tramites/").status_code == 302


@pytest.mark.parametrize("ruta", [LLAVES, f"{LLAVES}add/", "/usuarios/segundo-factor/", f"{CODIGOS}generate/"])
def test_las_paginas_se_muestran_con_la_ropa_de_la_casa(ana: Actor, ruta: str) -> None:
    navegador = identificado(ingresar("ana")[0])
    activar(navegador)
    pagina: Any = navegador.get(ruta)
    assert pagina.status_code == 200
    assert "Ventanilla Única de Comercio Exterior" in pagina.content.decode()
    assert "unsafe" not in pagina["Content-Security-Policy"]


def test_desactivarla(ana: Actor) -> None:
    navegador = identificado(ingresar("ana")[0])
    activar(navegador)
    assert navegador.get("/usuarios/segundo-factor/totp/deactivate/").status_code == 200
    assert navegador.post("/usuarios/segundo-factor/totp/deactivate/").status_code == 302
    assert ingresar("ana")[0].get("/tramites/").status_code == 200
