"""Fixtures that start the real thing: PostgreSQL, Redis, web, worker and beat as processes of their own."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ayudas.obra import encargar
from vuce.embebido.portal import RAIZ, Portal
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


SELLO = "estaticos.huella"
PRESTADOS = RAIZ / "var" / "pruebas"


def entorno_de_portal(carpeta: Path, servidores: Servidores, **otro: str) -> dict[str, str]:
    """Production's settings over throw-away servers: the test run's own belong to the test process."""
    return servidores.entorno | {
        "DJANGO_SETTINGS_MODULE": "vuce.settings",
        "VUCE_DEMO": "1",
        "VUCE_ARCHIVOS": str(carpeta / "archivos"),
        "EMAIL_URL": f"filemail:///{carpeta / 'correo'}",
        **otro,
    }


def prestar_estaticos(de: Path, a: Path) -> None:
    """Static files with their seal: what one portal collected serves the next, which collects again if they changed."""
    if (de / SELLO).exists() and not (a / SELLO).exists():
        a.mkdir(parents=True, exist_ok=True)
        shutil.copytree(de / "static", a / "static", dirs_exist_ok=True)
        shutil.copy(de / SELLO, a / SELLO)


def poblado(carpeta: Path, entorno: dict[str, str]) -> Portal:
    """A portal with the cast and the example quotas, not started; without the demo's cases, whose work would queue."""
    prestar_estaticos(PRESTADOS, carpeta)
    Portal(carpeta, {**entorno, "VUCE_DEMO": "0"}).poblar()
    prestar_estaticos(carpeta, PRESTADOS)
    listo = Portal(carpeta, entorno)
    encargar(listo, "elenco_y_contingentes")
    return listo


@pytest.fixture(scope="session")
def portal(servidores_propios: Servidores) -> Iterator[Portal]:
    """The portal with its cast and quotas, served as in production; tests may kill its processes by name."""
    temporal = tempfile.TemporaryDirectory(prefix="vuce-", ignore_cleanup_errors=True)
    with temporal as nombre, poblado(Path(nombre), entorno_de_portal(Path(nombre), servidores_propios)) as servido:
        yield servido
