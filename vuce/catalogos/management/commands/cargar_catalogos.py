"""`manage.py cargar_catalogos`: the starter tables, or the official ones of a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vuce.catalogos.carga import PROPIOS, TABLAS, ArchivoInvalido, Tabla, cargar

ERRORES_QUE_SE_MUESTRAN = 50


class Command(BaseCommand):
    help = "Carga los catálogos desde archivos CSV (docs/operacion/catalogos.md). Sin carpeta: los iniciales."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--carpeta", type=Path, help="carpeta con los archivos oficiales")
        parser.add_argument("--solo", default="", help=f"tablas separadas por coma: {','.join(TABLAS)}")

    def handle(self, *args: Any, carpeta: Path | None, solo: str, **options: Any) -> None:
        origen = carpeta or PROPIOS
        if not origen.is_dir():
            raise CommandError(f"No existe la carpeta {origen}.")
        pedidas = [nombre.strip() for nombre in solo.split(",") if nombre.strip()]
        if desconocidas := set(pedidas) - set(TABLAS):
            raise CommandError(f"Tablas desconocidas: {', '.join(sorted(desconocidas))}.")
        rutas = {
            tabla.nombre: ruta
            for tabla in TABLAS.values()
            if (not pedidas or tabla.nombre in pedidas) and (ruta := tabla.archivo_en(origen))
        }
        if not rutas:
            raise CommandError(f"En {origen} no hay archivos de catálogos.")
        fallas = [self.cargar_una(TABLAS[nombre], ruta, carpeta is None) for nombre, ruta in rutas.items()]
        if any(fallas):
            raise CommandError("\n".join(filter(None, fallas)))

    def cargar_una(self, tabla: Tabla, ruta: Path, solo_agregar: bool) -> str:
        """What is wrong with the file, empty when it was loaded. A bad file does not stop the others."""
        try:
            resultado = cargar(tabla, ruta, solo_agregar=solo_agregar)
        except ArchivoInvalido as error:
            lineas = [f"  línea {linea}: {texto}" for linea, texto in error.errores[:ERRORES_QUE_SE_MUESTRAN]]
            if len(error.errores) > ERRORES_QUE_SE_MUESTRAN:
                lineas.append(f"  … y {len(error.errores) - ERRORES_QUE_SE_MUESTRAN} más")
            return "\n".join([f"{ruta.name}: no se cargó nada.", *lineas])
        self.stdout.write(
            f"{tabla.nombre}: {resultado.nuevas} nuevas, {resultado.cambiadas} cambiadas, {resultado.iguales} iguales"
        )
        return ""
