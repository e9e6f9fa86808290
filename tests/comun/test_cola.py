"""Waking a worker: after the commit, and never at the cost of the request."""

import time
from collections.abc import Iterator
from unittest import mock

import pytest
from celery import current_app
from django.db import transaction

from vuce.comun import cola
from vuce.notificaciones.tasks import enviar_correo


@pytest.fixture(autouse=True)
def descansada() -> Iterator[None]:
    with mock.patch.object(cola, "_no_antes_de", 0.0):
        yield


def test_despacha_despues_de_confirmar(db: None) -> None:
    with mock.patch.object(current_app, "send_task") as enviar:
        with transaction.atomic():
            cola.despachar(enviar_correo, 7)
            enviar.assert_not_called()
        enviar.assert_called_once_with("vuce.notificaciones.tasks.enviar_correo", (7,), retry=False)


def test_lo_deshecho_no_se_despacha(db: None) -> None:
    with mock.patch.object(current_app, "send_task") as enviar:
        with transaction.atomic():
            cola.despachar("x", 7)
            transaction.set_rollback(True)
        enviar.assert_not_called()


@pytest.mark.django_db(transaction=True)
def test_una_cola_caida_ni_falla_ni_demora(caplog: pytest.LogCaptureFixture) -> None:
    """portal E.2: nothing listens on that port."""
    with current_app.connection_for_write("redis://127.0.0.1:1/0", transport_options={"max_retries": 1}) as muerta:
        original = current_app.send_task
        with mock.patch.object(current_app, "send_task", lambda *a, **k: original(*a, **k, connection=muerta)):
            inicio = time.monotonic()
            with transaction.atomic():
                for numero in range(20):
                    cola.despachar("vuce.notificaciones.tasks.enviar_correo", numero)
            assert time.monotonic() - inicio < 3
    assert caplog.text.count("queda para el barrido") >= 20
