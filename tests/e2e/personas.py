"""A person of the cast at a browser: what the browser complains of, what axe finds and what does not fit are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from usuarios.demo import CLAVE, PERSONAS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

    from vuce.embebido.portal import Portal

AXE = (settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js").read_text()
CAPTURAS = settings.BASE_DIR / "var" / "capturas"
ESTRECHO = 390
# A refusal that the test provokes is told by the browser as a resource that failed.
RECHAZO = re.compile(r"Failed to load resource: the server responded with a status of (403|404|409|422)")


@dataclass
class Persona:
    codigo: str
    navegador: Browser
    portal: Portal
    opciones: dict[str, Any] = field(default_factory=dict)
    quejas: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        base = {"viewport": {"width": 1280, "height": 900}, "locale": "es-CO", "accept_downloads": True}
        self.contexto: BrowserContext = self.navegador.new_context(**(base | self.opciones))
        self.contexto.set_default_timeout(30_000)
        self.pagina: Page = self.nueva_pestana()

    def nueva_pestana(self) -> Page:
        pagina = self.contexto.new_page()
        pagina.on("console", lambda mensaje: self._anotar(mensaje.text) if mensaje.type == "error" else None)
        pagina.on("pageerror", lambda error: self._anotar(str(error)))
        return pagina

    def ingresar(self) -> Persona:
        nit = next((p.nit for p in PERSONAS if p.codigo == self.codigo), "")
        self.ir("/usuarios/ingresar/")
        self.pagina.get_by_label("NIT o RUC").fill(nit)
        self.pagina.get_by_label(re.compile("^Usuario")).fill(self.codigo)
        self.pagina.get_by_label("Contraseña").fill(CLAVE)
        self.pulsar("Ingresar")
        return self

    def ir(self, ruta: str) -> int:
        respuesta = self.pagina.goto(self.portal.url + ruta)
        assert respuesta is not None
        return respuesta.status

    def pulsar(self, rotulo: str) -> None:
        """The button of that name in the page itself, not in its header."""
        self.pagina.locator("main").get_by_role("button", name=rotulo, exact=True).first.click()
        self.pagina.wait_for_load_state()

    def seguir(self, rotulo: str) -> None:
        self.pagina.locator("main").get_by_role("link", name=rotulo, exact=True).first.click()
        self.pagina.wait_for_load_state()

    def mirar(self, nombre: str, *, estrecho: bool = False) -> None:
        """A picture of the page, whole, and what axe has against it; at 390 px too where it is a key page."""
        for ancho in (1280, ESTRECHO) if estrecho else (1280,):
            with self._a_lo_ancho(ancho):
                self._revisar(f"{nombre}-{ancho}")

    def _revisar(self, nombre: str) -> None:
        CAPTURAS.mkdir(parents=True, exist_ok=True)
        self.pagina.screenshot(path=CAPTURAS / f"{nombre}.png", full_page=True)
        desborda = self.pagina.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if desborda > 0:
            self._anotar(f"{nombre}: se sale {desborda} px")
        if self.opciones.get("java_script_enabled", True):
            self.pagina.evaluate(AXE)
            for falta in self.pagina.evaluate("axe.run()")["violations"]:
                if falta["impact"] in {"serious", "critical"}:
                    self._anotar(f"{nombre}: {falta['id']}: {falta['nodes'][0]['html']}")

    @contextmanager
    def _a_lo_ancho(self, ancho: int) -> Iterator[None]:
        antes = self.pagina.viewport_size
        assert antes is not None
        self.pagina.set_viewport_size({"width": ancho, "height": antes["height"]})
        try:
            yield
        finally:
            self.pagina.set_viewport_size(antes)

    def descargar(self, rotulo: str, donde: Locator | None = None) -> bytes:
        with self.pagina.expect_download() as espera:
            (donde or self.pagina).get_by_role("link", name=rotulo).first.click()
        return Path(espera.value.path()).read_bytes()

    def subir(self, pdf: bytes, nombre: str = "firmado.pdf") -> None:
        archivo = {"name": nombre, "mimeType": "application/pdf", "buffer": pdf}
        self.pagina.locator("main input[type=file]").set_input_files(archivo)

    @property
    def p12(self) -> Path:
        documento = next(p.documento for p in PERSONAS if p.codigo == self.codigo)
        return self.portal.var / "demo" / f"persona-{documento}.p12"

    def _anotar(self, queja: str) -> None:
        if not RECHAZO.match(queja):
            self.quejas.append(queja)
