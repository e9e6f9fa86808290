"""Instants and dates: the database's clock, the local day in Colombia, months on the calendar (criterios 2 y 3)."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import DEFAULT_DB_ALIAS, connections

BOGOTA = ZoneInfo("America/Bogota")
UN_MICROSEGUNDO = timedelta(microseconds=1)


def reloj(base: str = DEFAULT_DB_ALIAS) -> datetime:
    """Now, by the database's clock: the one all servers and workers share. It runs on inside a transaction."""
    with connections[base].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (ahora,) = cursor.fetchone()
    return ahora  # type: ignore[no-any-return]


def dia_local(instante: datetime) -> date:
    """The date on which an aware instant falls in Colombia."""
    if instante.tzinfo is None:
        raise ValueError("dia_local needs an aware instant")
    return instante.astimezone(BOGOTA).date()


def inicio_del_dia(dia: date) -> datetime:
    return datetime.combine(dia, time.min, tzinfo=BOGOTA)


def fin_del_dia(dia: date) -> datetime:
    """Last instant of the local day, 23:59:59.999999."""
    return datetime.combine(dia, time.max, tzinfo=BOGOTA)


def hasta(dia: date, hora: time | None = None) -> datetime:
    """Last instant that is still in time: the end of `dia`, or of the second `hora` («hasta las 17:00»)."""
    if hora is None:
        return fin_del_dia(dia)
    return datetime.combine(dia, hora.replace(microsecond=0), tzinfo=BOGOTA) + timedelta(seconds=1) - UN_MICROSEGUNDO


def sumar_meses(dia: date, meses: int) -> date:
    """The same day number `meses` later (earlier if negative), or the month's last day."""
    anio, mes = divmod(dia.year * 12 + dia.month - 1 + meses, 12)
    return date(anio, mes + 1, min(dia.day, monthrange(anio, mes + 1)[1]))


def sumar_anios(dia: date, anios: int) -> date:
    """The anniversary; 29 February falls on the 28th of a common year."""
    return sumar_meses(dia, 12 * anios)
