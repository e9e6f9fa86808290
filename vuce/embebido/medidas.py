"""bin/bench: the measures of bench/, each in its own process on durable throw-away servers."""

import subprocess
import sys
from pathlib import Path

from vuce.embebido.avance import decir
from vuce.embebido.portal import RAIZ, entorno_base, manage
from vuce.embebido.procesos import ErrorDeArranque, orden_protegida
from vuce.embebido.pruebas import con_servidores
from vuce.embebido.servidores import carpeta_privada


def guiones(nombre: str | None) -> list[Path]:
    todos = sorted((RAIZ / "bench").glob("[!_]*.py"))
    elegidos = [guion for guion in todos if nombre in (None, guion.stem)]
    if not elegidos:
        raise ErrorDeArranque(f"No existe esa medida. Hay: {', '.join(g.stem for g in todos) or 'ninguna'}.")
    return elegidos


def medir(var: Path, nombre: str | None) -> int:
    elegidos = guiones(nombre)
    propio = {"DJANGO_SETTINGS_MODULE": "vuce.settings", "SECRET_KEY": "medidas", "VUCE_DEMO": "1"}
    fallidas = []
    with con_servidores(propio | entorno_base(carpeta_privada(var)), durable=True) as entorno:
        if manage(entorno, "migrate", "--no-input", "--verbosity=0"):
            raise ErrorDeArranque("manage.py migrate falló.")
        for guion in elegidos:
            decir(f"▸ {guion.stem}")
            orden = orden_protegida([sys.executable, str(guion)])
            if subprocess.run(orden, cwd=RAIZ, env=entorno, check=False).returncode:
                fallidas.append(guion.stem)
    if fallidas:
        decir(f"FALLARON: {', '.join(fallidas)}")
    return int(bool(fallidas))
