"""How a company's users are searched."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from usuarios.models import Usuario


class FiltroUsuarios(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Buscar"), method="buscar", max_length=100, help_text=_("Código, nombre, documento o correo.")
    )
    situacion = django_filters.ChoiceFilter(label=_("Estado"), choices=Usuario.Estado, empty_label=_("Todos"))

    class Meta:
        model = Usuario
        fields: list[str] = []

    def buscar(self, consulta: QuerySet[Usuario], _nombre: str, texto: str) -> QuerySet[Usuario]:
        texto = texto.strip()
        por_nombre = Q(codigo__istartswith=texto) | Q(nombre__icontains=texto)
        return consulta.filter(por_nombre | Q(documento__startswith=texto) | Q(correo__icontains=texto))
