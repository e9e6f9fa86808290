"""The English catalogue says everything that the code and the templates say, and the pages show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.translation.template import templatize
from lxml import html

from tests.ayudas.casos import llevar_a
from tests.ayudas.elenco import Actor
from tests.contingentes.fabricas import contingente, pedir
from vuce.embebido.portal import RAIZ

Clave = tuple[str | None, str]

CARPETAS = ["vuce", "usuarios", "contingentes", "programas_seiex", "operaciones_manuales", "aduana", "templates"]
MARCA = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-z]|%[sdr]|\{\w*\}")
DATOS = {"Estados Unidos", "Contingentes de exportación"}  # a quota's destination and an office's name, also messages
PALABRAS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@cache
def catalogo() -> Catalog:
    with (RAIZ / "vuce/locale/en/LC_MESSAGES/django.po").open("rb") as archivo:
        return read_po(archivo, locale="en")


def mensajes() -> Iterator[Message]:
    return (mensaje for mensaje in catalogo() if mensaje.id)


def formas(texto: str | tuple[str, ...] | list[str]) -> list[str]:
    return [texto] if isinstance(texto, str) else list(texto)


def clave(mensaje: Message) -> Clave:
    return mensaje.context, formas(mensaje.id)[0]


def como_python(archivo: Path) -> str:
    """A template as the calls of gettext that it holds; in column zero, or its indentation is not Python's."""
    if archivo.suffix == ".py":
        return archivo.read_text()
    return "\n".join(linea.lstrip() for linea in templatize(archivo.read_text()).splitlines())


def extraidos() -> dict[Clave, str]:
    """Every message of the sources, and the file that says it."""
    hallados = {}
    for archivo in (a for carpeta in CARPETAS for a in sorted((RAIZ / carpeta).rglob("*"))):
        if archivo.suffix in {".py", ".html", ".txt"}:
            fuente = BytesIO(como_python(archivo).encode())
            for _linea, texto, _notas, contexto in extract("python", fuente, PALABRAS, options={"encoding": "utf-8"}):
                hallados[contexto, formas(texto)[0]] = str(archivo.relative_to(RAIZ))
    return hallados


def test_todo_esta_traducido_y_revisado() -> None:
    sin_traducir = [m.id for m in mensajes() if not all(formas(m.string)) or m.fuzzy]
    assert not sin_traducir
    assert not catalogo().obsolete


def test_cada_traduccion_lleva_las_mismas_marcas() -> None:
    distintas = []
    for mensaje in mensajes():
        originales, traducidas = formas(mensaje.id), formas(mensaje.string)
        if [sorted(MARCA.findall(t)) for t in originales] != [sorted(MARCA.findall(t)) for t in traducidas]:
            distintas.append((mensaje.id, mensaje.string))
    assert not distintas


def test_el_catalogo_tiene_lo_que_dicen_las_fuentes_y_nada_mas() -> None:
    hallados = extraidos()
    suyos = {clave(mensaje) for mensaje in mensajes()}
    faltan = {texto: archivo for (contexto, texto), archivo in hallados.items() if (contexto, texto) not in suyos}
    assert not faltan, "corra manage.py makemessages -l en (CONTRIBUTING.md) y traduzca"
    assert suyos - hallados.keys() == set()


def en_castellano(pagina: str) -> list[str]:
    """Messages of ours that a page still shows in Spanish; a single word may be a name or somebody's data."""
    arbol = html.fromstring(pagina)
    visible = " ".join(" ".join(arbol.xpath("//text()[not(ancestor::script)] | //@aria-label | //@title")).split())
    frases = (m.id for m in mensajes() if isinstance(m.id, str) and m.id != m.string and " " in m.id)
    return [frase for frase in frases if frase not in DATOS and re.search(rf"(?<!\w){re.escape(frase)}(?!\w)", visible)]


def ver(navegador: Client, url: str) -> str:
    respuesta = navegador.get(url, headers={"Accept-Language": "en"})
    assert respuesta.status_code == 200, url
    assert html.fromstring(respuesta.text).get("lang") == "en"
    return respuesta.text


def test_el_detector_ve_el_castellano() -> None:
    assert en_castellano("<html lang=en><p>Escriba el\n NIT.</p></html>") == ["Escriba el NIT."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "dice"),
    [
        ("/", "Foreign trade procedures, in one place"),
        ("/usuarios/ingresar/", "NIT or RUC of the company"),
        ("/verificar/", "With the code"),
    ],
)
def test_lo_publico_se_lee_en_ingles(client: Client, url: str, dice: str) -> None:
    pagina = ver(client, url)
    assert dice in pagina
    assert en_castellano(pagina) == []


def test_el_solicitante_lee_en_ingles(ana: Actor) -> None:
    """CTG-01 as the exporter sees it: home, lists, the form and the sheet."""
    caso = pedir(ana, contingente())
    navegador = ana.navegador
    paginas = {
        "/": "New request",
        "/tramites/": "Filing number",
        "/tramites/nueva/": "Quota request",
        "/contingentes/": "Export quotas in force",
        "/contingentes/normatividad/": "Norms of the export quotas",
        "/buzon/": "Electronic mailbox",
        f"/tramites/{caso.pk}/": "Generate document",
    }
    for url, dice in paginas.items():
        pagina = ver(navegador, url)
        assert dice in pagina, url
        assert en_castellano(pagina) == [], url


def test_la_entidad_lee_en_ingles(ana: Actor, elena: Actor, ivan: Actor) -> None:
    """CTG-01 as the authority sees it: the inbox, the sheet and what a decision asks for."""
    caso = llevar_a(pedir(ana, contingente()), "enviada")
    for url, dice in {"/tramites/": "Only mine", f"/tramites/{caso.pk}/": "Take"}.items():
        pagina = ver(elena.navegador, url)
        assert dice in pagina, url
        assert en_castellano(pagina) == [], url
    caso = llevar_a(caso, "en_estudio")
    for accion, dice in {"aprobar": "Approve", "devolver": "General observation", "negar": "Reason"}.items():
        pagina = ver(ivan.navegador, f"/tramites/{caso.pk}/acciones/{accion}/")
        assert dice in pagina, accion
        assert en_castellano(pagina) == [], accion
