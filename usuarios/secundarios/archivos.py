"""The file of a bulk creation: its template, and its rows as text."""

from __future__ import annotations

import csv
import io
import zlib
from itertools import islice
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from usuarios.secundarios.alta import MAXIMO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vuce.documentos.models import Adjunto

COLUMNAS = ("tipo_documento", "documento", "nombre", "correo", "codigo", "modulos", "roles")
Fila = dict[str, str]
# What openpyxl and csv raise over a sheet that is broken inside: they say so while its rows are read.
ILEGIBLE = (ValueError, LookupError, TypeError, AttributeError, SyntaxError, OSError, csv.Error, BadZipFile, zlib.error)


def plantilla_csv() -> bytes:
    return ("\ufeff" + ";".join(COLUMNAS) + "\r\n").encode()


def plantilla_xlsx() -> bytes:
    from openpyxl import Workbook

    libro, salida = Workbook(), io.BytesIO()
    libro.active.append(COLUMNAS)
    libro.save(salida)
    return salida.getvalue()


def leer(adjunto: Adjunto) -> list[Fila]:
    """Rows by column name, without the empty ones; `ValidationError` where the file is not of this kind."""
    with adjunto.archivo.open("rb") as abierto:
        contenido = abierto.read()
    leer_filas = _de_csv if adjunto.tipo == "text/csv" else _de_xlsx
    try:
        filas = list(islice(leer_filas(contenido), MAXIMO + 2))
    except ILEGIBLE as error:
        raise ValidationError(_("El archivo está dañado: ábralo en su hoja de cálculo y guárdelo de nuevo.")) from error
    cabecera = [celda.strip().lower() for celda in filas[0]] if filas else []
    faltan = [columna for columna in COLUMNAS if columna not in cabecera]
    if faltan:
        raise ValidationError(_("Al archivo le faltan las columnas: %(columnas)s.") % {"columnas": ", ".join(faltan)})
    if len(filas) > MAXIMO + 1:
        raise ValidationError(_("El archivo tiene más de 1.000 filas."))
    con_algo = [dict(zip(cabecera, fila, strict=False)) for fila in filas[1:] if any(celda.strip() for celda in fila)]
    if not con_algo:
        raise ValidationError(_("El archivo no tiene usuarios."))
    return [{columna: fila.get(columna, "").strip() for columna in COLUMNAS} for fila in con_algo]


def _de_csv(contenido: bytes) -> Iterable[list[str]]:
    try:
        texto = contenido.decode("utf-8-sig")
    except UnicodeDecodeError:
        texto = contenido.decode("cp1252", errors="replace")  # as Excel saves it where nobody chose UTF-8
    cabecera = texto.partition("\n")[0]
    return csv.reader(io.StringIO(texto, newline=""), delimiter=";" if ";" in cabecera else ",")


def _de_xlsx(contenido: bytes) -> Iterable[list[str]]:
    from openpyxl import load_workbook

    hoja = load_workbook(io.BytesIO(contenido), read_only=True, data_only=True).worksheets[0]
    return ([_texto(valor) for valor in fila] for fila in hoja.iter_rows(values_only=True))


def _texto(valor: Any) -> str:
    """A number of a document comes from a sheet as 12345678.0."""
    if isinstance(valor, float) and valor.is_integer():
        return str(int(valor))
    return "" if valor is None else str(valor)
