"""Fixtures that start the real thing: PostgreSQL, Redis, web, worker and beat as processes of their own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from vuce.embebido.portal import Portal
from vuce.embebido.servidores import Servidores, servidores


@pytest.fixture
def carpeta_corta() -> Iterator[Path]:
    """A folder that an unprivileged server can reach also where the tests run as root (tmp_path is closed to it)."""
    with tempfile.TemporaryDirectory(prefix="vuce-", ignore_cleanup_errors=True) as carpeta:
        yield Path(carpeta)


@pytest.fixture(scope="session")
def servidores_propios() -> Iterator[Servidores]:
    """Throw-away PostgreSQL and Redis that belong to this test session alone."""
    temporal = tempfile.TemporaryDirectory(prefix="vuce-", ignore_cleanup_errors=True)
    with temporal as carpeta, servidores(Path(carpeta)) as pareja:
        yield pareja


@pytest.fixture(scope="session")
def portal(servidores_propios: Servidores) -> Iterator[Portal]:
    """The portal with its demo data, served as in production; tests may kill its processes by name."""
    with tempfile.TemporaryDirectory(prefix="vuce-", ignore_cleanup_errors=True) as carpeta:
        servido = Portal(Path(carpeta), servidores_propios.entorno | {"VUCE_DEMO": "1"})
        servido.poblar()
        with servido:
            yield servido
