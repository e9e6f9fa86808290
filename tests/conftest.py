"""The run is harsher than production: docs/desarrollo/pruebas.md says what fails here and why."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils import translation

from tests.ayudas import rigor

pytest_plugins = ["tests.ayudas.elenco", "tests.ayudas.portal", "tests.ayudas.registro_falso"]
JUNTAS = {"e2e", "casa", "fallas"}  # folders whose tests share real processes: one xdist worker each


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    aqui = Path(__file__).parent
    for item in items:
        carpeta = item.path.relative_to(aqui).parts[0]
        if carpeta in JUNTAS:
            item.add_marker(pytest.mark.xdist_group(carpeta))


@pytest.fixture(autouse=True)
def cache_propia(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test counted does not slow the next one."""
    monkeypatch.setattr(caches["default"], "key_prefix", uuid4().hex)


@pytest.fixture(autouse=True)
def corrida_rigurosa() -> Iterator[None]:
    with ExitStack() as pila:
        pila.enter_context(translation.override(settings.LANGUAGE_CODE))  # a page in English stays
        for regla in (
            rigor.lecturas_que_no_escriben,
            rigor.candados_con_of,
            rigor.rebanadas_con_orden,
            rigor.al_confirmar_de_verdad,
        ):
            pila.enter_context(regla())
        yield
