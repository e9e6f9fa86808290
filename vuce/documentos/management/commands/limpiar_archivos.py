from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vuce.documentos import archivos
from vuce.documentos.tasks import DIAS


class Command(BaseCommand):
    help = "Delete stored files that no row names and that are older than --dias days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dias", type=int, default=DIAS)
        parser.add_argument("--ensayo", action="store_true", help="Only list them.")

    def handle(self, *args: Any, dias: int, ensayo: bool, **options: Any) -> None:
        if dias < 1:
            raise CommandError("--dias: at least 1, an upload under way has no row yet")
        if ensayo:
            for nombre in archivos.huerfanos(dias):
                self.stdout.write(nombre)
            return
        self.stdout.write(f"{archivos.limpiar(dias)} archivos borrados")
