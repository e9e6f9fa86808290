"""A signed file is the issued document only if everything it shows and does is equal (CTG-06, G/W/T 2)."""

# ruff: noqa: TID253 - the tests drive these libraries themselves

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.firma.conftest import emitir, html
from tests.firma.firmas import firmar

TODA_LA_HOJA = (0, 0, 595, 842)


def guardar(pdf: pikepdf.Pdf, **opciones) -> bytes:
    salida = BytesIO()
    pdf.save(salida, **opciones)
    return salida.getvalue()


def cambiado(original: bytes, cambio) -> bytes:
    pdf = pikepdf.open(BytesIO(original))
    cambio(pdf)
    return guardar(pdf)


def igual(_pdf):
    """Nothing."""


def metadatos(pdf):
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["dc:title"] = "Otro título"
    pdf.docinfo["/Producer"] = "JSignPdf"


REESCRITURAS = {
    "sin cambios": {},
    "sin comprimir": {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.generalized},
    "recomprimido": {"recompress_flate": True},
    "objetos en flujos": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
    "linealizado": {"linearize": True},
}


@pytest.mark.parametrize("opciones", REESCRITURAS.values(), ids=REESCRITURAS)
def test_acepta_el_mismo_contenido_reescrito(opciones, pki, original, comprobar):
    informe = comprobar(firmar(guardar(pikepdf.open(BytesIO(original)), **opciones), pki.ana))
    assert informe.valido, informe.error


@pytest.mark.parametrize("cambio", [igual, metadatos, lambda pdf: pdf.pages[0].contents_coalesce()])
def test_acepta_cambios_que_no_se_ven(cambio, pki, original, comprobar):
    informe = comprobar(firmar(cambiado(original, cambio), pki.ana))
    assert informe.valido, informe.error


def abrir_con_script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def guion_con_nombre(pdf):
    guiones = Dictionary(Names=Array(["x", Dictionary(S=Name.JavaScript, JS="app.alert(1)")]))
    pdf.Root.Names = Dictionary(JavaScript=guiones)


def accion_de_pagina(pdf):
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def archivo_adjunto(pdf):
    pdf.attachments["virus.exe"] = b"MZ"


def capas(pdf):
    pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary())


def pagina_de_mas(pdf):
    pdf.add_blank_page()


def pagina_repetida(pdf):
    pdf.Root.Pages.Kids.append(pdf.pages[0].obj)
    pdf.Root.Pages.Count = 2


def arbol_en_circulo(pdf):
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def anotacion(pdf):
    nota = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([50, 700, 300, 760]), Contents="9.000 t")
    pdf.pages[0].obj.Annots.append(pdf.make_indirect(nota))


def sin_enlace(pdf):
    del pdf.pages[0].obj.Annots


def enlace_cambiado(pdf):
    pdf.pages[0].obj.Annots[0].A.URI = pikepdf.String("https://malo.example")


def giro(pdf):
    pdf.pages[0].rotate(180, relative=False)


def recorte(pdf):
    pdf.pages[0].cropbox = [0, 0, 300, 300]


def texto_encima(pdf):
    pdf.pages[0].contents_add(b"BT /F1 12 Tf 50 700 Td (9.000 t) Tj ET")


def fuente_cambiada(pdf):
    for fuente in pdf.pages[0].obj.Resources.Font.values():
        mapa = fuente.ToUnicode.read_bytes()
        fuente.ToUnicode.write(mapa + b"%")


def recurso_de_mas(pdf):
    pdf.pages[0].obj.Resources.Font["/X"] = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)


def campo_de_texto(pdf):
    campo = Dictionary(FT=Name.Tx, T="total", V="9.000 t", Subtype=Name.Widget, Rect=Array([50, 700, 300, 760]))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(campo)]))


def formulario_xfa(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))


def campo_con_accion(pdf):
    accion = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    campo = Dictionary(FT=Name.Sig, T="otra", Subtype=Name.Widget, Rect=Array([0, 0, 0, 0]), A=accion)
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(campo)]))


CAMBIOS = [
    abrir_con_script,
    guion_con_nombre,
    accion_de_pagina,
    archivo_adjunto,
    capas,
    pagina_de_mas,
    pagina_repetida,
    arbol_en_circulo,
    anotacion,
    sin_enlace,
    enlace_cambiado,
    giro,
    recorte,
    texto_encima,
    fuente_cambiada,
    recurso_de_mas,
    campo_de_texto,
    formulario_xfa,
    campo_con_accion,
]


@pytest.mark.parametrize("cambio", CAMBIOS, ids=lambda cambio: cambio.__name__)
def test_rechaza_lo_que_se_agrego_antes_de_firmar(cambio, pki, original, comprobar):
    informe = comprobar(firmar(cambiado(original, cambio), pki.ana))
    assert informe.falla is not None
    assert informe.falla.codigo in {"contenido", "legible", "firmas"}, informe.error


@pytest.mark.parametrize("otro", [html("CUP-2026-2"), html(cantidad="9.000 t"), html(extra="<p>Anexo</p>")])
def test_rechaza_otro_documento(otro, pki, comprobar):
    informe = comprobar(firmar(emitir(otro), pki.ana))
    assert informe.falla.codigo == "contenido"
    assert "no corresponde al radicado CUP-2026-1" in informe.error


def test_rechaza_imagen_cambiada(pki, comprobar):
    """Two documents that differ only in the pixels of a picture."""
    punto = "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg'/>"
    pngs = [
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
    ]
    uno, otro = (emitir(html(extra=f"<img src='data:image/png;base64,{png}'><img src=\"{punto}\">")) for png in pngs)
    assert comprobar(firmar(uno, pki.ana), original=uno).valido
    assert comprobar(firmar(otro, pki.ana), original=uno).falla.codigo == "contenido"


def test_rechaza_firma_visible_que_tapa_la_hoja(pki, original, comprobar):
    informe = comprobar(firmar(original, pki.ana, caja=TODA_LA_HOJA))
    assert informe.falla.codigo == "contenido"
    assert "cubre la página 1" in informe.error


def despues(firmado: bytes, cambio) -> bytes:
    """An incremental update on the signed file («incremental saving attack»)."""
    escritor = IncrementalPdfFileWriter(BytesIO(firmado))
    cambio(escritor)
    salida = BytesIO()
    escritor.write(salida)
    return salida.getvalue()


def contenido_nuevo(escritor):
    pagina = escritor.root["/Pages"]["/Kids"][0].get_object()
    pagina["/Contents"] = escritor.add_object(generic.StreamObject(stream_data=b"BT (9.000 t) Tj ET"))
    escritor.update_container(pagina)


def nota_nueva(escritor):
    pagina = escritor.root["/Pages"]["/Kids"][0].get_object()
    nota = generic.DictionaryObject({generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText")})
    pagina["/Annots"].append(escritor.add_object(nota))
    escritor.update_container(pagina["/Annots"])


def guion_nuevo(escritor):
    guion = {generic.pdf_name("/S"): generic.pdf_name("/JavaScript"), generic.pdf_name("/JS"): generic.pdf_string("1")}
    escritor.root["/OpenAction"] = generic.DictionaryObject(guion)
    escritor.update_root()


@pytest.mark.parametrize("cambio", [contenido_nuevo, nota_nueva, guion_nuevo])
def test_rechaza_lo_que_se_agrego_despues_de_firmar(cambio, pki, original, comprobar):
    assert comprobar(despues(firmar(original, pki.ana), cambio)).falla.codigo == "cobertura"


@pytest.mark.parametrize("cambio", [contenido_nuevo, nota_nueva, guion_nuevo])
def test_rechaza_lo_que_se_agrego_entre_dos_firmas(cambio, pki, original, comprobar):
    """The second signature covers the addition; the first one does not allow it."""
    firmado = firmar(despues(firmar(original, pki.ana), cambio), pki.ana, "Firma2")
    assert comprobar(firmado).falla.codigo == "cobertura"


def test_rechaza_bytes_despues_del_final(pki, original, comprobar):
    assert comprobar(firmar(original, pki.ana) + b"\n% nada\n").falla is not None


def test_rechaza_hueco_ampliado(pki, original, comprobar):
    """«Signature wrapping»: new objects in the place that no signature covers."""
    firmado = firmar(original, pki.ana)
    abre = firmado.rindex(b"/Contents <") + len(b"/Contents ")
    cierra = firmado.index(b">", abre)
    relleno = firmado[abre:cierra].rstrip(b"0")
    hueco = relleno + b"0" * (len(relleno) % 2 == 0) + b">" + b" " * (cierra - abre)
    envuelto = firmado[:abre] + hueco[: cierra - abre + 1] + firmado[cierra + 1 :]
    assert len(envuelto) == len(firmado)
    assert comprobar(envuelto).falla.codigo in {"integridad", "legible", "firmas"}


def test_rechaza_firma_sin_rango(pki, original, comprobar):
    """«Universal signature forgery»: a signature whose range says nothing."""
    firmado = firmar(original, pki.ana)
    for rango in (b"/ByteRange null", b"/ByteRange [0 0 0 0]", b"/ByteRange [0 -1 2 3]"):
        inicio = firmado.index(b"/ByteRange")
        fin = firmado.index(b"]", inicio) + 1
        forjado = firmado[:inicio] + rango.ljust(fin - inicio) + firmado[fin:]
        assert not comprobar(forjado).valido
