"""Filters that write a value as the portal shows it: `{% load valores %}`."""

from decimal import Decimal

from django import template
from django.core.exceptions import ValidationError

from vuce.comun.cantidades import mostrar_cantidad
from vuce.comun.dinero import mostrar_dinero
from vuce.comun.identificacion import leer_nit, mostrar_nit

register = template.Library()


@register.filter
def cantidad(valor: Decimal | int | None, simbolo: str = "") -> str:
    """`{{ linea.cantidad|cantidad:"t" }}` → «1.234,5 t»; nothing for no value."""
    return "" if valor is None else mostrar_cantidad(valor, simbolo)


@register.filter
def dinero(valor: Decimal | int | None, moneda: str = "") -> str:
    """`{{ factura.fob|dinero:"USD" }}` → «USD 1.234,50»; nothing for no value."""
    return "" if valor is None else mostrar_dinero(valor, moneda)


@register.filter
def nit(numero: str) -> str:
    """`{{ "900123456"|nit }}` → «900.123.456-8»; what is not a NIT stays as it is."""
    try:
        return mostrar_nit(leer_nit(numero))
    except ValidationError:
        return numero
