"""The rules of docs/desarrollo/estilo.md that no linter knows, read from the syntax tree of every module."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vuce.embebido.portal import RAIZ

# Folders of the code that serves; whoever may set a state or send work is named at each rule.
PAQUETES = ["vuce", "usuarios", "contingentes", "programas_seiex", "operaciones_manuales", "aduana"]
ANFITRIONES = re.compile(r"https?://(?:[\w.-]+\.)?(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|yarnpkg\.com)")
RUTAS_DE_MAQUINA = re.compile(r"(?<![\w.])/(?:work|home/\w+|Users/\w+|var/tmp/\w+)(?:/|\b)")


def modulos() -> Iterator[Path]:
    for paquete in PAQUETES:
        yield from (m for m in sorted((RAIZ / paquete).rglob("*.py")) if "migrations" not in m.parts)


def asignaciones_de_estado(arbol: ast.AST) -> Iterator[ast.expr]:
    """`x.estado = …`; a local name or a class attribute is not one."""
    for nodo in ast.walk(arbol):
        blancos = nodo.targets if isinstance(nodo, ast.Assign) else [getattr(nodo, "target", None)]
        for blanco in blancos:
            if isinstance(blanco, ast.Attribute) and blanco.attr == "estado" and isinstance(blanco.ctx, ast.Store):
                yield blanco


def llamadas(arbol: ast.AST, *metodos: str) -> Iterator[ast.Call]:
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.Call) and isinstance(nodo.func, ast.Attribute) and nodo.func.attr in metodos:
            yield nodo


def actualizaciones_de_estado(arbol: ast.AST) -> Iterator[ast.expr]:
    for llamada in llamadas(arbol, "update", "bulk_update"):
        campos = {palabra.arg for palabra in llamada.keywords}
        textos = {n.value for a in llamada.args for n in ast.walk(a) if isinstance(n, ast.Constant)}
        if "estado" in campos or (_nombre(llamada.func) == "bulk_update" and "estado" in textos):
            yield llamada


def envios_sin_confirmar(arbol: ast.AST) -> Iterator[ast.expr]:
    """`.delay(` and `.apply_async(` outside the arguments of on_commit: the worker would read what is not there yet."""
    confirmados = {
        id(nodo)
        for llamada in ast.walk(arbol)
        if isinstance(llamada, ast.Call) and _nombre(llamada.func) == "on_commit"
        for argumento in llamada.args
        for nodo in ast.walk(argumento)
    }
    yield from (ll for ll in llamadas(arbol, "delay", "apply_async") if id(ll) not in confirmados)


def _nombre(funcion: ast.expr) -> str:
    return funcion.attr if isinstance(funcion, ast.Attribute) else getattr(funcion, "id", "")


def faltas(regla: str, permitido: tuple[str, ...] = ()) -> list[str]:
    revisar = REGLAS[regla]
    halladas = []
    for modulo in modulos():
        ruta = str(modulo.relative_to(RAIZ))
        if not ruta.startswith(permitido):
            halladas += [f"{ruta}:{nodo.lineno}" for nodo in revisar(ast.parse(modulo.read_text()))]
    return halladas


REGLAS: dict[str, Callable[[ast.AST], Iterator[ast.expr]]] = {
    "asignar": asignaciones_de_estado,
    "actualizar": actualizaciones_de_estado,
    "enviar": envios_sin_confirmar,
}


@pytest.mark.parametrize(
    ("regla", "malo", "bueno"),
    [
        ("asignar", "tramite.estado = 'aprobada'", "estado = tramite.estado"),
        ("actualizar", "Tramite.objects.update(estado='aprobada')", "Tramite.objects.update(responsable=None)"),
        ("actualizar", "Tramite.objects.bulk_update(filas, ['estado'])", "d.update(otro=1)"),
        ("enviar", "firmar.delay(1)", "transaction.on_commit(lambda: firmar.delay(1))"),
        ("enviar", "firmar.apply_async()", "transaction.on_commit(partial(firmar.delay, 1))"),
    ],
)
def test_cada_regla_distingue(regla: str, malo: str, bueno: str) -> None:
    assert list(REGLAS[regla](ast.parse(malo)))
    assert not list(REGLAS[regla](ast.parse(bueno)))


@pytest.mark.parametrize("regla", ["asignar", "actualizar"])
def test_solo_la_puerta_escribe_el_estado_de_un_tramite(regla: str) -> None:
    """The rows of queues and terms (documentos, notificaciones, plazos) have states of their own, of no Tramite."""
    propios = ("vuce/tramites/", "vuce/documentos/", "vuce/notificaciones/", "vuce/plazos/")
    assert faltas(regla, propios) == []


def test_solo_transiciones_asigna_estado_en_el_nucleo() -> None:
    en_nucleo = [falta for falta in faltas("asignar") if falta.startswith("vuce/tramites/")]
    assert [f for f in en_nucleo if not f.startswith("vuce/tramites/transiciones.py")] == []


def test_el_trabajo_se_envia_despues_de_confirmar() -> None:
    assert faltas("enviar") == []


def versionados() -> list[Path]:
    listado = subprocess.run(
        ["git", "-c", f"safe.directory={RAIZ}", "ls-files", "-z"], cwd=RAIZ, capture_output=True, check=True
    )
    return [RAIZ / ruta for ruta in listado.stdout.decode().split("\0") if ruta]


@pytest.mark.parametrize("patron", [ANFITRIONES, RUTAS_DE_MAQUINA], ids=["registros de paquetes", "rutas de máquina"])
def test_nada_versionado_nombra(patron: re.Pattern[str]) -> None:
    nombran = []
    for ruta in versionados():
        if ruta == Path(__file__).resolve():
            continue
        texto = str(ruta.readlink()) if ruta.is_symlink() else ruta.read_bytes().decode(errors="ignore")
        nombran += [f"{ruta.relative_to(RAIZ)}: {hallado.group()}" for hallado in [patron.search(texto)] if hallado]
    assert nombran == []
