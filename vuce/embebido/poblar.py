"""Migrations, static files, catalogues and demo data in one process: Django starts once, not four times."""

import argparse

import django
from django.conf import settings
from django.core.management import call_command

from vuce.embebido.avance import decir, paso
from vuce.embebido.portal import RAIZ
from vuce.embebido.preparacion import al_dia, huella


def archivos_estaticos() -> None:
    sello = settings.VAR_DIR / "estaticos.huella"
    valor = huella([RAIZ / "static", RAIZ / "requirements" / "produccion.txt"])
    if not al_dia(sello, valor):
        with paso("Archivos estáticos"):
            call_command("collectstatic", "--no-input", verbosity=0)
            sello.write_text(valor)


def datos(casos: int) -> None:
    with paso("Datos de demostración"), (settings.VAR_DIR / "registros" / "demo.log").open("w") as salida:
        call_command("demo", stdout=salida)
    if casos:
        with paso(f"{casos} casos de demostración"):
            call_command("demo", casos=casos)


def main() -> None:
    opciones = argparse.ArgumentParser()
    opciones.add_argument("--casos", type=int, default=0)
    casos = opciones.parse_args().casos
    django.setup()
    with paso("Base de datos y catálogos"):
        call_command("migrate", "--no-input", verbosity=0)
        call_command("cargar_catalogos", verbosity=0)
    archivos_estaticos()
    if settings.DEMO:
        datos(casos)
    elif casos:
        decir("  Sin datos de demostración: VUCE_DEMO no está en 1.")


if __name__ == "__main__":
    main()
