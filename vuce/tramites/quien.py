"""Who acts, and on whose behalf: resolved once a request, never read from a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vuce.catalogos.models import Dependencia


@dataclass(frozen=True, slots=True)
class Quien:
    """`usuario` acts for a company (`titular`, by `poder` or as one of its own) or for a queue (`dependencia`).

    Without `usuario` it is the portal itself (deadlines, sweeps).
    """

    usuario: Any = None
    titular: Any = None
    poder: Any = None
    dependencia: Dependencia | None = None
    ip: str | None = None
    agente: str = ""


SISTEMA = Quien()
