"""Whatever a browser, or somebody who is not one, sends to a form: a message in Spanish, never a broken page."""

from __future__ import annotations

import re
from functools import partialmethod
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.ayudas.casos import llevar_a, permiso_de_juguete
from tests.ayudas.elenco import Actor
from tests.contingentes import fabricas
from vuce.tramites.models import Borrador

FORMULARIO = "application/x-www-form-urlencoded"
RAROS = [
    *("", "\0", "a\0b", "\ud800", "\u202e", "💥" * 50, "1e999", "-1e999", "NaN", "Infinity", "9" * 5000, "٣٤", "²"),
    *("-1", "1.2.3", "1,2,3", "' OR 1=1 --", "<script>", "{{ x }}", "../../etc/passwd", "2026-02-31", "99999-01-01"),
    *("999999999", "9223372036854775808", "%00", "%", "\r\nX: 1", "x" * 100_000),
]
EJEMPLOS = settings(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
valores = st.sampled_from(RAROS) | st.text(max_size=40)


def codificar(pares: list[tuple[str, str]]) -> bytes:
    """As a form, with whatever bytes: lone surrogates too."""
    return "&".join(
        f"{quote(nombre, errors='surrogatepass')}={quote(valor, errors='surrogatepass')}" for nombre, valor in pares
    ).encode()


def falta(respuesta: Any) -> str:
    """What is wrong with an answer: broken, or a refusal that is not a page in Spanish. A 405 may be bare."""
    if respuesta.status_code >= 500:
        return str(respuesta.status_code)
    if respuesta.status_code < 400 or "html" not in respuesta.get("Content-Type", "") or not respuesta.content:
        return ""
    texto = respuesta.content.decode()
    en_ingles = re.search(r"Bad Request|Not Found|Forbidden|This field|Enter a", texto)
    return "" if re.search(r'<html[^>]*lang="es', texto) and not en_ingles else "no es una página en español"


@pytest.fixture(autouse=True)
def errores_como_respuesta(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken view answers 500, as it would a browser, so that a test tells all that it broke."""
    monkeypatch.setattr(Client, "__init__", partialmethod(Client.__init__, raise_request_exception=False))


@pytest.fixture
def formularios(ana: Actor, elena: Actor, ivan: Actor) -> list[tuple[Client, str, list[str]]]:
    """Every form of the kernel and of the quotas: who sends it, where, with which fields."""
    lineas = ["lineas-TOTAL_FORMS", "lineas-INITIAL_FORMS", "lineas-0-DELETE", "agregar_linea", "quitar_linea"]
    cuota = fabricas.contingente()
    cupo = fabricas.cupo(ana, cuota)
    en_estudio = llevar_a(permiso_de_juguete(ana), "en_estudio")
    pedido = llevar_a(fabricas.pedir(ana, cuota), "en_estudio")
    creado = permiso_de_juguete(ana)
    borradores = {
        codigo: Borrador.objects.create(
            usuario=ana.usuario, titular=ana.quien.titular, modulo=codigo.partition(".")[0], procedimiento=codigo
        ).pk
        for codigo in ("juguete.permiso", "contingentes.cupo", "contingentes.consumo")
    }
    permiso = ["producto", "cantidad", *lineas, "lineas-0-nombre", "quitar_adjunto"]
    de_cupo = ["contingente", *lineas, "lineas-0-grupo", "lineas-0-cantidad", "quitar_adjunto"]
    consumo = ["cupo", "linea", "subpartida", "cantidad", "embarque_el", "importador_pais", "valor_fob", "factura"]
    return [
        (ana.navegador, f"/tramites/borradores/{borradores['juguete.permiso']}/", permiso),
        (ana.navegador, f"/tramites/borradores/{borradores['juguete.permiso']}/guardar/", permiso),
        (ana.navegador, f"/tramites/borradores/{borradores['contingentes.cupo']}/", de_cupo),
        (ana.navegador, f"/tramites/borradores/{borradores['contingentes.consumo']}/", consumo),
        (ana.navegador, "/tramites/nueva/contingentes.consumo/", ["cupo", str(cupo.pk), "linea"]),
        (ana.navegador, f"/tramites/{creado.pk}/acciones/desistir/", ["motivo", "version"]),
        (elena.navegador, f"/tramites/{en_estudio.pk}/acciones/devolver/", ["general", "campo_producto", "version"]),
        (ivan.navegador, f"/tramites/{en_estudio.pk}/acciones/aprobar/", ["cantidad", "version"]),
        (ivan.navegador, f"/tramites/{pedido.pk}/acciones/aprobar/", [f"linea_{pedido.lineas.get().pk}", "version"]),
        (Client(), "/usuarios/ingresar/", ["nit", "username", "password", "next"]),
        (ana.navegador, "/usuarios/actuar-por/", ["calidad"]),
        (Client(), "/verificar/", ["codigo", "archivo"]),
    ]


Formularios = list[tuple[Client, str, list[str]]]


def test_ningun_formulario_se_rompe(formularios: Formularios) -> None:
    @EJEMPLOS
    @given(st.data())
    def enviar(datos: st.DataObject) -> None:
        for navegador, url, campos in formularios:
            pares = datos.draw(st.lists(st.tuples(st.sampled_from(campos), valores), min_size=1, max_size=6))
            respuesta = navegador.post(url, codificar(pares), content_type=FORMULARIO)
            assert not falta(respuesta), (url, [(n, v[:60]) for n, v in pares])

    enviar()


def test_cada_campo_con_cada_rareza(formularios: Formularios) -> None:
    faltas = []
    for navegador, url, campos in formularios:
        for raro in RAROS:
            respuesta = navegador.post(url, codificar([(campo, raro) for campo in campos]), content_type=FORMULARIO)
            faltas += [(url, raro[:60], mala) for mala in [falta(respuesta)] if mala]
    assert faltas == []


def test_un_numero_de_lineas_imposible(formularios: Formularios) -> None:
    faltas = []
    for navegador, url, _campos in formularios[:4]:
        for total in ("999999999", "-5", "9" * 5000, "uno", "", "1e3", "٣"):
            for extra in ({}, {"agregar_linea": "lineas"}, {"quitar_linea": "lineas-0"}):
                envio = {"lineas-TOTAL_FORMS": total, "lineas-INITIAL_FORMS": "-3", "lineas-0-nombre": "x", **extra}
                respuesta = navegador.post(url, urlencode(envio), content_type=FORMULARIO)
                faltas += [(url, total[:20], extra, mala) for mala in [falta(respuesta)] if mala]
    assert faltas == []


CUERPOS = [
    (FORMULARIO, b"producto=%FF%FE&cantidad=%C3%28"),
    (FORMULARIO, b"\xff\xfe=\x00"),
    (FORMULARIO, b"producto=a&producto=b&producto=c&cantidad=1&cantidad=2"),
    (FORMULARIO, b"&".join(b"c%d=1" % n for n in range(1500))),
    (FORMULARIO, b"producto=" + b"x" * 6_000_000),
    ("multipart/form-data", b"sin frontera"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="adjunto_soporte"; filename="../a\0.pdf"\r\n\r\nz\r\n--x--\r\n',
    ),
    ("application/json", b'{"producto": 1}'),
    ("text/plain", b"hola"),
    ("", b"\x00\x01"),
]


def test_un_cuerpo_que_no_es_un_formulario(formularios: Formularios) -> None:
    faltas = []
    for navegador, url, _campos in formularios:
        for tipo, cuerpo in CUERPOS:
            respuesta = navegador.generic("POST", url, cuerpo, content_type=tipo)
            faltas += [(url, tipo, cuerpo[:60], mala) for mala in [falta(respuesta)] if mala]
    assert faltas == []


def test_el_metodo_que_no_es_se_rechaza(formularios: Formularios) -> None:
    faltas = []
    for navegador, url, _campos in formularios:
        for metodo in ("PUT", "PATCH", "DELETE", "TRACE", "RARO"):
            respuesta = navegador.generic(metodo, url, b"x")
            faltas += [(metodo, url, mala) for mala in [falta(respuesta)] if mala]
    assert faltas == []


LISTAS = [
    "/tramites/",
    "/tramites/exportar/csv/",
    "/tramites/exportar/xlsx/",
    "/buzon/",
    "/contingentes/",
    "/verificar/",
]
SUGERENCIAS = ["/catalogos/subpartidas/", "/catalogos/paises/"]
CONSULTAS = [
    "fase=zzz&desde=no&hasta=2026-02-31&pagina=xxx&q=%00",
    "q=%FF%FE&pagina=cD1ub3VubnVtZXJv",
    "q=" + "x" * 5000,
    "orden=zzz&mios=tal-vez&procedimiento=%00",
    "orden=plazo&pagina=cD1ub3VubnVtZXJv",
    "pagina=cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk%3D",
    "pagina=bz05OTk5OTk5OTk5OTk5OTk5OTk5OTk%3D",
    "desde=99999-01-01&hasta=0000-00-00",
    "q=%27%22%5C%28%26%7C%21%3A%2A",
    "leido=zzz&tramite=%00&q=%25%5F",
    "q=%ED%A0%80",
    "&".join(f"q={n}" for n in range(1200)),
]


def test_un_filtro_malo_no_rompe_la_lista(ana: Actor, elena: Actor) -> None:
    permiso_de_juguete(ana)
    faltas = []
    for navegador in (ana.navegador, elena.navegador):
        for url in [*LISTAS, *SUGERENCIAS]:
            for consulta in CONSULTAS:
                respuesta = navegador.get(f"{url}?{consulta}")
                if respuesta.streaming:
                    assert b"".join(respuesta)
                else:
                    faltas += [(url, consulta[:60], mala) for mala in [falta(respuesta)] if mala]
    assert faltas == []


@pytest.mark.parametrize(
    "ruta",
    [
        "/tramites/99999999999999999999999999/",
        "/tramites/" + "9" * 5000 + "/",
        "/tramites/borradores/00000000-0000-0000-0000-000000000000/",
        "/tramites/1/documentos/99999999999999999999/",
        "/tramites/exportar/exe/",
        "/buzon/99999999999999999999/",
        "/verificar/%00/",
        "/usuarios/registro/a%00b/",
        "/usuarios/oidc/%00/login/",
        "/tramites/nueva/a%00b/",
        "/api/v1/juguete/permiso/999999999999999999/",
        "/%FF%FE",
    ],
)
def test_una_direccion_rara_no_existe(ana: Actor, ruta: str) -> None:
    respuesta = ana.navegador.get(ruta)
    assert respuesta.status_code == 404
    assert not falta(respuesta)
