"""Files that people attach, and those that no honest person would."""

import io
import struct
import zipfile
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile


def pdf(accion: Any = None, clave: str = "", cifrado: bool = False, paginas: int = 1) -> bytes:
    """One blank PDF; `accion` becomes its /OpenAction."""
    import pikepdf

    documento = pikepdf.new()
    for _i in range(paginas):
        documento.add_blank_page()
    if accion is not None:
        documento.Root.OpenAction = documento.make_indirect(accion)
    salida = io.BytesIO()
    documento.save(salida, encryption=pikepdf.Encryption(owner="d", user=clave) if cifrado else False)
    return salida.getvalue()


def bomba_de_contenido(mb: int = 280) -> bytes:
    """PDF of a few hundred kilobytes whose page expands to `mb` megabytes."""
    import pikepdf

    documento = pikepdf.new()
    documento.add_blank_page()
    compresor = zlib.compressobj(9)
    datos = b"".join(compresor.compress(b" " * 1_000_000) for _i in range(mb)) + compresor.flush()
    flujo = pikepdf.Stream(documento, b"")
    flujo.write(datos, filter=pikepdf.Name.FlateDecode)
    documento.pages[0].Contents = flujo
    salida = io.BytesIO()
    documento.save(salida, recompress_flate=False, compress_streams=False)
    return salida.getvalue()


def bomba_de_objetos(mb: int = 280) -> bytes:
    """PDF whose object stream expands to `mb` megabytes: no reader gets to its objects without expanding it."""
    compresor = zlib.compressobj(9)
    grande = compresor.compress(b"0 0 ")
    grande += b"".join(compresor.compress(b" " * 1_000_000) for _i in range(mb)) + compresor.flush()
    cuerpos = {
        1: b"<</Type/Catalog/Pages 2 0 R/Otro 7 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/Resources<<>>/MediaBox[0 0 9 9]>>",
        5: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(grande), grande),
    }
    salida, lugares = b"%PDF-1.5\n", {}
    for numero, cuerpo in cuerpos.items():
        lugares[numero] = len(salida)
        salida += b"%d 0 obj\n%b\nendobj\n" % (numero, cuerpo)
    inicio = len(salida)
    entradas = struct.pack(">BIH", 0, 0, 65535)
    for numero in range(1, 11):
        if numero in lugares or numero == 10:
            entradas += struct.pack(">BIH", 1, lugares.get(numero, inicio), 0)
        else:
            entradas += struct.pack(">BIH", 2, 5, 0)
    tabla = zlib.compress(entradas)
    diccionario = b"<</Type/XRef/Size 11/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(tabla)
    return salida + b"10 0 obj\n%bstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        diccionario,
        tabla,
        inicio,
    )


def imagen(formato: str = "PNG", lado: int = 20) -> bytes:
    from PIL import Image

    salida = io.BytesIO()
    Image.new("1" if lado > 1000 else "RGB", (lado, lado)).save(salida, formato)
    return salida.getvalue()


def xlsx() -> bytes:
    import openpyxl

    libro = openpyxl.Workbook()
    libro.active.append(["grupo", "cantidad"])
    salida = io.BytesIO()
    libro.save(salida)
    return salida.getvalue()


def paquete(nombre: str, mb: int = 0) -> bytes:
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr(nombre, b"0" * (mb * 1_000_000) or b"x")
    return salida.getvalue()


def subido(nombre: str, contenido: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(nombre, contenido)
