"""Wake a worker after the commit. Work is a row first: the message may be lost, the sweep finds the row."""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from celery.exceptions import OperationalError as ColaCaida
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

registro = logging.getLogger(__name__)

DESCANSO = (
    5.0  # seconds without trying again after a broker failed: a request with ten notices waits once, not ten times
)
_no_antes_de = 0.0


class Tarea(Protocol):
    name: str
    apply_async: Callable[..., Any]


def despachar(tarea: Tarea, *args: Any) -> None:
    """Run `tarea(*args)` in a worker once the transaction commits; a broker that is down neither fails nor delays it."""
    transaction.on_commit(partial(_publicar, tarea, args), robust=True)


def _publicar(tarea: Tarea, args: tuple[Any, ...]) -> None:
    global _no_antes_de
    if time.monotonic() < _no_antes_de:
        registro.warning("Sin cola: %s%r queda para el barrido", tarea.name, args)
        return
    try:
        tarea.apply_async(args, retry=False)
    except (ColaCaida, OperationalError, RedisError, OSError):
        _no_antes_de = time.monotonic() + DESCANSO
        registro.exception("Sin cola: %s%r queda para el barrido", tarea.name, args)
