"""A real browser: the system's Chromium, closed to everything but this machine."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.personas import Persona

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from vuce.embebido.portal import Portal

# Playwright runs an event loop in the test's thread; Django would refuse the database there, although no coroutine
# of ours ever touches it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="package")
def navegador() -> Iterator["Browser"]:
    """Gone with the last of these tests: while Playwright's loop runs, nothing else can run one in this thread."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    argumentos = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ]
    with sync_playwright() as playwright:
        abierto = playwright.chromium.launch(executable_path=chromium, args=argumentos)
        yield abierto
        abierto.close()


@pytest.fixture
def entra(navegador: "Browser", portal: "Portal") -> Iterator[Callable[..., Persona]]:
    """`entra("ana")`: that person at a browser; `entra()`: a stranger. What the browser or axe complains of fails."""
    presentes: list[Persona] = []

    def entra(codigo: str = "", **opciones: Any) -> Persona:
        persona = Persona(codigo, navegador, portal, opciones)
        presentes.append(persona)
        return persona.ingresar() if codigo else persona

    yield entra
    for persona in presentes:
        persona.contexto.close()
    assert {persona.codigo: persona.quejas for persona in presentes if persona.quejas} == {}
