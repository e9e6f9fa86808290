"""Money: Decimal(18,2) that carries its currency (criterio 14)."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from vuce.comun.cantidades import PRECISION, DigitosDecimal, escribir_numero, redondear

DECIMALES = 2
COLUMNA_DINERO = DigitosDecimal(max_digits=18, decimal_places=DECIMALES)  # DecimalField(**COLUMNA_DINERO)


def redondear_dinero(valor: Decimal) -> Decimal:
    return redondear(valor, DECIMALES)


def redondear_a(valor: Decimal, multiplo: Decimal | int, modo: str = ROUND_HALF_UP) -> Decimal:
    """Nearest multiple: taxes go to the nearest thousand, by parameter."""
    paso = Decimal(multiplo)
    return redondear(PRECISION.divide(valor, paso), 0, modo) * paso


def al_peso_por_encima(valor: Decimal) -> Decimal:
    """Guarantees round up to the peso."""
    return redondear(valor, 0, ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class Dinero:
    """An amount of one currency (ISO 4217). Amounts of two currencies are never added or compared."""

    valor: Decimal
    moneda: str

    def __str__(self) -> str:
        return mostrar_dinero(self.valor, self.moneda)

    def __add__(self, otro: "Dinero") -> "Dinero":
        return Dinero(self.valor + self._de_la_misma(otro), self.moneda)

    def __sub__(self, otro: "Dinero") -> "Dinero":
        return Dinero(self.valor - self._de_la_misma(otro), self.moneda)

    def __lt__(self, otro: "Dinero") -> bool:
        return self.valor < self._de_la_misma(otro)

    def __le__(self, otro: "Dinero") -> bool:
        return self.valor <= self._de_la_misma(otro)

    def redondeado(self) -> "Dinero":
        return Dinero(redondear_dinero(self.valor), self.moneda)

    def _de_la_misma(self, otro: "Dinero") -> Decimal:
        if otro.moneda != self.moneda:
            raise ValueError(f"{self.moneda} and {otro.moneda} cannot be mixed")
        return otro.valor


def mostrar_dinero(valor: Decimal | int, moneda: str = "") -> str:
    """«USD 1.234,50»; the space does not break."""
    numero = escribir_numero(valor, minimo=DECIMALES, maximo=DECIMALES)
    return f"{moneda}\N{NO-BREAK SPACE}{numero}" if moneda else numero
