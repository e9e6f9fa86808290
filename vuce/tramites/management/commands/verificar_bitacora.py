from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vuce.tramites.bitacora import verificar
from vuce.tramites.models import Actuacion


class Command(BaseCommand):
    help = "Recompute the hash chain of every case and every nightly seal; fails where one does not agree."

    def handle(self, *args: Any, **options: Any) -> None:
        fallos = list(verificar())
        for fallo in fallos:
            self.stderr.write(f"trámite {fallo.tramite}: {fallo.motivo}" if fallo.tramite else fallo.motivo)
        if fallos:
            raise CommandError(f"{len(fallos)} fallos en la bitácora")
        self.stdout.write(f"{Actuacion.objects.count()} actuaciones verificadas, sin fallos")
