"""The API (portal E-2, E-8): the same door, forms and rules as the pages; every refusal has one shape."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from tests.ayudas.casos import llevar_a, permiso_de_juguete
from tests.ayudas.elenco import Actor
from tests.documentos.archivos import pdf, subido
from vuce.tramites.models import Borrador, Tramite

RAIZ = Path(__file__).parents[2]
URL = "/api/v1/juguete/permiso/"
BUENO = {"producto": "trompo", "cantidad": 10.5, "lineas": [{"nombre": "rueda"}, {"nombre": "eje"}]}


def enviar(actor: Actor, datos: Any, url: str = URL, **opciones: Any) -> Any:
    return actor.navegador.post(url, datos, content_type="application/json", **opciones)


def clave(valor: Any) -> dict[str, Any]:
    return {"headers": {"Idempotency-Key": str(valor)}}


@pytest.fixture
def caso(ana: Actor) -> Any:
    return permiso_de_juguete(ana)


def test_crear_con_json(ana: Actor) -> None:
    respuesta = enviar(ana, BUENO)
    hecho = respuesta.json()
    assert respuesta.status_code == 201
    assert (hecho["estado"], hecho["estado_etiqueta"], hecho["fase"]) == ("creada", "Creada", "en_usuario")
    assert hecho["titular"] == ana.quien.titular.nit
    assert hecho["datos"] == {"producto": "trompo", "cantidad": "10.5", "lineas": BUENO["lineas"]}
    assert hecho["acciones"] == ["generar_documento", "desistir", "eliminar"]
    assert hecho["documentos"] == []
    leido = ana.navegador.get(f"{URL}{hecho['id']}/")
    assert leido.json() == hecho
    assert Tramite.objects.get().actuaciones.get().accion == "crear"


@pytest.mark.parametrize(("dicho", "leido"), [(7, "7"), (0.25, "0.25"), ("1234.5", "1234.5"), ("12", "12")])
def test_los_numeros_van_como_numero_o_como_texto(ana: Actor, dicho: Any, leido: str) -> None:
    respuesta = enviar(ana, BUENO | {"cantidad": dicho})
    assert respuesta.status_code == 201
    assert respuesta.json()["datos"]["cantidad"] == leido


@pytest.mark.parametrize("dicho", ["1.234,5", "diez", True, [], {}, "NaN", "Infinity", 1e30, "1e999", -1, 0.00001])
def test_un_numero_que_no_es_se_dice_por_su_nombre(ana: Actor, dicho: Any) -> None:
    respuesta = enviar(ana, BUENO | {"cantidad": dicho})
    assert respuesta.status_code == 400
    assert list(respuesta.json()["errores"]) == ["cantidad"]
    assert not Tramite.objects.exists()


def test_crear_con_adjunto(ana: Actor) -> None:
    formulario = {"producto": "trompo", "cantidad": "3", "lineas[0]nombre": "rueda"}
    malo = ana.navegador.post(URL, formulario | {"adjunto_soporte": subido("s.pdf", b"no")})
    assert malo.status_code == 400
    assert "no es un PDF legible" in malo.json()["errores"]["adjunto_soporte"][0]
    assert not Borrador.objects.exists()
    respuesta = ana.navegador.post(URL, formulario | {"adjunto_soporte": subido("s.pdf", pdf())})
    assert respuesta.status_code == 201
    caso = Tramite.objects.get()
    assert caso.adjuntos.get().nombre == "s.pdf"
    assert respuesta.json()["datos"]["lineas"] == [{"nombre": "rueda"}]


def test_los_errores_van_por_campo_y_por_linea(ana: Actor) -> None:
    respuesta = enviar(ana, {"cantidad": 1, "lineas": [{"nombre": "rueda"}, {"nombre": "x" * 101}]})
    assert respuesta.status_code == 400
    assert respuesta.json() == {
        "mensaje": "Revise los datos marcados.",
        "errores": {
            "producto": ["Complete este campo."],
            "lineas": [{}, {"nombre": ["Asegúrese de que este valor tenga como máximo 100 caracteres (tiene 101)."]}],
        },
    }


def test_una_regla_incumplida_lleva_codigo_articulo_y_campo(ana: Actor) -> None:
    respuesta = enviar(ana, BUENO | {"producto": "pólvora"})
    assert respuesta.status_code == 422
    mensaje = "No se prestan «pólvora»."
    falta = {"codigo": "JUG-01.a", "articulo": "instructivo de juguetes", "mensaje": mensaje, "campo": "producto"}
    assert respuesta.json() == {"mensaje": mensaje, "errores": {}, "faltas": [falta]}
    assert not Borrador.objects.exists()


def test_repetir_con_la_misma_clave_da_el_mismo_tramite(ana: Actor) -> None:
    envio = clave(uuid4())
    primera, segunda = enviar(ana, BUENO, **envio), enviar(ana, BUENO, **envio)
    assert (primera.status_code, segunda.status_code) == (201, 200)
    assert primera.json()["id"] == segunda.json()["id"] == Tramite.objects.get().pk


def test_un_envio_rechazado_deja_libre_su_clave(ana: Actor) -> None:
    envio = clave(uuid4())
    assert enviar(ana, BUENO | {"producto": "pólvora"}, **envio).status_code == 422
    assert enviar(ana, BUENO, **envio).status_code == 201


@pytest.mark.parametrize("mala", ["1", "no-es-uuid", "x" * 500])
def test_la_clave_es_un_uuid(ana: Actor, mala: str) -> None:
    respuesta = enviar(ana, BUENO, **clave(mala))
    assert respuesta.status_code == 400
    assert respuesta.json()["errores"] == {"Idempotency-Key": ["Debe ser un UUID."]}


def test_la_clave_de_otro_no_toca_lo_suyo(ana: Actor, carla: Actor) -> None:
    """Neither a draft nor a case of another company is had, changed or lost by whoever guesses its key."""
    borrador = Borrador.objects.create(
        usuario=ana.usuario, titular=ana.quien.titular, modulo="juguete", procedimiento="juguete.permiso"
    )
    hecho = permiso_de_juguete(ana)
    for ajena in (borrador.pk, hecho.clave):
        respuesta = enviar(carla, BUENO, **clave(ajena))
        assert respuesta.status_code == 400
        assert respuesta.json()["errores"] == {"Idempotency-Key": ["Esa clave ya se usó para otra cosa."]}
    assert Borrador.objects.filter(pk=borrador.pk).exists()
    assert Tramite.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_la_misma_clave_a_la_vez_hace_un_tramite(ana: Actor) -> None:
    envio = clave(uuid4())

    def una(_n: int) -> tuple[int, int]:
        try:
            respuesta = enviar(ana, BUENO, **envio)
            return respuesta.status_code, respuesta.json()["id"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as hilos:
        salidas = sorted(hilos.map(una, range(4)))
    pk = Tramite.objects.get().pk
    assert salidas == [(200, pk)] * 3 + [(201, pk)]


def test_listar_filtrar_y_paginar(ana: Actor, carla: Actor) -> None:
    casos = [permiso_de_juguete(ana, producto=f"trompo {n}") for n in range(28)]
    permiso_de_juguete(carla)
    primera = ana.navegador.get(URL).json()
    assert [fila["id"] for fila in primera["results"]] == [c.pk for c in reversed(casos)][:25]
    segunda = ana.navegador.get(primera["next"]).json()
    assert [fila["id"] for fila in segunda["results"]] == [c.pk for c in reversed(casos)][25:]
    assert segunda["next"] is None
    assert ana.navegador.get(segunda["previous"]).json()["results"] == primera["results"]
    hallados = ana.navegador.get(URL, {"q": casos[3].numero}).json()["results"]
    assert [fila["id"] for fila in hallados] == [casos[3].pk]
    assert ana.navegador.get(URL, {"fase": "terminado"}).json()["results"] == []


@pytest.mark.parametrize(
    ("consulta", "http", "campo"),
    [
        ("fase=zzz", 400, "fase"),
        ("desde=no", 400, "desde"),
        ("q=%00", 400, "q"),
        ("pagina=xxx", 404, None),
        ("pagina=cD1ub3VubnVtZXJv", 404, None),
        ("pagina=%00%FF", 404, None),
    ],
)
def test_un_filtro_o_cursor_malo_se_dice(ana: Actor, consulta: str, http: int, campo: str | None) -> None:
    respuesta = ana.navegador.get(f"{URL}?{consulta}")
    assert respuesta.status_code == http
    assert list(respuesta.json()["errores"]) == ([campo] if campo else [])
    assert respuesta.json()["mensaje"]


def test_las_acciones(caso: Any, ana: Actor, elena: Actor, carla: Actor) -> None:
    url = f"{URL}{caso.pk}/acciones/generar_documento/"
    assert enviar(carla, {}, url).status_code == 404
    assert enviar(ana, {}, f"{URL}{caso.pk}/acciones/no_existe/").status_code == 404
    mala = enviar(ana, {"version": "9" * 5000}, url)
    assert (mala.status_code, mala.json()["errores"]) == (400, {"version": ["Debe ser un número."]})
    vieja = enviar(ana, {"version": caso.version - 1}, url)
    assert vieja.status_code == 409
    assert vieja.json()["mensaje"].startswith("Otra persona cambió este trámite")
    hecha = enviar(ana, {"version": caso.version}, url)
    assert (hecha.status_code, hecha.json()["estado"]) == (200, "por_firmar")
    assert [d["clase"] for d in hecha.json()["documentos"]] == ["radicado"]
    repetida = enviar(ana, {}, url)
    assert (repetida.status_code, repetida.json()["errores"]) == (409, {})
    assert repetida.json()["mensaje"] == "«Generar documento» no es posible: el trámite está en «Por firmar»."
    assert enviar(elena, {}, url).status_code == 404  # not filed yet: the entity does not know of it
    llevar_a(Tramite.objects.get(pk=caso.pk), "en_estudio")
    sin_rol = enviar(elena, {"cantidad": 1}, f"{URL}{caso.pk}/acciones/aprobar/")
    assert sin_rol.status_code == 403
    assert sin_rol.json()["mensaje"] == "Usted no tiene permiso para hacer esto en este trámite."
    sin_motivo = enviar(ana, {}, f"{URL}{caso.pk}/acciones/desistir/")
    assert (sin_motivo.status_code, sin_motivo.json()["errores"]) == (400, {"motivo": ["Complete este campo."]})


def test_sin_ingresar_no_hay_api(caso: Any) -> None:
    for metodo, url in (("get", URL), ("post", URL), ("get", f"{URL}{caso.pk}/")):
        respuesta = getattr(Client(), metodo)(url)
        assert respuesta.status_code == 403
        assert set(respuesta.json()) == {"mensaje", "errores"}


def test_la_sesion_exige_csrf(ana: Actor) -> None:
    """A page of another site cannot file in Ana's name with the cookie of her session."""
    ajeno = Client(enforce_csrf_checks=True)
    ajeno.cookies = ana.navegador.cookies
    respuesta = ajeno.post(URL, json.dumps(BUENO), content_type="application/json")
    assert respuesta.status_code == 403
    assert "CSRF" in respuesta.json()["mensaje"]
    assert not Tramite.objects.exists()


@pytest.mark.parametrize(
    "cuerpo",
    [
        b"[" * 100_000,
        b'{"producto":' * 2000,
        b'{"producto": "\\ud800"}',
        b'{"producto": "a\\u0000b"}',
        b"[1, 2]",
        b"null",
        b"\xff\xfe",
        b'{"cantidad": ' + b"9" * 5000 + b"}",
        b'{"producto": "x", "cantidad": NaN}',
        b'{"lineas": 3, "producto": "x"}',
        b'{"lineas": [[1]], "producto": "x"}',
    ],
)
def test_un_json_raro_se_rechaza(ana: Actor, cuerpo: bytes) -> None:
    for url in (URL, f"{URL}{permiso_de_juguete(ana).pk}/acciones/desistir/"):
        respuesta = ana.navegador.generic("POST", url, cuerpo, content_type="application/json")
        assert respuesta.status_code == 400
        assert respuesta.json()["mensaje"]


def test_el_esquema_publicado_es_el_que_se_genera() -> None:
    orden = "SECRET_KEY=x python manage.py spectacular --fail-on-warn --validate --file docs/desarrollo/openapi.yaml"
    ambiente = os.environ | {"DJANGO_SETTINGS_MODULE": "vuce.settings", "SECRET_KEY": "x"}
    generado = subprocess.run(
        [sys.executable, "manage.py", "spectacular", "--fail-on-warn", "--validate"],
        cwd=RAIZ,
        env=ambiente,
        capture_output=True,
        check=False,
    )
    assert generado.returncode == 0, generado.stderr.decode()
    publicado = (RAIZ / "docs" / "desarrollo" / "openapi.yaml").read_bytes()
    assert generado.stdout == publicado, f"La API cambió: regenere su esquema con «{orden}» y revise la diferencia."


def test_cada_procedimiento_declara_su_propia_solicitud(client: Client) -> None:
    esquema = client.get("/api/v1/esquema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    pedidas = {
        ruta: operaciones["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for ruta, operaciones in esquema["paths"].items()
        if "post" in operaciones and "{" not in ruta
    }
    assert pedidas[URL] == "JuguetePermisoSolicitud"
    assert len(set(pedidas.values())) == len(pedidas)
