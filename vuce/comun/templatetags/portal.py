"""Small things that every page draws: icons, bars, cells with their headings."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import Any, NamedTuple

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


class Tramo(NamedTuple):
    serie: str
    etiqueta: str
    valor: Decimal
    x: str  # per cent with a point: an SVG attribute, not a text for people
    ancho: str


@register.simple_tag
def icono(nombre: str, rotulo: str = "") -> SafeString:
    """A symbol of static/src/iconos.json; without `rotulo` it is decoration and screen readers pass over it."""
    direccion = f"{static('dist/iconos.svg')}#{nombre}"
    if rotulo:
        return format_html(
            '<svg class="icono" role="img" aria-label="{}"><use href="{}"></use></svg>', rotulo, direccion
        )
    return format_html('<svg class="icono" aria-hidden="true"><use href="{}"></use></svg>', direccion)


@register.filter
def tramos(segmentos: Iterable[tuple[str, str, Decimal]]) -> Iterator[Tramo]:
    """Where each (serie, etiqueta, valor) begins in a stacked bar and how wide it is."""
    lista = list(segmentos)
    total = sum((Decimal(valor) for _, _, valor in lista), Decimal(0))
    hasta = Decimal(0)
    for serie, etiqueta, valor in lista:
        ancho = Decimal(valor) * 100 / total if total else Decimal(0)
        yield Tramo(serie, etiqueta, valor, f"{hasta:.3f}", f"{ancho:.3f}")
        hasta += ancho


@register.filter
def emparejar(celdas: Iterable[Any], columnas: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """Each cell beside its column, for `data-etiqueta`."""
    return zip_longest(celdas, columnas)
