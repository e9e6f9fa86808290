"""PDF of a radicado: our whole path (template, PDF/A, hash, store) over bare WeasyPrint of the same HTML.

Both with the same options; bare means as its documentation says: fonts and style sheet prepared for each document. The
two take turns in one process, so that a busy machine slows both.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

VECES = int(os.environ.get("BENCH_N", "15"))
META = 1.3


def propio() -> int:
    from tests.documentos.muestra import html
    from vuce.documentos.models import Documento
    from vuce.documentos.render import html_a_pdf

    documento = Documento(clase="radicado")
    documento.guardar_archivo("archivo", html_a_pdf(html()))
    return documento.archivo.size


def desnudo(listo: str) -> int:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from vuce.documentos.render import estilos, opciones, recuperador

    fuentes, guardian = FontConfiguration(), recuperador()
    hoja = CSS(string=estilos(), font_config=fuentes, url_fetcher=guardian)
    pdf = HTML(string=listo, url_fetcher=guardian).write_pdf(font_config=fuentes, stylesheets=[hoja], **opciones())
    return len(pdf)


def segundos(hacer: Callable[[], int]) -> float:
    inicio = time.perf_counter()
    hacer()
    return time.perf_counter() - inicio


def main() -> None:
    from django.test import override_settings

    from tests.documentos.muestra import html

    listo = html()
    with tempfile.TemporaryDirectory() as carpeta, override_settings(MEDIA_ROOT=carpeta):
        print(f"Radicado de una página: {propio():,} bytes por nuestro camino, {desnudo(listo):,} desnudo")
        turnos = [(segundos(propio), segundos(lambda: desnudo(listo))) for _i in range(VECES)]
    nuestro, suyo = (median(columna) for columna in zip(*turnos, strict=True))
    print(f"mediana: {nuestro * 1000:.0f} ms por nuestro camino, {suyo * 1000:.0f} ms desnudo")
    print(f"pdf ratio={nuestro / suyo:.2f} goal={META} n={VECES}")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    main()
