"""Cases and their record in the administration: to be looked at. What changes a case is its one door, not a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from vuce.tramites.models import Actuacion, SelloBitacora, Tramite

if TYPE_CHECKING:
    Administrador = admin.ModelAdmin[Any]
    Lista = admin.TabularInline[Any, Any]
else:
    Administrador = admin.ModelAdmin
    Lista = admin.TabularInline


class SoloLectura:
    """Seen by whoever holds the «view» permission; changed by nobody."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Actuaciones(SoloLectura, Lista):
    model = Actuacion
    fields = ("orden", "accion", "desde", "hasta", "usuario", "por_cuenta_de", "poder", "en", "ip")
    ordering = ("orden",)


@admin.register(Tramite)
class TramiteAdmin(SoloLectura, Administrador):
    list_display = ("numero", "procedimiento", "titular", "estado", "fase", "asignado_a", "creado_en", "vence_en")
    list_filter = ("fase", "procedimiento", "dependencia")
    list_select_related = ("titular", "asignado_a")
    search_fields = ("numero", "asunto", "titular__identificacion", "titular__razon_social")
    fields = (
        *("numero", "procedimiento", "titular", "asunto", "estado", "fase", "version", "dependencia", "asignado_a"),
        *("clave", "clave_correccion", "creado_en", "enviado_en", "estado_desde", "vence_en"),
    )
    inlines = (Actuaciones,)
    show_full_result_count = False


@admin.register(Actuacion)
class ActuacionAdmin(SoloLectura, Administrador):
    list_display = ("tramite", "orden", "accion", "desde", "hasta", "usuario", "por_cuenta_de", "en")
    list_filter = ("accion",)
    list_select_related = ("tramite", "usuario", "por_cuenta_de")
    search_fields = ("tramite__numero", "usuario__codigo", "usuario__nombre")
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(SelloBitacora)
class SelloBitacoraAdmin(SoloLectura, Administrador):
    list_display = ("raiz", "hasta_actuacion", "sellado_en")
    fields = ("raiz", "hasta_actuacion", "sellado_en")
    ordering = ("-hasta_actuacion",)
