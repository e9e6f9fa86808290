"""How mandates are searched: by the other company, and by whether they are in force."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from usuarios.models import Empresa, Poder


class FiltroPoderes(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Buscar"), method="buscar", max_length=100, help_text=_("NIT o palabras de la razón social.")
    )
    vigencia = django_filters.ChoiceFilter(
        label=_("Vigencia"),
        choices=[("si", _("Vigentes")), ("no", _("Los demás"))],
        empty_label=_("Todos"),
        method="por_vigencia",
    )

    class Meta:
        model = Poder
        fields: list[str] = []

    def buscar(self, consulta: QuerySet[Poder], _nombre: str, texto: str) -> QuerySet[Poder]:
        parecidas = Empresa.objects.all().parecidos(texto).values("pk")
        return consulta.filter(Q(titular__in=parecidas) | Q(apoderada__in=parecidas))

    def por_vigencia(self, consulta: QuerySet[Poder], _nombre: str, valor: str) -> QuerySet[Poder]:
        vigentes = Poder.objects.vigentes().values("pk")
        return consulta.filter(pk__in=vigentes) if valor == "si" else consulta.exclude(pk__in=vigentes)
