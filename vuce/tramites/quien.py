"""Who acts, and on whose behalf: resolved once a request, never read from a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from rest_framework.request import Request

if TYPE_CHECKING:
    from vuce.catalogos.models import Dependencia


@dataclass(frozen=True, slots=True)
class Quien:
    """`usuario` acts for a company (`titular`, by `poderes` or as one of its own) or for a queue (`dependencia`).

    Without `usuario` it is the portal itself (deadlines, sweeps).
    """

    usuario: Any = None
    titular: Any = None
    poderes: tuple[Any, ...] = ()
    dependencia: Dependencia | None = None
    ip: str | None = None
    agente: str = ""

    def poder_en(self, modulo: str) -> Any:
        """The mandate by which it acts in `modulo`, the longest of those that cover it; None as one of its own."""
        return next((poder for poder in self.poderes if modulo in poder.modulos), None)


SISTEMA = Quien()


class Peticion(HttpRequest):
    """A request as the views get it, behind the middleware that resolves who acts."""

    user: Any
    actua_por: Quien


class PeticionApi(Request):
    """The same over the API; DRF passes `actua_por` on."""

    user: Any
    actua_por: Quien
    data: Any
