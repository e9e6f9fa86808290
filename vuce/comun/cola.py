"""Wake a worker after the commit. Work is a row first: the message may be lost, the sweep finds the row."""

import logging
import time
from functools import partial
from typing import Any

from celery import Task, current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

registro = logging.getLogger(__name__)

DESCANSO = (
    5.0  # seconds without trying again after a broker failed: a request with ten notices waits once, not ten times
)
_no_antes_de = 0.0


def despachar(tarea: "Task[Any, Any] | str", *args: Any) -> None:
    """Run `tarea` (or the task of that name) in a worker once the transaction commits.

    A broker that is down neither fails nor delays the request: it is logged and the task's sweep finds the row.
    """
    nombre = tarea if isinstance(tarea, str) else str(tarea.name)
    transaction.on_commit(partial(_publicar, nombre, args), robust=True)


def _publicar(nombre: str, args: tuple[Any, ...]) -> None:
    global _no_antes_de
    if time.monotonic() < _no_antes_de:
        registro.warning("Sin cola: %s%r queda para el barrido", nombre, args)
        return
    try:
        current_app.send_task(nombre, args, retry=False)
    except (OperationalError, RedisError, OSError):
        _no_antes_de = time.monotonic() + DESCANSO
        registro.exception("Sin cola: %s%r queda para el barrido", nombre, args)
