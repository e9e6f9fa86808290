"""The security record of an account (`EventoCuenta`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from usuarios.models import EventoCuenta
from vuce.tramites.quien import SISTEMA, Quien

if TYPE_CHECKING:
    from django.http import HttpRequest

LARGO_AGENTE = 300
LARGO_DETALLE = 500


def anotar(usuario: Any, tipo: EventoCuenta.Tipo, quien: Quien = SISTEMA, detalle: object = "") -> EventoCuenta:
    """Write that `quien` did it to the account of `usuario` (None where nobody has the code that was typed)."""
    return EventoCuenta.objects.create(
        usuario=usuario,
        tipo=tipo,
        actor=quien.usuario,
        ip=quien.ip,
        agente=_legible(quien.agente)[:LARGO_AGENTE],
        detalle=_legible(str(detalle))[:LARGO_DETALLE],
    )


def origen(request: HttpRequest, usuario: Any = None) -> Quien:
    """Who asks and from where, also before anybody has entered."""
    agente = request.META.get("HTTP_USER_AGENT", "")[:LARGO_AGENTE]
    return Quien(usuario, ip=request.META.get("REMOTE_ADDR"), agente=agente)


def _legible(texto: str) -> str:
    """Without control characters: a line of the record is one line, and the database keeps no NUL."""
    return "".join(letra if letra.isprintable() else " " for letra in texto)
