"""A registry over HTTP: one GET with a time limit; after a few failures in a row nobody waits for it for a while."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import urllib3
from django.conf import settings
from django.core.exceptions import ValidationError

registro = logging.getLogger(__name__)

FALLAS_SEGUIDAS = 3
DESCANSO = 60.0  # seconds in which a registry that failed is not asked again


class NoFigura(ValidationError):
    """The registry answered that it holds no such number."""


@dataclass
class RegistroHttp:
    """`GET url?tipo=…&numero=…` answers a JSON object, or 404 where the number is not in the registry.

    The circuit is of this process: one that knows nothing of the failure asks, at most, `FALLAS_SEGUIDAS` times.
    """

    url: str
    segundos: float
    fallas: int = 0
    hasta: float = 0.0
    conexiones: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    def pedir(self, **parametros: str) -> dict[str, Any] | None:
        """What the registry holds, None where it does not answer; `NoFigura` where it holds nothing."""
        if time.monotonic() < self.hasta:
            return None
        try:
            estado, datos = self._preguntar(parametros)
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            self._anotar_falla(error)
            return None
        self.fallas = 0
        if estado == 404:
            raise NoFigura("")
        return datos

    def _preguntar(self, parametros: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and body; `ValueError` for anything that is neither a JSON object nor «not found»."""
        espera = urllib3.Timeout(total=self.segundos)
        respuesta = self.conexiones.request("GET", self.url, fields=parametros, timeout=espera, redirect=False)
        if respuesta.status == 404:
            return 404, {}
        datos = respuesta.json()
        if respuesta.status != 200 or not isinstance(datos, dict):
            raise ValueError(f"estado {respuesta.status}")
        return 200, datos

    def _anotar_falla(self, error: Exception) -> None:
        self.fallas += 1
        if self.fallas >= FALLAS_SEGUIDAS:
            self.hasta = time.monotonic() + DESCANSO
        registro.warning("El registro %s no responde: %s", self.url, error)


@cache
def registro_de(url: str) -> RegistroHttp | None:
    """One for each address, with its circuit; None where none is configured."""
    return RegistroHttp(url, settings.REGISTROS_SEGUNDOS) if url else None


def preguntar(nombre: str, **parametros: str) -> dict[str, Any] | None:
    """Ask the registry `nombre` (key of `settings.REGISTROS`)."""
    servicio = registro_de(settings.REGISTROS[nombre])
    return servicio.pedir(**parametros) if servicio else None
