"""Business days of Colombia and Peru, and when a term ends (criterios 1 a 6). Pure: no table is read here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import holidays

from vuce.comun.instantes import BOGOTA, dia_local, fin_del_dia, sumar_meses
from vuce.comun.terminos import Termino, UnidadTermino

__all__ = ["Calendario", "Termino", "Tramo", "UnidadTermino", "festivos"]

UN_DIA = timedelta(days=1)
SABADO = 5


@cache
def festivos(pais: str, anio: int) -> dict[date, str]:
    """National holidays of a country (ISO alpha-2) in a year, with their names in Spanish."""
    return dict(sorted(holidays.country_holidays(pais, years=anio, language="es").items()))


@dataclass(frozen=True, slots=True)
class Tramo:
    """Days, both included, which a decree closes, or which an office works although the country rests (`habilita`)."""

    desde: date
    hasta: date
    habilita: bool = False

    def contiene(self, dia: date) -> bool:
        return self.desde <= dia <= self.hasta


class Calendario:
    """Working days of a country or office: Monday to Friday without holidays, then its `tramos`; the last one wins."""

    def __init__(self, pais: str = "CO", tramos: Iterable[Tramo] = ()) -> None:
        self.pais = pais
        self.tramos = tuple(tramos)

    def habil(self, dia: date) -> bool:
        for tramo in reversed(self.tramos):
            if tramo.contiene(dia):
                return tramo.habilita
        return dia.weekday() < SABADO and dia not in festivos(self.pais, dia.year)

    def siguiente_habil(self, dia: date) -> date:
        """`dia` itself if it is worked, else the first worked day after it."""
        while not self.habil(dia):
            dia += UN_DIA
        return dia

    def anterior_habil(self, dia: date) -> date:
        """`dia` itself if it is worked, else the last worked day before it."""
        while not self.habil(dia):
            dia -= UN_DIA
        return dia

    def sumar_habiles(self, dia: date, cantidad: int) -> date:
        """The `cantidad`-th worked day after `dia` (before it, if negative); `dia` itself is not counted."""
        paso = UN_DIA if cantidad > 0 else -UN_DIA
        for _contado in range(abs(cantidad)):
            dia += paso
            while not self.habil(dia):
                dia += paso
        return dia

    def habiles_entre(self, desde: date, hasta: date) -> int:
        """Worked days after `desde` up to `hasta`, included; negative if `hasta` comes first."""
        if hasta < desde:
            return -self.habiles_entre(hasta, desde)
        return sum(self.habil(desde + n * UN_DIA) for n in range(1, (hasta - desde).days + 1))

    def vencimiento(self, inicio: date | datetime, termino: Termino, *, de_autoridad: bool = False) -> datetime:
        """Last instant of a term that starts the day after `inicio`: the end of its last day, that day included.

        Hours are clock hours from the very instant. What reaches an authority on a day it does not work counts, for
        its own terms (`de_autoridad`), as received on the next worked day (criterio 3).
        """
        if termino.unidad == UnidadTermino.HORAS:
            return self._en_horas(inicio, termino.cantidad)
        dia = dia_local(inicio) if isinstance(inicio, datetime) else inicio
        if de_autoridad:
            dia = self.siguiente_habil(dia)
        ultimo = self._ultimo_dia(dia, termino)
        return fin_del_dia(self.siguiente_habil(ultimo) if termino.corre else ultimo)

    def antes_de(self, dia: date, termino: Termino) -> date:
        """Last day on which one is still `termino` ahead of `dia` (criterio 4): «one month before», «with 10 business
        days left», `dia` being the last of them. It never moves forward: a later day would be too late.
        """
        if termino.unidad == UnidadTermino.HABILES:
            return self.sumar_habiles(dia + UN_DIA, -termino.cantidad) - UN_DIA
        return _correr(dia, -termino.cantidad, termino.unidad)

    def _ultimo_dia(self, dia: date, termino: Termino) -> date:
        if termino.unidad == UnidadTermino.HABILES:
            return self.sumar_habiles(dia, termino.cantidad)
        return _correr(dia, termino.cantidad, termino.unidad)

    def _en_horas(self, inicio: date | datetime, horas: int) -> datetime:
        if not isinstance(inicio, datetime) or inicio.tzinfo is None:
            raise ValueError("a term of hours starts at an aware instant")
        return inicio.astimezone(BOGOTA) + timedelta(hours=horas)


def _correr(dia: date, cantidad: int, unidad: UnidadTermino) -> date:
    """`dia` moved by calendar days, months or years."""
    if unidad == UnidadTermino.DIAS:
        return dia + cantidad * UN_DIA
    if unidad == UnidadTermino.MESES:
        return sumar_meses(dia, cantidad)
    if unidad == UnidadTermino.ANIOS:
        return sumar_meses(dia, 12 * cantidad)
    raise ValueError(f"{unidad} is not counted on the calendar")
