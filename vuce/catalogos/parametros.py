"""Parameters: an app declares them in its `parametros.py`, the portal keeps their values by date.

declarar_parametro("contingentes.respuesta", TipoParametro.TERMINO, _("Término de respuesta"),
                   valor=Termino(15), norma="Decreto 2685 de 1999", articulo="5")
parametro("contingentes.respuesta").valor  →  Termino(15)
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.apps import apps as django_apps
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from vuce.catalogos.models.parametro import LECTORES, Parametro, TipoParametro, VersionParametro, crudo

DESDE_SIEMPRE = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Declaracion:
    codigo: str
    tipo: str
    nombre: Any
    valor: Any
    desde: date
    norma: str
    articulo: str


class ValorVigente(NamedTuple):
    """A value and the id of the version that holds it, for the case to remember."""

    valor: Any
    version: int


class ParametroSinValor(ValidationError):
    """Nothing is in force: the portal never guesses a figure that a norm fixes."""

    def __init__(self, codigo: str, fecha: date) -> None:
        super().__init__(
            _("El parámetro «%(codigo)s» no tiene valor vigente el %(fecha)s: un administrador debe cargarlo."),
            code="parametro_sin_valor",
            params={"codigo": codigo, "fecha": date_format(fecha)},
        )


DECLARADOS: dict[str, Declaracion] = {}


def declarar_parametro(
    codigo: str,
    tipo: TipoParametro,
    nombre: Any,
    *,
    valor: Any = None,
    desde: date = DESDE_SIEMPRE,
    norma: str = "",
    articulo: str = "",
) -> str:
    """Say that the app reads `codigo`, with its first value if the sources state one; returns `codigo`."""
    if codigo in DECLARADOS:
        raise ValueError(f"{codigo} is declared twice")
    if valor is not None:
        LECTORES[tipo](crudo(valor))
        if not norma:
            raise ValueError(f"{codigo} states a value without its norm")
    DECLARADOS[codigo] = Declaracion(codigo, tipo, nombre, valor, desde, norma, articulo)
    return codigo


def parametro(codigo: str, fecha: date | None = None) -> ValorVigente:
    """The value in force on `fecha` (today's local date if none); `ParametroSinValor` where there is none."""
    dia = fecha or timezone.localdate()
    version = (
        VersionParametro.objects.vigentes(dia).filter(parametro__codigo=codigo).select_related("parametro").first()
    )
    if version is None:
        raise ParametroSinValor(codigo, dia)
    return ValorVigente(LECTORES[version.parametro.tipo](version.valor), version.pk)


def cargar_declarados(base: str = DEFAULT_DB_ALIAS) -> None:
    """Rows of every declared parameter; a first value only where there is none, so that none is ever overwritten."""
    with transaction.atomic(using=base):
        for declarado in DECLARADOS.values():
            fila, nueva = Parametro.objects.using(base).get_or_create(
                codigo=declarado.codigo, defaults={"tipo": declarado.tipo, "nombre": str(declarado.nombre)}
            )
            if nueva and declarado.valor is not None:
                VersionParametro.objects.using(base).create(
                    parametro=fila,
                    valor=crudo(declarado.valor),
                    vigente_desde=declarado.desde,
                    norma=declarado.norma,
                    articulo=declarado.articulo,
                )


@receiver(post_migrate)
def al_migrar(sender: Any, using: str, apps: Any = django_apps, **_resto: Any) -> None:
    """After `migrate`, the declared parameters have their rows; not where it stopped before their tables exist."""
    if sender.name == "vuce.catalogos" and "versionparametro" in apps.all_models["catalogos"]:
        cargar_declarados(using)
