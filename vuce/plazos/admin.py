"""Closures are loaded by whoever holds the permission; terms are only looked at."""

from django.contrib import admin
from django.http import HttpRequest

from vuce.plazos.models import Cierre, Plazo


@admin.register(Cierre)
class CierreAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("desde", "hasta", "pais", "dependencia", "habilita", "norma")
    list_filter = ("pais", "habilita")
    search_fields = ("norma", "motivo")
    date_hierarchy = "desde"


@admin.register(Plazo)
class PlazoAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("tramite", "codigo", "termino", "inicia_en", "vence_en", "estado")
    list_filter = ("estado", "codigo")
    search_fields = ("tramite__numero",)
    list_select_related = ("tramite",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Plazo | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Plazo | None = None) -> bool:
        return False
