"""How cases are searched, the same in the inbox, its exports and the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import django_filters
from django import forms
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vuce.tramites.estados import Fase
from vuce.tramites.models import Tramite
from vuce.tramites.procedimientos import REGISTRO

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from vuce.tramites.models import TramiteQuerySet


def _procedimientos() -> list[tuple[str, Any]]:
    return [(codigo, procedimiento.nombre) for codigo, procedimiento in REGISTRO.items()]


class FiltroTramites(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="buscar", label=_("Buscar"), help_text=_("Radicado, NIT, razón social o palabras del asunto.")
    )
    procedimiento = django_filters.ChoiceFilter(
        choices=_procedimientos, label=_("Procedimiento"), empty_label=_("Todos")
    )
    fase = django_filters.ChoiceFilter(choices=Fase, label=_("Quién lo tiene"), empty_label=_("Todas"))
    desde = django_filters.DateFilter(
        field_name="creado_en", lookup_expr="date__gte", label=_("Creados desde"), widget=forms.DateInput
    )
    hasta = django_filters.DateFilter(
        field_name="creado_en", lookup_expr="date__lte", label=_("Creados hasta"), widget=forms.DateInput
    )

    class Meta:
        model = Tramite
        fields: tuple[str, ...] = ()

    @property
    def qs(self) -> TramiteQuerySet:
        return cast("TramiteQuerySet", super().qs)

    def buscar(self, consulta: QuerySet[Tramite], _nombre: str, texto: str) -> QuerySet[Tramite]:
        digitos = "".join(c for c in texto if c.isdigit())
        condicion = Q(busqueda=SearchQuery(texto, config="spanish", search_type="websearch"))
        condicion |= Q(numero__istartswith=texto.strip())
        if digitos and not any(c.isalpha() for c in texto):
            condicion |= Q(titular__identificacion__in=[digitos, digitos[:-1]])
        else:
            condicion |= Q(titular__razon_social__icontains=texto.strip())
        return consulta.filter(condicion)


class FiltroBandeja(FiltroTramites):
    """The reviewer's: also whose desk it lies on."""

    mios = django_filters.BooleanFilter(method="asignados", label=_("Solo los míos"), widget=forms.CheckboxInput)

    def asignados(self, consulta: QuerySet[Tramite], _nombre: str, valor: bool) -> QuerySet[Tramite]:
        return consulta.filter(asignado_a=self.request.user.pk) if valor and self.request else consulta
