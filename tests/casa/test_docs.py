"""What the documents quote and list is what the code says, so that no chapter rots."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.ayudas.rigor import nuestro
from vuce.embebido.portal import RAIZ

DOCS = RAIZ / "docs"
# A block whose first line names a file: ```python tests/juguete/models.py
CITA = re.compile(r"^```\w+ (?P<ruta>\S+)\n(?P<texto>.*?)^```$", re.MULTILINE | re.DOTALL)
ENLACE = re.compile(r"(?<!!)\[[^\]]+\]\((?!https?:|#)([^)#]+)")
VARIABLE = re.compile(r"\benv(?:\.\w+)?\(\s*\"(\w+)\"")
CAPITULO = DOCS / "desarrollo" / "nuevo-procedimiento.md"
PAGINAS = sorted([*DOCS.rglob("*.md"), *RAIZ.glob("*.md")])


def citas(pagina: Path) -> list[tuple[str, str]]:
    return [(c["ruta"], c["texto"]) for c in CITA.finditer(pagina.read_text())]


def es_parte(texto: str, archivo: str) -> bool:
    """Whether the lines of `texto` stand together in `archivo`."""
    return f"\n{texto.strip(chr(10))}\n" in f"\n{archivo.strip(chr(10))}\n"


def test_la_comparacion_distingue() -> None:
    assert es_parte("b\nc\n", "a\nb\nc\nd\n")
    assert not es_parte("b\nd\n", "a\nb\nc\nd\n")
    assert not es_parte("b", "ab\n")


@pytest.mark.parametrize("pagina", PAGINAS, ids=lambda p: str(p.relative_to(RAIZ)))
def test_lo_citado_es_lo_escrito(pagina: Path) -> None:
    distintas = [ruta for ruta, texto in citas(pagina) if not es_parte(texto, (RAIZ / ruta).read_text())]
    assert distintas == []


def test_el_capitulo_muestra_cada_archivo_del_juguete() -> None:
    """The whole diff of a procedure is in the chapter: every file of the toy but its migration."""
    juguete = RAIZ / "tests" / "juguete"
    archivos = {str(a.relative_to(RAIZ)) for s in ("*.py", "*.html") for a in juguete.rglob(s) if a.stat().st_size}
    archivos = {a for a in archivos if "/migrations/" not in a}
    assert archivos - {ruta for ruta, _texto in citas(CAPITULO)} == set()


@pytest.mark.parametrize("pagina", PAGINAS, ids=lambda p: str(p.relative_to(RAIZ)))
def test_los_enlaces_llevan_a_un_archivo(pagina: Path) -> None:
    rotos = [ruta for ruta in ENLACE.findall(pagina.read_text()) if not (pagina.parent / ruta).exists()]
    assert rotos == []


def test_todo_modelo_esta_en_el_glosario() -> None:
    glosario = (DOCS / "desarrollo" / "glosario.md").read_text()
    modelos = {m.__name__ for m in apps.get_models() if nuestro(m) and not hasattr(m, "pgh_tracked_model")}
    propios = {m.__name__ for m in apps.get_app_config("juguete").get_models()}
    assert {modelo for modelo in modelos - propios if f"`{modelo}`" not in glosario} == set()


def test_toda_variable_de_entorno_esta_en_la_tabla() -> None:
    ajustes = (RAIZ / "vuce" / "settings.py").read_text()
    leidas = {*VARIABLE.findall(ajustes)}
    tabla = (DOCS / "operacion" / "instalacion.md").read_text()
    filas = {*re.findall(r"^\| `(\w+)` \|", tabla, re.MULTILINE)}
    assert "DATABASE_URL" in leidas
    assert leidas - filas == set()
    ajenas = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PORT", "WEB_CONCURRENCY", "GUNICORN_CMD_ARGS"}
    assert filas - leidas - ajenas == set()


def test_toda_variable_se_lee_por_una_llamada_que_la_prueba_ve() -> None:
    ajustes = (RAIZ / "vuce" / "settings.py").read_text()
    assert len(re.findall(r"(?<![.\w])env(?:\.\w+)?\(", ajustes)) == len(VARIABLE.findall(ajustes))
