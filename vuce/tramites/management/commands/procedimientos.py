import csv
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from vuce.tramites.procedimientos import REGISTRO


class Command(BaseCommand):
    help = "List every registered procedure with its cards, level and articles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--csv", action="store_true", help="ficha,codigo,app,nivel,articulos: one line a card")

    def handle(self, *args: Any, **options: Any) -> None:
        filas = [
            (ficha, p.codigo, p.modulo, p.nivel, p.articulos)
            for _codigo, p in sorted(REGISTRO.items())
            for ficha in p.fichas
        ]
        if options["csv"]:
            escritor = csv.writer(self.stdout, lineterminator="\n")
            escritor.writerow(["ficha", "codigo", "app", "nivel", "articulos"])
            escritor.writerows(filas)
            return
        for ficha, codigo, _modulo, nivel, articulos in filas:
            self.stdout.write(f"{ficha:10} {codigo:40} {nivel}  {articulos}")
