"""Lists as CSV and XLSX. Text that a spreadsheet would run as a formula is kept as text."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from vuce.tramites.estados import Fase
from vuce.tramites.procedimientos import REGISTRO, etiqueta_de_estado

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vuce.tramites.models import Tramite, TramiteQuerySet

MAXIMO_XLSX = 100_000
LOTE = 2_000
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # a workbook cannot hold them


def responder(consulta: TramiteQuerySet, formato: str) -> HttpResponseBase:
    if formato == "csv":
        respuesta: HttpResponseBase = StreamingHttpResponse(_csv(consulta), content_type="text/csv; charset=utf-8")
    elif formato == "xlsx":
        respuesta = HttpResponse(
            _xlsx(consulta), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
    else:
        raise Http404
    respuesta["Content-Disposition"] = f'attachment; filename="tramites.{formato}"'
    return respuesta


def _cabecera() -> list[str]:
    return [
        *(_("Radicado"), _("Procedimiento"), _("NIT"), _("Titular"), _("Asunto"), _("Estado"), _("Quién lo tiene")),
        *(_("Evaluador"), _("Creado"), _("En este estado desde"), _("Vence")),
    ]


def _celdas(tramite: Tramite) -> list[Any]:
    procedimiento = REGISTRO[tramite.procedimiento]
    instantes = (tramite.creado_en, tramite.estado_desde, tramite.vence_en)
    return [
        tramite.numero,
        inofensivo(str(procedimiento.nombre)),
        inofensivo(tramite.titular.nit),
        inofensivo(tramite.titular.razon_social),
        inofensivo(tramite.asunto),
        etiqueta_de_estado(tramite),
        str(Fase(tramite.fase).label),
        inofensivo(str(tramite.asignado_a or "")),
        *(localtime(instante).strftime("%Y-%m-%d %H:%M") if instante else "" for instante in instantes),
    ]


def inofensivo(texto: str) -> str:
    """Text that a workbook can hold and no spreadsheet takes for a formula."""
    texto = NO_XML.sub(" ", texto)
    return f"'{texto}" if texto[:1] in ("=", "+", "-", "@", "\t", "\r") else texto


def _csv(consulta: TramiteQuerySet) -> Iterator[str]:
    yield "\ufeff"  # Excel reads UTF-8 only where it finds this
    hoja = io.StringIO()
    escritor = csv.writer(hoja)
    escritor.writerow(_cabecera())
    for tramite in consulta.iterator(chunk_size=LOTE):
        escritor.writerow(_celdas(tramite))
        yield hoja.getvalue()
        hoja.seek(0)
        hoja.truncate()
    yield hoja.getvalue()


def _xlsx(consulta: TramiteQuerySet) -> bytes:
    from openpyxl import Workbook

    libro = Workbook(write_only=True)
    hoja = libro.create_sheet(_("Trámites"))
    hoja.append(_cabecera())
    for fila, tramite in enumerate(consulta[: MAXIMO_XLSX + 1].iterator(chunk_size=LOTE)):
        hoja.append(_celdas(tramite) if fila < MAXIMO_XLSX else [_("Hay más filas: descárguelas todas en CSV.")])
    salida = io.BytesIO()
    libro.save(salida)
    return salida.getvalue()
