"""Look inside an untrusted file in a process of its own, with little memory and little time.

Run as a script (`python -I inspeccion.py TIPO`, the file on stdin); prints `{"error": "word"}` or what was found as
JSON. A bomb kills this process, never the one that serves people. Knows nothing of Django, so that it starts fast.
"""

import codecs
import csv
import io
import json
import re
import resource
import sys
import zipfile
from typing import Any

MEMORIA = 768 * 1024 * 1024
SEGUNDOS = 15
PAGINAS = 2000
OBJETOS = 300_000
PIXELES = 60_000_000
EXPANDIDO = 256 * 1024 * 1024
CODIGO = re.compile(r"\b[23456789ABCDEFGHJKMNPQRSTVWXYZ]{24}\b")
ACCIONES_PROHIBIDAS = {
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/GoToE",
    "/RichMediaExecute",
    "/Rendition",
}
LLAVES_PROHIBIDAS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent"}
CONTROLES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Rechazado(Exception):
    """Refused; the argument is the word by which the caller finds its message."""


def inspeccionar_pdf(datos: bytes) -> dict[str, Any]:
    import pikepdf

    if not datos.startswith(b"%PDF-") or zipfile.is_zipfile(io.BytesIO(datos)):
        raise Rechazado("no_es_pdf")
    pikepdf.settings.set_qpdf_limits(flate_max_memory=EXPANDIDO, run_length_max_memory=EXPANDIDO, doc_max_warnings=100)
    try:
        with pikepdf.open(io.BytesIO(datos)) as pdf:
            if pdf.is_encrypted:
                raise Rechazado("cifrado")
            if not 0 < len(pdf.pages) <= PAGINAS:
                raise Rechazado("paginas")
            if datos.rpartition(b"%%EOF")[2].strip(b"\0\t\n\f\r "):
                raise Rechazado("sobra")
            if _activo(pdf):
                raise Rechazado("activo")
            hallado = {"paginas": len(pdf.pages), "codigos": _codigos(pdf)}
            if any("limit exceeded" in str(aviso) for aviso in pdf.get_warnings()):
                raise Rechazado("bomba")
            return hallado
    except pikepdf.PasswordError as error:
        raise Rechazado("cifrado") from error
    except pikepdf.DataDecodingError as error:
        raise Rechazado("bomba" if "limit exceeded" in str(error) else "no_es_pdf") from error
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise Rechazado("no_es_pdf") from error


def _activo(pdf: Any) -> bool:
    """Whether any object of the file, however deep, is a script or an action that reaches outside.

    Decodes on its way every stream that is not a picture, so that one that expands without end is noticed.
    """
    import pikepdf

    pendientes = list(pdf.objects)
    if len(pendientes) > OBJETOS:
        raise Rechazado("bomba")
    vistos = 0
    while pendientes:
        objeto = pendientes.pop()
        vistos += 1
        if vistos > 10 * OBJETOS:
            raise Rechazado("bomba")
        if isinstance(objeto, (pikepdf.Dictionary, pikepdf.Stream)):
            if str(objeto.get("/S")) in ACCIONES_PROHIBIDAS or LLAVES_PROHIBIDAS & set(objeto.keys()):
                return True
            if isinstance(objeto, pikepdf.Stream) and objeto.get("/Subtype") != "/Image":
                _expandir(objeto)
            hijos = [valor for _llave, valor in objeto.items()]
        elif isinstance(objeto, pikepdf.Array):
            hijos = list(objeto.as_list())
        else:
            continue
        pendientes += [h for h in hijos if isinstance(h, pikepdf.Object) and not h.is_indirect]
    return False


def _expandir(flujo: Any) -> None:
    import pikepdf

    try:
        flujo.read_bytes()
    except pikepdf.DataDecodingError as error:
        if "limit exceeded" in str(error):
            raise
    except pikepdf.PdfError:  # a filter that qpdf does not decode: nothing expands
        return


def _codigos(pdf: Any) -> list[str]:
    """Verification codes that the document carries in its links and metadata."""
    textos = [str(valor) for valor in pdf.docinfo.values()]
    for pagina in pdf.pages[:50]:
        textos += [str(nota.A.URI) for nota in pagina.get("/Annots", []) if "/A" in nota and "/URI" in nota.A]
    if "/Metadata" in pdf.Root:
        textos.append(pdf.Root.Metadata.read_bytes()[:100_000].decode("utf-8", "replace"))
    return sorted(set(CODIGO.findall("\n".join(textos))))[:5]


def inspeccionar_imagen(datos: bytes, formato: str) -> dict[str, Any]:
    from PIL import Image  # noqa: PLC0415 - only the inspector of images needs it

    if zipfile.is_zipfile(io.BytesIO(datos)) or b"%PDF-" in datos[:1024]:
        raise Rechazado("no_es_imagen")
    try:
        with Image.open(io.BytesIO(datos), formats=[formato]) as imagen:
            if imagen.width * imagen.height > PIXELES:
                raise Rechazado("pixeles")
            imagen.load()
            return {"paginas": 1}
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Rechazado("no_es_imagen") from error


def inspeccionar_xlsx(datos: bytes) -> dict[str, Any]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(datos)) as paquete:
            partes = paquete.infolist()
            if len(partes) > 5000 or sum(parte.file_size for parte in partes) > EXPANDIDO:
                raise Rechazado("bomba")
            if any("vbaproject" in parte.filename.lower() for parte in partes):
                raise Rechazado("activo")
        libro = openpyxl.load_workbook(io.BytesIO(datos), read_only=True, data_only=True, keep_links=False)
        return {"paginas": len(libro.sheetnames)}
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise Rechazado("no_es_xlsx") from error


def inspeccionar_csv(datos: bytes) -> dict[str, Any]:
    if CONTROLES.search(datos):
        raise Rechazado("no_es_csv")
    cuerpo = datos.removeprefix(codecs.BOM_UTF8)
    try:
        texto = cuerpo.decode("utf-8")
    except UnicodeDecodeError:
        texto = cuerpo.decode("cp1252", "replace")  # what Excel writes in Spanish
    try:
        filas = sum(1 for fila in csv.reader(io.StringIO(texto, newline=""), strict=True) if any(fila))
    except csv.Error as error:
        raise Rechazado("no_es_csv") from error
    if not filas:
        raise Rechazado("no_es_csv")
    return {"paginas": 1}


INSPECTORES = {
    "pdf": inspeccionar_pdf,
    "png": lambda datos: inspeccionar_imagen(datos, "PNG"),
    "jpeg": lambda datos: inspeccionar_imagen(datos, "JPEG"),
    "xlsx": inspeccionar_xlsx,
    "csv": inspeccionar_csv,
}


def main(tipo: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
    resource.setrlimit(resource.RLIMIT_CPU, (SEGUNDOS, SEGUNDOS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        hallado = INSPECTORES[tipo](sys.stdin.buffer.read())
    except Rechazado as error:
        hallado = {"error": str(error)}
    except (MemoryError, RecursionError):
        hallado = {"error": "bomba"}
    sys.stdout.write(json.dumps(hallado))


if __name__ == "__main__":
    main(sys.argv[1])
