"""Each app tells its own demo in a module `demo`: `cargar(carpeta)`, and `casos(cuantos)` for the fast path."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import module_has_submodule


class Command(BaseCommand):
    help = "Load the demo: cast, certificates, catalogues and cases; run again it changes nothing. Only with VUCE_DEMO."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--casos", type=int, default=0, metavar="N", help="load N cases more by the fast path")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("La demostración solo se carga con VUCE_DEMO=1.")
        for config in apps.get_app_configs():
            if config.module and module_has_submodule(config.module, "demo"):
                modulo = import_module(f"{config.name}.demo")
                if options["casos"] and hasattr(modulo, "casos"):
                    self.stdout.write(f"{config.verbose_name}: {modulo.casos(options['casos'])} casos")
                elif not options["casos"] and hasattr(modulo, "cargar"):
                    modulo.cargar(settings.DEMO_DIR)
                    self.stdout.write(f"{config.verbose_name}: demostración cargada")
