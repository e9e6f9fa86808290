"""The PDF of an act: what it declares, what it shows, and what it must not reach."""

import io
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.documentos.muestra import html
from vuce.documentos.render import codigo_en_grupos, html_a_pdf, qr

CODIGO = "ABCDEFGHJKMNPQRSTVWXYZ23"


def texto(pdf: bytes) -> str:
    orden = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(orden, input=pdf, capture_output=True, check=True).stdout.decode()


@pytest.fixture(scope="module")
def radicado() -> bytes:
    return html_a_pdf(html(codigo=CODIGO))


def test_es_pdf_a_2a_etiquetado_en_espanol(radicado: bytes) -> None:
    """firma, «Long-term validity»."""
    import pikepdf

    with pikepdf.open(io.BytesIO(radicado)) as pdf:
        with pdf.open_metadata() as datos:
            assert (datos["pdfaid:part"], datos["pdfaid:conformance"]) == ("2", "A")
        assert pdf.Root.Lang == "es-CO"
        assert pdf.Root.MarkInfo.Marked
        etiquetas = {str(o.S) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o and "/P" in o}
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= etiquetas
        figuras = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
        assert all("verificación" in str(figura.Alt) for figura in figuras)
        assert str(pdf.docinfo["/Keywords"]) == CODIGO
        assert "CUP-2026-000123" in str(pdf.docinfo["/Title"])


def test_un_validador_no_halla_violaciones_de_pdf_a_2b(radicado: bytes) -> None:
    """It knows level B only: that we declare A is the one violation it may name; what it cannot judge is none."""
    from pikepdf import pdfa

    hallazgos = pdfa.validate_written(io.BytesIO(radicado), "2b").findings
    assert [h.message for h in hallazgos if h.kind == "violation"] == ["pdfaid:conformance is 'A', expected 'B'"]
    assert all("are not supported" in h.message for h in hallazgos if h.kind != "violation")


def test_dice_lo_que_debe(radicado: bytes) -> None:
    visto = texto(radicado)
    for esperado in (
        "Ministerio de Comercio, Industria y Turismo",
        "Dirección de Comercio Exterior",
        "CUP-2026-000123",
        "4 de marzo de 2026, 15:30",
        "Ingenio La Esperanza S.A.S.",
        "900.123.456-8",
        "1701.14.00.00",
        codigo_en_grupos(CODIGO),
        f"http://testserver/verificar/{CODIGO}/",
        "Página 1 de 1",
    ):
        assert esperado in visto


def test_dos_paginas_caben_en_100_kb_y_numeran_cada_una() -> None:
    import pikepdf

    pdf = html_a_pdf(html(codigo=CODIGO, lineas=30))
    with pikepdf.open(io.BytesIO(pdf)) as abierto:
        assert len(abierto.pages) == 2
    assert len(pdf) <= 100_000
    paginas = texto(pdf).split("\f")
    assert "Página 2 de 2" in paginas[1]
    assert "CUP-2026-000123" in paginas[1]
    assert codigo_en_grupos(CODIGO) in paginas[0]


def test_el_mismo_html_da_los_mismos_bytes(radicado: bytes) -> None:
    assert html_a_pdf(html(codigo=CODIGO)) == radicado


def test_lo_que_escribe_el_usuario_se_ve_y_no_se_interpreta() -> None:
    maldad = '<script>alert(1)</script> <img src="file:///etc/passwd"> & <b>hijos</b>'
    assert maldad in " ".join(texto(html_a_pdf(html(codigo=CODIGO, razon_social=maldad))).split())


@pytest.fixture
def espia():
    pedidos: list[str] = []

    class Servidor(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pedidos.append(self.path)
            self.send_error(404)

    with HTTPServer(("127.0.0.1", 0), Servidor) as servidor:
        threading.Thread(target=servidor.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{servidor.server_port}", pedidos
        servidor.shutdown()


def test_no_sale_a_la_red_ni_lee_archivos(espia: tuple[str, list[str]], tmp_path: Path) -> None:
    url, pedidos = espia
    secreto = tmp_path / "secreto.css"
    secreto.write_text("body::before { content: 'SECRETO' }")
    ajenos = "".join(
        f'<link rel="stylesheet" href="{u}"><img src="{u}"><link rel="attachment" href="{u}">'
        f"<style>@import url('{u}'); @font-face {{ font-family: x; src: url('{u}') }}</style>"
        for u in (f"{url}/x.css", secreto.as_uri(), "ftp://127.0.0.1/x", str(secreto))
    )
    pdf = html_a_pdf(f"<html><head>{ajenos}</head><body style='font-family: x'>visible</body></html>")
    assert "visible" in texto(pdf)
    assert "SECRETO" not in texto(pdf)
    assert pedidos == []
    assert b"/EmbeddedFile" not in pdf


def test_hilos_a_la_vez_no_se_estorban(radicado: bytes) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as grupo:
        assert set(grupo.map(lambda _i: html_a_pdf(html(codigo=CODIGO)), range(4))) == {radicado}


def test_el_qr_es_una_imagen_propia() -> None:
    assert qr("http://testserver/verificar/X/").startswith("data:image/svg+xml;base64,")
