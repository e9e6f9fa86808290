"""The lists as files: what an applicant typed neither runs in a spreadsheet nor keeps the others from theirs."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor


@pytest.mark.parametrize("producto", ["=1+1", "@SUM(A1)", "a\x07b", "\x0b=1+1", "a\ufffeb"])
def test_el_libro_se_abre_y_nada_se_ejecuta(ana: Actor, producto: str) -> None:
    from openpyxl import load_workbook

    caso = permiso_de_juguete(ana, producto=producto)
    respuesta = ana.navegador.get("/tramites/exportar/xlsx/")
    hoja = load_workbook(BytesIO(respuesta.content)).active
    assert hoja is not None
    fila = [celda for celda in hoja[2] if celda.value is not None]
    assert fila[0].value == caso.numero
    assert {celda.data_type for celda in fila} == {"s"}
    assert not any(str(celda.value).lstrip().startswith(("=", "@")) for celda in fila)
