"""The worker of the tests of accounts."""

from __future__ import annotations

from typing import Any

import pytest
from celery import current_app

from usuarios import tasks
from vuce.comun import cola
from vuce.notificaciones import tasks as de_avisos

TAREAS = {
    tarea.name: tarea for modulo in (tasks, de_avisos) for tarea in vars(modulo).values() if hasattr(tarea, "delay")
}


@pytest.fixture
def trabajador(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent to the queue is done at once."""

    def hacer(nombre: str, args: tuple[Any, ...], **_resto: Any) -> None:
        TAREAS[nombre](*args)

    monkeypatch.setattr(current_app, "send_task", hacer)
    monkeypatch.setattr(cola, "_no_antes_de", 0.0)
