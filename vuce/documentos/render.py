"""HTML → PDF/A-2a: tagged, in Spanish, with our fonts, and reaching nothing outside the process."""

from __future__ import annotations

import atexit
import base64
import threading
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

VARIANTE = "pdf/a-2a"
BASE = "http://relativa.invalid/"  # a relative address becomes one that the fetcher refuses, not an error
HOJA_DE_ESTILO = Path(settings.BASE_DIR) / "templates" / "documentos" / "acto.css"
FUENTES = Path(settings.BASE_DIR) / "static" / "dist" / "fuentes"
FAMILIAS = {"montserrat": ("Montserrat", 700), "work-sans": ("Work Sans", 400), "work-sans-600": ("Work Sans", 600)}

# Pango's font map is not made for two threads; a worker has one, a preview in the web process may have more.
_uno_a_la_vez = threading.Lock()


def opciones() -> dict[str, Any]:
    """The options of every document we issue, also for whoever compares us with bare WeasyPrint."""
    return {"pdf_variant": VARIANTE, "pdf_tags": True}


def recuperador() -> URLFetcher:
    """Fetcher that opens `data:` URLs and the font files of the house, and refuses everything else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    propias = {ruta.as_uri(): ruta for ruta in FUENTES.glob("*.woff2")}

    class SoloLoNuestro(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url in propias:
                return URLFetcherResponse(url, propias[url].read_bytes())
            return super().fetch(url, headers)

    return SoloLoNuestro(allowed_protocols=["data"])


def estilos() -> str:
    """CSS of every act, with the fonts of the house where the front end is built, else those of the system."""
    caras = []
    for archivo, (familia, peso) in FAMILIAS.items():
        ruta = FUENTES / f"{archivo.removesuffix('-600')}-latin-{peso}-normal.woff2"
        if ruta.is_file():
            fuente = f"font-family: '{familia}'; font-weight: {peso}; src: url('{ruta.as_uri()}') format('woff2')"
            caras.append(f"@font-face {{ {fuente} }}")
    return "\n".join([*caras, HOJA_DE_ESTILO.read_text()])


@cache
def _preparado() -> tuple[FontConfiguration, CSS, URLFetcher]:
    """Fonts, style sheet and fetcher, once a process: the larger part of what a page costs."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fuentes, guardian = FontConfiguration(), recuperador()
    return fuentes, CSS(string=estilos(), font_config=fuentes, url_fetcher=guardian), guardian


atexit.register(_preparado.cache_clear)  # the fonts' folder goes while Python still can remove it


def html_a_pdf(html: str) -> bytes:
    """PDF/A-2a of a whole HTML document; the same HTML gives the same bytes."""
    from weasyprint import HTML

    with _uno_a_la_vez:
        fuentes, hoja, guardian = _preparado()
        documento = HTML(string=html, base_url=BASE, url_fetcher=guardian)
        pdf = documento.write_pdf(font_config=fuentes, stylesheets=[hoja], **opciones())
    return bytes(pdf)


def direccion_de_verificacion(codigo: str) -> str:
    return str(settings.SITIO_URL).rstrip("/") + reverse("verificar_codigo", args=[codigo])


def codigo_en_grupos(codigo: str) -> str:
    """`ABCD-EFGH-…`: how a code is printed, read aloud and typed."""
    return "-".join(codigo[i : i + 4] for i in range(0, len(codigo), 4))


def qr(texto: str) -> str:
    """QR code of `texto` as a `data:` URL (SVG)."""
    salida = BytesIO()
    segno.make_qr(texto, error="m").save(salida, kind="svg", border=0, xmldecl=False, svgns=True, nl=False)
    return "data:image/svg+xml;base64," + base64.b64encode(salida.getvalue()).decode()
