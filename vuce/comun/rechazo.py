"""An act refused: nothing was written, and the user is told why."""

from typing import Any


class Rechazo(Exception):
    """`estado_http` is the answer's status; `mensaje` the Spanish sentence; `detalle` what an API adds to it."""

    estado_http = 409

    def __init__(self, mensaje: str) -> None:
        super().__init__(mensaje)
        self.mensaje = mensaje

    @property
    def detalle(self) -> list[dict[str, Any]]:
        return []
