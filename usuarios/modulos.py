"""Modules that a perfil opens and a mandate covers: those of the registry, by the name of their app."""

from django.apps import apps

from usuarios.models.poder import SIN_PODER
from vuce.tramites.procedimientos import REGISTRO

Opciones = list[tuple[str, str]]


def modulos() -> Opciones:
    codigos = sorted({procedimiento.modulo for procedimiento in REGISTRO.values()})
    return [(codigo, str(apps.get_app_config(codigo).verbose_name)) for codigo in codigos]


def delegables() -> Opciones:
    """Those that a mandate may cover: all but the accounts themselves."""
    return [opcion for opcion in modulos() if opcion[0] != SIN_PODER]


def nombres(codigos: list[str]) -> str:
    """Names of `codigos` for people; a module that is no more keeps its code."""
    etiquetas = dict(modulos())
    return ", ".join(etiquetas.get(codigo, codigo) for codigo in codigos)
