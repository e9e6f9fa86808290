"""How long an account lasts (Resolución 4240 de 2000, art. 6)."""

from datetime import date, timedelta

from usuarios.models import Usuario
from usuarios.parametros import VIGENCIAS
from vuce.catalogos.parametros import parametro
from vuce.comun.instantes import sumar_anios, sumar_meses
from vuce.comun.terminos import Termino, UnidadTermino


def vencimiento(clase: str, desde: date) -> date:
    """Last day of an account of that class which begins on `desde`."""
    termino: Termino = parametro(VIGENCIAS[Usuario.Vigencia(clase)], desde).valor
    if termino.unidad == UnidadTermino.ANIOS:
        return sumar_anios(desde, termino.cantidad)
    if termino.unidad == UnidadTermino.MESES:
        return sumar_meses(desde, termino.cantidad)
    return desde + timedelta(days=termino.cantidad)
