"""CTG-06: documents signed outside the portal, by software that is not ours, are accepted as the manual promises."""

import pytest

from tests.firma.conftest import emitir, html
from tests.firma.externos import firmar_con_java, firmar_con_pdfsig


@pytest.mark.parametrize("modo", ["itext2-reescribe", "itext2-agrega", "itext5-reescribe", "itext5-agrega", "pdfbox"])
def test_acepta_documento_firmado_con_java(modo, java, pki, original, comprobar, tmp_path):
    firmado = firmar_con_java(java, modo, original, pki.archivo, tmp_path)
    assert firmado.startswith(original) == (not modo.endswith("reescribe"))
    informe = comprobar(firmado)
    assert informe.valido, informe.error
    assert [firma.documento for firma in informe.firmas] == ["CC 52111222"]


def test_acepta_documento_firmado_con_pdfsig(nss, original, comprobar, tmp_path):
    informe = comprobar(firmar_con_pdfsig(nss, original, tmp_path))
    assert informe.valido, informe.error


def test_acepta_firma_visible_y_lo_advierte(java, pki, original, comprobar, tmp_path):
    informe = comprobar(firmar_con_java(java, "itext2-visible", original, pki.archivo, tmp_path))
    assert informe.valido, informe.error
    assert "La página 1 tiene una firma visible." in informe.advertencias


def test_rechaza_firma_con_sha1(java, pki, original, comprobar, tmp_path):
    informe = comprobar(firmar_con_java(java, "itext2-sha1", original, pki.archivo, tmp_path))
    assert informe.falla.codigo == "algoritmo"
    assert "SHA-1" in informe.error


@pytest.mark.parametrize("modo", ["itext2-reescribe", "itext2-agrega"])
def test_rechaza_otro_documento_firmado_con_java(modo, java, pki, comprobar, tmp_path):
    """CTG-06, G/W/T 2, whether the software rewrites the file or not."""
    ajeno = emitir(html("CUP-2026-2"))
    informe = comprobar(firmar_con_java(java, modo, ajeno, pki.archivo, tmp_path))
    assert informe.falla.codigo == "contenido"
    assert informe.error.startswith("El documento firmado no corresponde al radicado CUP-2026-1.")
