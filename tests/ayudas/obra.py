"""Work done beside a running portal, over its own database and queue: `encargar(portal, "orden", …)`.

A process of its own, since the test's Django belongs to the test's database.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from django import setup

if TYPE_CHECKING:
    from vuce.embebido.portal import Portal

CONTINGENTE = "ejemplo-azucar-eeuu"


def empezar(portal: Portal, orden: str, *datos: Any) -> subprocess.Popen[str]:
    """Start `orden` and do not wait."""
    guion = [sys.executable, "-m", "tests.ayudas.obra", orden, json.dumps(datos)]
    entrada, salida = subprocess.DEVNULL, subprocess.PIPE
    return subprocess.Popen(guion, env=dict(portal.entorno), stdin=entrada, stdout=salida, stderr=salida, text=True)


def terminar(obra: subprocess.Popen[str], segundos: float = 60) -> Any:
    """What it found out."""
    salida, errores = obra.communicate(timeout=segundos)
    assert obra.returncode == 0, errores
    return json.loads(salida.splitlines()[-1])


def encargar(portal: Portal, orden: str, *datos: Any) -> Any:
    return terminar(empezar(portal, orden, *datos))


def main() -> None:
    setup()
    from tests.ayudas import faenas

    orden, datos = sys.argv[1], json.loads(sys.argv[2])
    sys.stdout.write(f"{json.dumps(getattr(faenas, orden)(*datos))}\n")


if __name__ == "__main__":
    main()
