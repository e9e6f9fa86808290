import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vuce.notificaciones.models import Aviso


class FiltroAvisos(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Buscar"), method="buscar", max_length=100)
    leido = django_filters.ChoiceFilter(
        label=_("Estado"),
        choices=[("no", _("Sin abrir")), ("si", _("Abiertos"))],
        empty_label=_("Todos"),
        method="por_leido",
    )
    tramite = django_filters.CharFilter(
        label=_("Radicado"), field_name="tramite__numero", lookup_expr="iexact", max_length=40
    )

    de = django_filters.CharFilter(method="ya_elegido", widget=forms.HiddenInput)

    class Meta:
        model = Aviso
        fields: list[str] = []

    def buscar(self, consulta: QuerySet[Aviso], _nombre: str, valor: str) -> QuerySet[Aviso]:
        return consulta.filter(
            Q(asunto__icontains=valor) | Q(cuerpo__icontains=valor) | Q(tramite__numero__icontains=valor)
        )

    def ya_elegido(self, consulta: QuerySet[Aviso], _nombre: str, _valor: str) -> QuerySet[Aviso]:
        """Whose mailbox it is, the view chose; the field only carries it on."""
        return consulta

    def por_leido(self, consulta: QuerySet[Aviso], _nombre: str, valor: str) -> QuerySet[Aviso]:
        return consulta.filter(leido_en__isnull=valor == "no")
