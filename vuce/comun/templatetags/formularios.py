"""What the templates of `templates/formularios/` need: they choose the classes, these tags only pass them on."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vuce.comun.formularios import EntradaFecha, EntradaInstante

register = template.Library()


class Fallo(NamedTuple):
    texto: str
    destino: str  # id of the control to mend; empty where none can be shown


@register.simple_tag
def control(campo: BoundField, **atributos: Any) -> SafeString:
    """The widget with `atributos` (underscore for hyphen; False takes one away) added to its own."""
    propios = campo.field.widget.attrs
    atributos = {nombre.replace("_", "-"): valor for nombre, valor in atributos.items()}
    if "class" in propios:
        atributos["class"] = f"{atributos.get('class', '')} {propios['class']}".strip()
    tipos = {"date": EntradaFecha, "datetime": EntradaInstante}
    if tipo := tipos.get(campo.widget_type):
        return campo.as_widget(widget=tipo(propios), attrs=atributos)
    return campo.as_widget(attrs=atributos)


@register.filter
def descrito_con(campo: BoundField, sufijo: str) -> str:
    """`aria-describedby` of the field with one more element, `<id>_<sufijo>`."""
    return f"{campo.aria_describedby or ''} {campo.auto_id}_{sufijo}".strip()


@register.simple_tag(takes_context=True)
def fallos(context: Context) -> list[Fallo]:
    """Every error of `form`, of `formsets` and of `entradas`, in the order of the page."""
    formulario = context.get("form")
    lista = list(_de_formulario(formulario)) if formulario is not None else []
    for conjunto in context.get("formsets") or []:
        lista.extend(_de_lineas(conjunto))
    entradas = context.get("entradas")
    return lista + (list(_de_formulario(entradas)) if entradas is not None else [])


def _de_formulario(formulario: BaseForm, rotulo: str = "") -> Iterator[Fallo]:
    if not formulario.is_bound:
        return
    for error in formulario.non_field_errors():
        yield Fallo(f"{rotulo}{error}", "")
    for campo in formulario:
        for error in campo.errors:
            yield Fallo(f"{rotulo}{campo.label}: {error}", _destino(campo))


def _de_lineas(conjunto: "BaseFormSet[Any]") -> Iterator[Fallo]:
    for error in conjunto.non_form_errors():
        yield Fallo(str(error), "")
    for numero, formulario in enumerate(conjunto.forms, start=1):
        yield from _de_formulario(formulario, _("Línea %(numero)s, ") % {"numero": numero})


def _destino(campo: BoundField) -> str:
    if campo.is_hidden:
        return ""
    return campo.id_for_label or f"{campo.auto_id}_0"


@register.filter
def maximo_bytes(campo: BoundField) -> int | bool:
    """The size that a file field accepts; False where it says nothing."""
    return getattr(campo.field, "maximo_bytes", False)
