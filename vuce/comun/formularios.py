"""The form renderer, number fields that read what a Colombian writes, and rows of an application (`Lineas`)."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ESPACIOS = " \u00a0\u202f"  # RAE and ISO 80000 group thousands with a space


class RenderizadorVuce(TemplatesSetting):
    form_template_name = "formularios/formulario.html"
    field_template_name = "formularios/campo.html"
    formset_template_name = "formularios/lineas.html"


def leer_decimal(texto: str) -> Decimal:
    """The number that `texto` says in the active language; `ValidationError` where its separators are misplaced.

    In es-CO the point only groups thousands: «1.234» is 1234 and «1234.5» is refused, never guessed, because the
    same habit would turn «123.500» kilos into 123,5 or into 123500 depending on who reads.
    """
    miles, coma = get_format("THOUSAND_SEPARATOR"), get_format("DECIMAL_SEPARATOR")
    agrupado = rf"[0-9]{{1,3}}(?:([{re.escape(miles)}{ESPACIOS}])[0-9]{{3}})(?:\2[0-9]{{3}})*"
    partes = re.fullmatch(rf"([+-]?(?:{agrupado}|[0-9]+))(?:{re.escape(coma)}([0-9]+))?", texto.strip())
    if partes is None:
        raise ValidationError(
            _("Escriba el número así: %(ejemplo)s, con «%(miles)s» solo entre miles y «%(coma)s» en los decimales."),
            code="numero_mal_escrito",
            params={"ejemplo": number_format(Decimal("1234.5")), "miles": miles, "coma": coma},
        )
    entero = re.sub(r"[^0-9+-]", "", partes[1])
    return Decimal(f"{entero}.{partes[3]}") if partes[3] else Decimal(entero)


def leer_entero(texto: str) -> int | None:
    """A number that the portal itself wrote (keys, versions, counts): ASCII digits that fit in 64 bits, else None."""
    return int(texto) if texto.isascii() and texto.isdecimal() and len(texto) < 19 else None


class _CampoNumerico:
    """Shared by the number fields: `unidad` («kg», «USD») is shown after the box, `prefijo` («$») before it."""

    numerico = True
    teclado = "decimal"

    def __init__(self, *args: Any, unidad: str = "", prefijo: str = "", **kwargs: Any) -> None:
        self.unidad, self.prefijo = unidad, prefijo
        kwargs.setdefault("widget", forms.TextInput)
        super().__init__(*args, localize=True, **kwargs)  # type: ignore[call-arg]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": self.teclado, "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """Strings are read as written by a person; numbers (from JSON, from code) pass as they are."""
        if isinstance(value, str):
            value = leer_decimal(value) if value.strip() else ""
        return super().to_python(value)  # type: ignore[misc]


class CampoDecimal(_CampoNumerico, forms.DecimalField):
    """A decimal number with its unit."""

    def prepare_value(self, value: Any) -> Any:
        """Without the zeros that the column adds: «1.500,5», not «1.500,5000»."""
        if not isinstance(value, Decimal) or not value.is_finite():
            return value
        return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


class CampoEntero(_CampoNumerico, forms.IntegerField):
    """A whole number with its unit."""

    teclado = "numeric"
    default_error_messages = {"invalid": gettext_lazy("Escriba un número entero, sin decimales.")}


class EntradaFecha(forms.DateInput):
    """`<input type="date">`: its value is always ISO, whatever the language shows."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class EntradaInstante(forms.DateTimeInput):
    """`<input type="datetime-local">`, in the portal's time zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Lineas(forms.BaseFormSet[forms.Form]):
    """Rows that are data of an application, not rows of a table: every one is new at each submission.

    Without JavaScript the page sends `agregar_linea=<prefix>` or `quitar_linea=<prefix>-<n>`: the view shows
    `Lineas.desde` again.
    """

    titulo: Any = ""
    titulo_linea: Any = gettext_lazy("Línea")
    deletion_widget = forms.HiddenInput

    def initial_form_count(self) -> int:
        return 0

    def total_form_count(self) -> int:
        if self.is_bound:
            return min(super().total_form_count(), self.max_num + 1)  # one too many is refused, a thousand not built
        return min(max(len(self.initial or []), self.min_num) + self.extra, self.absolute_max)

    @property
    def filas(self) -> list[dict[str, Any]]:
        """The cleaned rows, without the blank and the removed ones; only of a valid formset."""
        validas = [formulario.cleaned_data for formulario in self.forms if formulario not in self.deleted_forms]
        return [{k: v for k, v in fila.items() if k != "DELETE"} for fila in validas if fila]

    @classmethod
    def desde(cls, datos: Mapping[str, Any], prefijo: str, **opciones: Any) -> "Lineas":
        """The rows as typed, one more or one less where a button asked, nothing validated yet."""
        cuantas = min(leer_entero(str(datos.get(f"{prefijo}-TOTAL_FORMS", ""))) or 0, cls.max_num + 1)
        filas = [
            cls._tecleada(datos, f"{prefijo}-{n}", opciones)
            for n in range(cuantas)
            if not datos.get(f"{prefijo}-{n}-DELETE") and datos.get("quitar_linea") != f"{prefijo}-{n}"
        ]
        if datos.get("agregar_linea") == prefijo:
            filas.append({})
        conjunto = cls(initial=filas, prefix=prefijo, **opciones)
        conjunto.extra = 0
        return conjunto

    @classmethod
    def _tecleada(cls, datos: Mapping[str, Any], prefijo: str, opciones: Mapping[str, Any]) -> dict[str, Any]:
        formulario = cls.form(prefix=prefijo, **opciones.get("form_kwargs", {}))
        return {
            nombre: campo.widget.value_from_datadict(datos, {}, formulario.add_prefix(nombre))
            for nombre, campo in formulario.fields.items()
        }
