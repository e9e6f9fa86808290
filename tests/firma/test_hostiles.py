"""Nothing a stranger uploads breaks the portal: a clean refusal, soon (firma, hostile files)."""

# ruff: noqa: TID253 - the tests drive these libraries themselves
import re
import time
import zlib
from io import BytesIO

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from tests.firma.firmas import firmar

SEGUNDOS = 20


def armar(*objetos: bytes, raiz: int = 1) -> bytes:
    """A PDF of the given bodies, numbered from 1, with a correct cross-reference table."""
    pdf, lugares = bytearray(b"%PDF-1.7\n"), []
    for numero, objeto in enumerate(objetos, start=1):
        lugares.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (numero, objeto)
    inicio = len(pdf)
    pdf += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objetos) + 1)
    pdf += b"".join(b"%010d 00000 n \n" % lugar for lugar in lugares)
    pdf += b"trailer\n<</Root %d 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (raiz, len(objetos) + 1, inicio)
    return bytes(pdf)


def flujo(datos: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(datos), extra, datos)


FIRMA = b"<</FT/Sig/T(a)/V<</ByteRange[0 1 2 3]/Contents<00>/SubFilter/adbe.pkcs7.detached>>>>"
BOMBA = zlib.compress(b"\0" * 300_000_000, 9)


def campos_que_se_multiplican() -> bytes:
    """Thirty floors of fields, each naming the next one twice: 2^30 paths in thirty objects."""
    pisos = [b"<</T(a)/Kids[%d 0 R %d 0 R]>>" % (numero + 1, numero + 1) for numero in range(4, 34)]
    return armar(b"<</AcroForm<</Fields[4 0 R]>>/Pages 2 0 R>>", b"<</Kids[]/Count 0>>", b"null", *pisos, FIRMA)


def bomba_de_objetos() -> bytes:
    cabeza = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode"
    cuerpo = flujo(BOMBA, cabeza)
    pdf = bytearray(b"%PDF-1.7\n1 0 obj\n" + cuerpo + b"\nendobj\n")
    lugar = len(pdf)
    filas = [(0, 0, 255), (1, 9, 0), (2, 1, 0), (1, lugar, 0)]
    xref = b"".join(
        tipo.to_bytes(1, "big") + uno.to_bytes(4, "big") + dos.to_bytes(1, "big") for tipo, uno, dos in filas
    )
    pdf += b"3 0 obj\n" + flujo(xref, b"/Type/XRef/W[1 4 1]/Size 4/Root 2 0 R") + b"\nendobj\n"
    pdf += b"startxref\n%d\n%%%%EOF %% /ByteRange\n" % lugar
    return bytes(pdf)


HOSTILES = {
    "vacío": b"",
    "solo cabeza": b"%PDF-1.7",
    "basura": b"%PDF-1.7\n" + bytes(range(256)) * 100 + b"/ByteRange",
    "muy anidado": armar(b"<</A " + b"[" * 100_000 + b"]" * 100_000 + b"/ByteRange 1>>"),
    "diccionarios anidados": armar(b"<</ByteRange 1/A" + b"<</A" * 20_000 + b" 1" + b">>" * 20_001),
    "firma mínima": armar(b"<</AcroForm<</Fields[3 0 R]>>/Pages 2 0 R>>", b"<</Kids[]/Count 0>>", FIRMA),
    "campos que se multiplican": campos_que_se_multiplican(),
    "campo hijo de sí mismo": armar(b"<</AcroForm<</Fields[2 0 R]>>/Pages 3 0 R>>", b"<</T(a)/Kids[2 0 R]>>", FIRMA),
    "referencia a sí misma": armar(b"1 0 R", b"<</ByteRange 1>>"),
    "sin catálogo": armar(b"<</ByteRange 1>>", raiz=9),
    "bomba en flujo de objetos": bomba_de_objetos(),
    "tabla en círculo": b"%PDF-1.7\nxref\n0 0\ntrailer\n<</Prev 9/Size 1/Root 1 0 R>>\nstartxref\n9\n%%EOF /ByteRange",
    "muchas revisiones": armar(FIRMA) + b"startxref\n9\n%%EOF\n" * 500,
}


@pytest.mark.parametrize("archivo", HOSTILES.values(), ids=HOSTILES)
def test_rechaza_sin_romperse_y_pronto(archivo, comprobar):
    empieza = time.monotonic()
    informe = comprobar(archivo)
    assert not informe.valido
    assert informe.error
    assert time.monotonic() - empieza < SEGUNDOS


def con_bomba(pdf):
    pdf.pages[0].obj.Contents = pdf.make_stream(BOMBA, Filter=Name.FlateDecode)


def con_doble_bomba(pdf):
    doble = Array([Name.FlateDecode, Name.FlateDecode])
    pdf.pages[0].obj.Contents = pdf.make_stream(zlib.compress(BOMBA, 9), Filter=doble)


def con_lzw(pdf):
    pdf.pages[0].obj.Contents = pdf.make_stream(b"\x80\x0b\x60\x50", Filter=Name.LZWDecode)


def con_recurso_en_circulo(pdf):
    nudo = pdf.make_indirect(Dictionary())
    nudo.Yo = nudo
    pdf.pages[0].obj.Resources.Nudo = nudo


def con_mil_paginas_iguales(pdf):
    hoja = pdf.pages[0].obj
    pdf.Root.Pages.Kids = Array([hoja] * 100_000)
    pdf.Root.Pages.Count = 1_000_000_000


@pytest.mark.parametrize(
    "cambio", [con_bomba, con_doble_bomba, con_lzw, con_recurso_en_circulo, con_mil_paginas_iguales]
)
def test_rechaza_firmado_hostil_y_pronto(cambio, pki, original, comprobar):
    """Well signed, by the right person, and still dangerous to open."""
    pdf = pikepdf.open(BytesIO(original))
    cambio(pdf)
    salida = BytesIO()
    pdf.save(salida, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    firmado = firmar(salida.getvalue(), pki.ana)
    empieza = time.monotonic()
    informe = comprobar(firmado)
    assert informe.falla.codigo == "contenido", informe.error
    assert time.monotonic() - empieza < SEGUNDOS


def test_el_mismo_circulo_en_ambos_no_da_vueltas(pki, original, comprobar):
    pdf = pikepdf.open(BytesIO(original))
    con_recurso_en_circulo(pdf)
    salida = BytesIO()
    pdf.save(salida)
    assert comprobar(firmar(salida.getvalue(), pki.ana), original=salida.getvalue()).valido


@pytest.fixture(scope="module")
def firmado(pki, original):
    return firmar(original, pki.ana)


def hueco(firmado: bytes) -> tuple[int, int]:
    """The signature's own place: the only bytes that it does not cover."""
    _inicio, largo, reanuda, _resto = map(int, re.search(rb"/ByteRange ?\[([\d ]+)\]", firmado)[1].split())
    return largo, reanuda


def danado(firmado: bytes, cambios: dict[int, int]) -> bytes:
    bytes_ = bytearray(firmado)
    for lugar, mascara in cambios.items():
        bytes_[lugar] ^= mascara
    return bytes(bytes_)


CAMBIOS_DE_BITS = st.dictionaries(st.integers(0, 10**6), st.integers(1, 255), min_size=1, max_size=3)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cambios=CAMBIOS_DE_BITS)
def test_ningun_bit_cambiado_se_acepta(cambios, firmado, comprobar):
    largo, reanuda = hueco(firmado)
    cubiertos = [*range(largo), *range(reanuda, len(firmado))]
    informe = comprobar(
        danado(firmado, {cubiertos[lugar % len(cubiertos)]: mascara for lugar, mascara in cambios.items()})
    )
    assert not informe.valido
    assert informe.error


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cambios=CAMBIOS_DE_BITS)
def test_ningun_bit_de_la_firma_rompe_nada(cambios, firmado, comprobar):
    """Some of its bytes mean nothing (the case of a digit, the filling), so it may stay valid; it never breaks."""
    largo, reanuda = hueco(firmado)
    informe = comprobar(
        danado(firmado, {largo + lugar % (reanuda - largo): mascara for lugar, mascara in cambios.items()})
    )
    assert informe.valido == (informe.error == "")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corte=st.integers(0, 10**6))
def test_ningun_archivo_truncado_se_acepta(corte, firmado, comprobar):
    assert not comprobar(firmado[: corte % len(firmado)]).valido
