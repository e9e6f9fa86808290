"""Names of countries in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_SON_PAISES = {"EU", "EZ", "UN", "XA", "XB", "ZZ"}


def _nombres() -> dict[str, str]:
    return dict(Locale.parse(get_language() or "es", sep="-").territories)


def nombre_de_pais(codigo: str) -> str:
    return _nombres().get(codigo, codigo)


def paises(codigos: Iterable[str]) -> list[tuple[str, str]]:
    """(code, name) by name, of every country where no codes are given."""
    nombres = _nombres()
    todos = [codigo for codigo in nombres if len(codigo) == 2 and codigo.isalpha() and codigo not in NO_SON_PAISES]
    return sorted(((codigo, nombres.get(codigo, codigo)) for codigo in codigos or todos), key=lambda par: par[1])
