"""Quantities: Decimal(18,4), rounded half-up once, at the end, written as in Colombia (criterio 14)."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

DECIMALES_MAXIMOS = 4
PRECISION = Context(prec=60, rounding=ROUND_HALF_UP)


class DigitosDecimal(TypedDict):
    max_digits: int
    decimal_places: int


COLUMNA_CANTIDAD = DigitosDecimal(max_digits=18, decimal_places=DECIMALES_MAXIMOS)  # DecimalField(**COLUMNA_CANTIDAD)
COLUMNA_PORCENTAJE = DigitosDecimal(max_digits=12, decimal_places=6)


def redondear(valor: Decimal, decimales: int = DECIMALES_MAXIMOS, modo: str = ROUND_HALF_UP) -> Decimal:
    """`valor` with exactly `decimales` places, whatever the thread's decimal context is."""
    return valor.quantize(Decimal(1).scaleb(-decimales), rounding=modo, context=PRECISION)


def validar_decimales(valor: Decimal, decimales: int) -> None:
    """Refuses more places than the unit has; trailing zeros do not count."""
    if redondear(valor, decimales) == valor:
        return
    if not decimales:
        raise ValidationError(_("La cantidad va sin decimales."), code="decimales")
    raise ValidationError(
        ngettext_lazy(
            "La cantidad admite como máximo %(decimales)d decimal.",
            "La cantidad admite como máximo %(decimales)d decimales.",
            decimales,
        ),
        code="decimales",
        params={"decimales": decimales},
    )


def escribir_numero(valor: Decimal | int, minimo: int = 0, maximo: int = DECIMALES_MAXIMOS) -> str:
    """`1234.5` → `1.234,5`: at least `minimo` places, at most `maximo`, no other trailing zeros."""
    texto = f"{redondear(Decimal(valor), maximo):,f}"
    entero, _coma, fraccion = texto.partition(".")
    fraccion = fraccion.rstrip("0").ljust(minimo, "0")
    entero = entero.replace(",", ".")
    return f"{entero},{fraccion}" if fraccion else entero


def mostrar_cantidad(valor: Decimal | int, simbolo: str = "", decimales: int = DECIMALES_MAXIMOS) -> str:
    """«1.234,5 t»; the space does not break."""
    numero = escribir_numero(valor, maximo=decimales)
    return f"{numero}\N{NO-BREAK SPACE}{simbolo}" if simbolo else numero
