"""Who changed the company's data, when, and what it was before."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pghistory.models import Events

from usuarios.models import CorreoNotificado, Direccion, Empresa, Responsable, Usuario

MODELOS: tuple[Any, ...] = (Empresa, Responsable, Direccion, CorreoNotificado)
CALLADOS = {"id", "empresa_id", "busqueda"}  # columns that say nothing to people


def historia_de(empresa: Empresa) -> QuerySet[Any]:
    eventos = [modelo.pgh_event_model for modelo in MODELOS]
    return Events.objects.across(*eventos).references(empresa)


def contar(eventos: list[Any]) -> list[dict[str, Any]]:
    """The lines that the page shows; two queries however many they are."""
    autores = {(evento.pgh_context or {}).get("user") for evento in eventos} - {None}
    personas = Usuario.objects.in_bulk(autores)
    return [_linea(evento, personas) for evento in eventos]


def _linea(evento: Any, personas: dict[int, Usuario]) -> dict[str, Any]:
    modelo = apps.get_model(evento.pgh_obj_model)
    contexto = evento.pgh_context or {}
    return {
        "en": evento.pgh_created_at,
        "quien": personas.get(contexto.get("user", 0)),
        "que": modelo._meta.verbose_name,
        "accion": evento.pgh_label,
        "cambios": [_cambio(modelo, campo, *par) for campo, par in _cambios(evento) if par[0] != par[1]],
    }


def _cambios(evento: Any) -> list[tuple[str, tuple[Any, Any]]]:
    """Column, before and after: of a new row only what it has, of a removed one what it had."""
    if evento.pgh_label == "update":
        pares = [(campo, (antes, despues)) for campo, (antes, despues) in (evento.pgh_diff or {}).items()]
    elif evento.pgh_label == "delete":
        pares = [(campo, (valor, None)) for campo, valor in evento.pgh_data.items()]
    else:
        pares = [(campo, (None, valor)) for campo, valor in evento.pgh_data.items()]
    return [(campo, par) for campo, par in pares if campo not in CALLADOS and any(par)]


def _cambio(modelo: Any, columna: str, antes: Any, despues: Any) -> tuple[str, str, str]:
    """Label of the column and both values, in the words of people."""
    campo = next(c for c in modelo._meta.concrete_fields if c.attname == columna)
    return str(campo.verbose_name), _en_palabras(campo, antes), _en_palabras(campo, despues)


def _en_palabras(campo: Any, valor: Any) -> str:
    if isinstance(valor, bool):
        return _("Sí") if valor else _("No")
    if isinstance(valor, list):
        return ", ".join(valor)
    return str(dict(campo.flatchoices).get(valor, "" if valor is None else valor))
