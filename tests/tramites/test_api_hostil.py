"""Whatever its schema says or forbids is thrown at the API, as Ana: it may refuse, it never breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor


@pytest.fixture(autouse=True)
def conexion_abierta(db: None) -> Iterator[None]:
    """Django's own test client does the same: the end of a request must not close the test's connection."""
    for senal in (request_started, request_finished):
        senal.disconnect(close_old_connections)
    yield
    for senal in (request_started, request_finished):
        senal.connect(close_old_connections)


EJEMPLOS = settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("modo", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_la_api_nunca_se_rompe(ana: Actor, modo: GenerationMode) -> None:
    caso = permiso_de_juguete(ana)
    esquema = schemathesis.openapi.from_wsgi("/api/v1/esquema/", WSGIHandler())
    sesion = {"sessionid": ana.navegador.cookies["sessionid"].value, "csrftoken": "a" * 32}
    probadas: list[int] = []

    def probar(pedido: Case) -> None:
        if "id" in pedido.path_parameters and len(probadas) % 2:
            pedido.path_parameters["id"] = caso.pk
        respuesta: Any = pedido.call(cookies=sesion, headers={"X-CSRFToken": "a" * 32})
        probadas.append(respuesta.status_code)
        assert respuesta.status_code < 500, (pedido.as_curl_command(), respuesta.text[:500])

    for hallada in esquema.get_all_operations():
        operacion = hallada.ok()
        EJEMPLOS(given(operacion.as_strategy(generation_mode=modo))(probar))()
    assert {200, 400, 404} <= set(probadas)
