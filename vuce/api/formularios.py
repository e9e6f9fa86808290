"""A serializer from a form: the API and the page validate with the same fields, rules and messages."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from rest_framework import serializers


def campo_de(campo: forms.Field) -> serializers.Field[Any, Any, Any, Any]:
    """The JSON type of a form field. What is mandatory is the form's business: it gives the message."""
    opciones: dict[str, Any] = {
        "required": False,
        "help_text": str(campo.help_text or ""),
        "label": str(campo.label or ""),
    }
    match campo:
        case forms.FileField():
            return serializers.FileField(**opciones)
        case forms.DecimalField():
            return serializers.DecimalField(
                max_digits=campo.max_digits, decimal_places=campo.decimal_places, allow_null=True, **opciones
            )
        case forms.IntegerField():
            return serializers.IntegerField(allow_null=True, **opciones)
        case forms.DateTimeField():
            return serializers.DateTimeField(allow_null=True, **opciones)
        case forms.DateField():
            return serializers.DateField(allow_null=True, **opciones)
        case forms.BooleanField():
            return serializers.BooleanField(**opciones)
        case forms.MultipleChoiceField() | forms.ModelMultipleChoiceField():
            return serializers.ListField(child=serializers.CharField(), **opciones)
        case _:
            return serializers.CharField(allow_blank=True, allow_null=True, **opciones)


@cache
def serializador_de(formulario: type[Any], nombre: str) -> type[serializers.Serializer[Any]]:
    """Serializer with the fields that the class declares."""
    campos = {clave: campo_de(campo) for clave, campo in formulario.base_fields.items()}
    return type(nombre, (serializers.Serializer,), campos)


def como_formulario(datos: dict[str, Any], prefijo: str = "") -> dict[str, Any]:
    """Validated JSON as the `data` of a form: absent and null are empty."""
    return {f"{prefijo}{clave}": "" if valor is None else valor for clave, valor in datos.items()}


def lineas_como_formset(filas: list[dict[str, Any]], prefijo: str) -> dict[str, Any]:
    datos: dict[str, Any] = {f"{prefijo}-TOTAL_FORMS": str(len(filas)), f"{prefijo}-INITIAL_FORMS": "0"}
    for numero, fila in enumerate(filas):
        datos |= como_formulario(fila, f"{prefijo}-{numero}-")
    return datos
