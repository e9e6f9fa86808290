"""How cases are searched, the same in the inbox, its exports and the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import django_filters
from django import forms
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vuce.comun.instantes import fin_del_dia, inicio_del_dia
from vuce.tramites.estados import Fase
from vuce.tramites.models import Tramite
from vuce.tramites.permisos import titulares
from vuce.tramites.procedimientos import REGISTRO

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from vuce.tramites.models import TramiteQuerySet

MAXIMO_DE_TITULARES = 500


def _procedimientos() -> list[tuple[str, Any]]:
    return [(codigo, procedimiento.nombre) for codigo, procedimiento in REGISTRO.items()]


class FiltroTramites(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="buscar", label=_("Buscar"), max_length=100, help_text=_("Radicado o palabras del asunto.")
    )
    procedimiento = django_filters.ChoiceFilter(
        choices=_procedimientos, label=_("Procedimiento"), empty_label=_("Todos")
    )
    fase = django_filters.ChoiceFilter(choices=Fase, label=_("Quién lo tiene"), empty_label=_("Todas"))
    desde = django_filters.DateFilter(method="creados_desde", label=_("Creados desde"), widget=forms.DateInput)
    hasta = django_filters.DateFilter(method="creados_hasta", label=_("Creados hasta"), widget=forms.DateInput)

    class Meta:
        model = Tramite
        fields: tuple[str, ...] = ()

    @property
    def qs(self) -> TramiteQuerySet:
        return cast("TramiteQuerySet", super().qs)

    def buscar(self, consulta: QuerySet[Tramite], _nombre: str, texto: str) -> QuerySet[Tramite]:
        return consulta.filter(self.coincide(texto))

    def coincide(self, texto: str) -> Q:
        """Columns of the case alone: a condition on a joined table would keep the database from its indexes."""
        palabras = SearchQuery(texto, config="spanish", search_type="websearch")
        return Q(busqueda=palabras) | Q(numero__startswith=texto.upper())

    def creados_desde(self, consulta: QuerySet[Tramite], _nombre: str, dia: date) -> QuerySet[Tramite]:
        return consulta.filter(creado_en__gte=inicio_del_dia(dia))

    def creados_hasta(self, consulta: QuerySet[Tramite], _nombre: str, dia: date) -> QuerySet[Tramite]:
        return consulta.filter(creado_en__lte=fin_del_dia(dia))


class FiltroBandeja(FiltroTramites):
    """The reviewer's: also whose it is, and whose desk it lies on."""

    q = django_filters.CharFilter(
        method="buscar",
        label=_("Buscar"),
        max_length=100,
        help_text=_("Radicado, NIT, razón social o palabras del asunto."),
    )
    evaluador = django_filters.NumberFilter(field_name="asignado_a", widget=forms.HiddenInput)
    mios = django_filters.BooleanFilter(method="asignados", label=_("Solo los míos"), widget=forms.CheckboxInput)

    def coincide(self, texto: str) -> Q:
        """The holders are looked up first: of many that match, the first ones."""
        parecidos = list(titulares().parecidos(texto).values_list("pk", flat=True)[:MAXIMO_DE_TITULARES])
        return super().coincide(texto) | Q(titular__in=parecidos)

    def asignados(self, consulta: QuerySet[Tramite], _nombre: str, valor: bool) -> QuerySet[Tramite]:
        return consulta.filter(asignado_a=self.request.user.pk) if valor and self.request else consulta
