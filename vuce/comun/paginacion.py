"""Keyset pages for lists of any length, the same in HTML and API (DRF's cursor)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest


CON_EMPATES = {"vence_en"}  # columns in which many rows are equal


class Paginador(CursorPagination):
    page_size = 25
    ordering: Any = "-id"  # DRF takes a name or a sequence of them
    cursor_query_param = "pagina"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """DRF looks at a cursor's form; one whose position is no value of the column means nothing either."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError) as error:
            raise NotFound(self.invalid_cursor_message) from error


@dataclass(frozen=True, slots=True)
class Pagina:
    """Rows of one page; the URLs keep the filters and are empty at the ends."""

    filas: Sequence[Any]
    anterior_url: str
    siguiente_url: str


def paginar(request: HttpRequest, consulta: QuerySet[Any], orden: Sequence[str] = ("-id",)) -> Pagina:
    """One keyset page of `consulta`; a cursor that means nothing shows the first page."""
    paginador = Paginador()
    paginador.ordering = tuple(orden)
    try:
        filas = paginador.paginate_queryset(consulta.order_by(*orden), Request(request)) or []
    except NotFound:
        sin_cursor = request.GET.copy()
        sin_cursor.pop(Paginador.cursor_query_param, None)
        request.GET = sin_cursor  # type: ignore[assignment]
        filas = paginador.paginate_queryset(consulta.order_by(*orden), Request(request)) or []
    # Backwards over rows that tie in the first column DRF's cursor skips some: the browser's own «back» does not.
    con_empates = orden[0].lstrip("-") in CON_EMPATES
    anterior = "" if con_empates else paginador.get_previous_link() or ""
    return Pagina(filas, anterior, paginador.get_next_link() or "")
