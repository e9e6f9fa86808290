"""Work done beside a running portal, over its own database and queue: `encargar(portal, "orden", …)`.

A process of its own, since the test's Django belongs to the test's database.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django import setup

if TYPE_CHECKING:
    from vuce.embebido.portal import Portal

CONTINGENTE = "ejemplo-azucar-eeuu"


@contextmanager
def en_marcha(portal: Portal, orden: str, *datos: Any) -> Iterator[subprocess.Popen[str]]:
    """`orden` at work for the length of the block, and no longer."""
    guion = [sys.executable, "-m", "tests.ayudas.obra", orden, json.dumps(datos)]
    entrada, salida = subprocess.DEVNULL, subprocess.PIPE
    obra = subprocess.Popen(guion, env=dict(portal.entorno), stdin=entrada, stdout=salida, stderr=salida, text=True)
    try:
        yield obra
    finally:
        obra.kill()
        obra.communicate()


def terminar(obra: subprocess.Popen[str], segundos: float = 150) -> Any:
    """What it found out."""
    salida, errores = obra.communicate(timeout=segundos)
    assert obra.returncode == 0, errores
    return json.loads(salida.splitlines()[-1])


def encargar(portal: Portal, orden: str, *datos: Any) -> Any:
    with en_marcha(portal, orden, *datos) as obra:
        return terminar(obra)


def main() -> None:
    setup()
    from tests.ayudas import faenas

    orden, datos = sys.argv[1], json.loads(sys.argv[2])
    sys.stdout.write(f"{json.dumps(getattr(faenas, orden)(*datos))}\n")


if __name__ == "__main__":
    main()
