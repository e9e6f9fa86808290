"""The first version of the Condiciones del Servicio; the operator publishes the next ones in the administration."""

from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps as django_apps

PRIMERA = Path(__file__).parents[1] / "datos" / "condiciones.txt"


def al_migrar(using: str, apps: Any = django_apps, **_resto: Any) -> None:
    """After `migrate` there is always something to accept; not where it stopped before the table exists."""
    if "condiciones" not in apps.all_models["usuarios"]:
        return
    condiciones = apps.get_model("usuarios.Condiciones").objects.using(using)
    if not condiciones.exists():
        condiciones.create(version="1", desde=date(2026, 11, 21), texto=PRIMERA.read_text())
