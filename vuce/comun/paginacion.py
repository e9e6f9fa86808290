"""Keyset pages for lists of any length, the same in HTML and API."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest


class Paginador(CursorPagination):
    """DRF's cursor, with the whole key as its position: where rows tie in the first column it would skip some.

    `ordering` is one or two columns, all ascending or all descending; the last one is unique.
    """

    page_size = 25
    ordering: Any = "-id"
    cursor_query_param = "pagina"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        self.base_url = request.build_absolute_uri()
        self.ordering = self.get_ordering(request, queryset, view)
        cursor = self.decode_cursor(request) or Cursor(offset=0, reverse=False, position=None)
        ascendente = self.ordering[0].startswith("-") is cursor.reverse
        self.columnas = [columna.lstrip("-") for columna in self.ordering]
        consulta = queryset.order_by(*(c if ascendente else f"-{c}" for c in self.columnas))
        try:
            if cursor.position is not None:
                consulta = consulta.filter(self._despues_de(str(cursor.position), "gt" if ascendente else "lt"))
            filas = list(consulta[: self.page_size + 1])
        except (ValidationError, ValueError, TypeError, OverflowError) as error:
            raise NotFound(self.invalid_cursor_message) from error
        hay_mas = len(filas) > self.page_size
        self.page = filas[: self.page_size]
        if cursor.reverse:
            self.page.reverse()
        self.has_next = cursor.reverse or hay_mas
        self.has_previous = hay_mas if cursor.reverse else cursor.position is not None
        return self.page

    def get_next_link(self) -> str | None:
        return self._enlace(self.page[-1], reverse=False) if self.has_next and self.page else None

    def get_previous_link(self) -> str | None:
        return self._enlace(self.page[0], reverse=True) if self.has_previous and self.page else None

    def _enlace(self, fila: Any, *, reverse: bool) -> str:
        posicion = json.dumps([str(getattr(fila, columna)) for columna in self.columnas])
        cursor = Cursor(offset=0, reverse=reverse, position=posicion)  # type: ignore[arg-type]  # it is text
        return str(self.encode_cursor(cursor))

    def _despues_de(self, posicion: str, sentido: str) -> Q:
        """Rows beyond the position: the condition on the first column alone is what the index is walked by."""
        valores = dict(zip(self.columnas, json.loads(posicion), strict=True))
        if not all(isinstance(valor, str) and "\0" not in valor for valor in valores.values()):
            raise ValueError(posicion)
        *primera, unica = self.columnas
        condicion = Q(**{f"{unica}__{sentido}": valores[unica]})
        for columna in primera:
            condicion |= Q(**{f"{columna}__{sentido}": valores[columna]})
            condicion &= Q(**{f"{columna}__{sentido}e": valores[columna]})
        return condicion


@dataclass(frozen=True, slots=True)
class Pagina:
    """Rows of one page; the URLs keep the filters and are empty at the ends."""

    filas: Sequence[Any]
    anterior_url: str
    siguiente_url: str


def paginar(request: HttpRequest, consulta: QuerySet[Any], orden: Sequence[str] = ("-id",)) -> Pagina:
    """One keyset page of `consulta`; a cursor that means nothing, or of which no row is left, shows the first page."""
    paginador = Paginador()
    paginador.ordering = tuple(orden)
    try:
        filas = paginador.paginate_queryset(consulta, Request(request))
    except NotFound:
        filas = None
    if not filas and paginador.cursor_query_param in request.GET:
        sin_cursor = request.GET.copy()
        del sin_cursor[paginador.cursor_query_param]
        request.GET = sin_cursor  # type: ignore[assignment]
        filas = paginador.paginate_queryset(consulta, Request(request))
    return Pagina(filas or [], paginador.get_previous_link() or "", paginador.get_next_link() or "")
