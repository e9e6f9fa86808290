"""The component page, the error pages and the switch of language, without the rest of the portal."""

import re
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings as ajustes
from django.template.loader import render_to_string
from django.test import Client
from lxml import html
from pytest_django import Settings

pytestmark = pytest.mark.urls("vuce.comun.urls")
PLANTILLAS = ajustes.BASE_DIR / "templates"
COMPONENTES = sorted(p.stem for p in (PLANTILLAS / "componentes").glob("[!_]*.html") if p.stem != "pagina")


@pytest.fixture
def variables_a_la_vista(settings: Settings) -> None:
    plantillas = deepcopy(settings.TEMPLATES)
    plantillas[0]["OPTIONS"]["string_if_invalid"] = "SIN-DEFINIR[%s]"
    settings.TEMPLATES = plantillas


@pytest.mark.usefixtures("variables_a_la_vista")
@pytest.mark.parametrize("idioma", ["es-CO", "en"])
def test_la_pagina_de_componentes_no_deja_variables_sin_definir(client: Client, idioma: str) -> None:
    respuesta = client.get("/componentes/", headers={"Accept-Language": idioma})
    assert respuesta.status_code == 200
    assert re.findall(r"SIN-DEFINIR\[[^]]*\]", respuesta.text) == []
    assert html.fromstring(respuesta.text).get("lang").lower() == idioma.lower()


def test_cada_componente_esta_en_la_pagina(client: Client) -> None:
    arbol = html.fromstring(client.get("/componentes/").text)
    mostrados = set(arbol.xpath("//*[contains(@class, 'muestra-componente')]/@id"))
    assert set(COMPONENTES) - {"codigo"} <= mostrados  # «codigo» is part of «documento»


def test_lo_que_escribe_el_usuario_sale_escapado(client: Client) -> None:
    respuesta = client.post("/componentes/", {"nuevo-exportador": "<img src=x onerror=alert(1)>"})
    assert "<img" not in respuesta.text
    assert "&lt;img" in respuesta.text


def test_fuera_de_desarrollo_y_demostracion_no_existe(client: Client, settings: Settings) -> None:
    settings.DEMO = False
    respuesta = client.get("/componentes/")
    assert respuesta.status_code == 404
    assert "No encontramos esta página" in respuesta.text


def test_cambiar_de_idioma_no_pide_ingresar(client: Client) -> None:
    respuesta = client.post("/idioma/", {"language": "en", "next": "/componentes/"})
    assert respuesta["Location"] == "/componentes/"
    assert html.fromstring(client.get("/componentes/").text).get("lang") == "en"


def test_en_ingles_los_textos_cambian_y_los_numeros_no(client: Client) -> None:
    texto = client.get("/componentes/", headers={"Accept-Language": "en"}).text
    assert "Skip to content" in texto
    assert "1.250,5" in texto
    assert "3 March 2026" in texto


def test_los_meses_van_en_minuscula(client: Client) -> None:
    assert "3 de marzo de 2026" in client.get("/componentes/").text


@pytest.mark.parametrize("plantilla", ["400.html", "500.html"])
def test_las_paginas_de_falla_no_necesitan_nada(plantilla: str, settings: Settings) -> None:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "no.existe"}}
    assert "<h1>" in render_to_string(plantilla)


def test_sin_token_csrf_se_explica() -> None:
    respuesta = Client(enforce_csrf_checks=True).post("/idioma/", {"language": "en"})
    assert respuesta.status_code == 403
    assert "el borrador sigue guardado" in respuesta.text


def test_los_iconos_usados_estan_en_la_hoja() -> None:
    hoja = set(re.findall(r'"([a-z0-9-]+)"', (ajustes.BASE_DIR / "static/src/iconos.json").read_text()))
    patron = re.compile(r"""(?:{% icono |icono=|"icono": )"([a-z0-9-]+)\"""")
    archivos = [*PLANTILLAS.rglob("*.html"), *Path(ajustes.BASE_DIR, "vuce").rglob("*.py")]
    usados = {nombre for archivo in archivos for nombre in patron.findall(archivo.read_text())}
    assert len(usados) > 20
    assert usados <= hoja


def test_ninguna_plantilla_trae_estilo_ni_guion_en_linea() -> None:
    """The content security policy would drop them: the page would work for whoever wrote it and for nobody else."""
    en_linea = re.compile(
        r"""\sstyle="|\son[a-z]+="|<style|<script(?![^>]*\s(?:src=|type="application/json"))|javascript:|hx-on|hx-vals=.js:"""
    )
    culpables = {
        archivo.name: en_linea.findall(archivo.read_text())
        for archivo in PLANTILLAS.rglob("*.html")
        if "correo" not in archivo.parts
        and not archivo.name.endswith(".pdf.html")
        and en_linea.search(archivo.read_text())
    }
    assert culpables == {}
