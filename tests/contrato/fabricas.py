"""What each app tells the contract in its `tests/<app>/fabricas.py`, found without a list.

FABRICAS: {procedure's code: function (actor) that files one case of it}. PUBLICAS: names of its routes that
anybody may open without signing in.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.ayudas.elenco import Actor

PRUEBAS = Path(__file__).parents[1]
_MODULOS = [
    import_module(f"tests.{ruta.parent.name}.fabricas")
    for ruta in sorted(PRUEBAS.glob("*/fabricas.py"))
    if ruta != Path(__file__)
]

FABRICAS: dict[str, Callable[[Actor], Any]] = {c: f for m in _MODULOS for c, f in getattr(m, "FABRICAS", {}).items()}
PUBLICAS: set[str] = {nombre for m in _MODULOS for nombre in getattr(m, "PUBLICAS", set())}
