"""A password is set: the only place that writes one, whoever chooses it and wherever it came from (usuarios USR-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from usuarios.ingreso.eventos import anotar
from usuarios.models import EventoCuenta

if TYPE_CHECKING:
    from usuarios.models import Usuario
    from vuce.tramites.quien import Quien


def poner(usuario: Usuario, clave: str, quien: Quien, detalle: object) -> None:
    usuario.set_password(clave)
    asentar(usuario, quien, detalle)


def asentar(usuario: Usuario, quien: Quien, detalle: object, *, temporal: bool = False) -> None:
    """Record a password that is set: its user's keys to the API end, and a temporary one is changed on entering."""
    usuario.clave_temporal, usuario.fallos = temporal, 0
    usuario.save(update_fields=["password", "clave_temporal", "fallos"])
    usuario.tokens.filter(revocado_en=None).update(revocado_en=timezone.now())
    anotar(usuario, EventoCuenta.Tipo.CLAVE, quien, detalle)
