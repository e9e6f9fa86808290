"""`python -m vuce.embebido`: the Python half of bin/run, bin/test and bin/bench."""

import argparse
import os
import sys
from pathlib import Path

from vuce.embebido import medidas, pruebas
from vuce.embebido.avance import decir
from vuce.embebido.portal import RAIZ
from vuce.embebido.preparacion import preparar
from vuce.embebido.procesos import ErrorDeArranque
from vuce.embebido.supervisor import correr_portal


def opciones() -> argparse.ArgumentParser:
    lector = argparse.ArgumentParser(prog="vuce.embebido")
    ordenes = lector.add_subparsers(dest="orden", required=True)
    ordenes.add_parser("preparar", help="interfaz y mensajes")
    servir = ordenes.add_parser("servir", prog="bin/run", help="el portal completo")
    servir.add_argument("--preparar", action="store_true", help="prepara todo y termina sin servir")
    servir.add_argument("--demo", type=int, default=0, metavar="N", help="carga además N casos de demostración")
    probar = ordenes.add_parser("probar", prog="bin/test", help="todas las pruebas, o las de las rutas dadas")
    probar.add_argument("rutas", nargs="*")
    medir = ordenes.add_parser("medir", prog="bin/bench", help="las medidas de bench/, o una")
    medir.add_argument("nombre", nargs="?")
    return lector


def main() -> int:
    lector = opciones()
    dado, resto = lector.parse_known_args()
    var = Path(os.environ.get("VUCE_VAR", RAIZ / "var")).resolve()
    if resto and dado.orden != "probar":
        lector.error(f"no se entiende: {' '.join(resto)}")
    try:
        match dado.orden:
            case "preparar":
                preparar()
                return 0
            case "servir":
                return correr_portal(var, solo_preparar=dado.preparar, casos=dado.demo)
            case "probar":
                return pruebas.probar(var, [*dado.rutas, *resto])
            case _:
                return medidas.medir(var, dado.nombre)
    except ErrorDeArranque as error:
        decir(f"ERROR: {error}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
