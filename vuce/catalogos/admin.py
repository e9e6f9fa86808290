"""Catalogues in the administration: by permission, searchable, with the history that the database keeps."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from vuce.catalogos.models import (
    Departamento,
    Dependencia,
    DireccionSeccional,
    Entidad,
    Moneda,
    Municipio,
    Pais,
    Parametro,
    Subpartida,
    Unidad,
    VersionParametro,
)

CAMBIOS_VISIBLES = 50
ETIQUETAS = {"insert": _("agregado"), "update": _("cambiado"), "delete": _("borrado")}


class ConHistoria(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows the last changes of a row; its key is not edited once it exists."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        clave = [obj._meta.pk.name] if obj is not None and obj._meta.pk.editable else []
        return [*super().get_readonly_fields(request, obj), *clave, "historial"]

    @admin.display(description=_("historial"))
    def historial(self, obj: models.Model) -> SafeString:
        if obj.pk is None or not hasattr(obj, "events"):
            return format_html("—")
        eventos = obj.events.order_by("-pgh_id")[:CAMBIOS_VISIBLES]
        lineas = ((_cuando(e), ETIQUETAS.get(e.pgh_label, e.pgh_label), _que(e)) for e in eventos)
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{} · {}: {}</li>", lineas))


def _cuando(evento: Any) -> str:
    return date_format(localtime(evento.pgh_created_at), "DATETIME_FORMAT")


def _que(evento: Any) -> str:
    """The row as it stood, without the columns of the history itself."""
    campos = (campo for campo in evento._meta.concrete_fields if not campo.name.startswith("pgh_"))
    return ", ".join(f"{campo.verbose_name}={campo.value_from_object(evento)}" for campo in campos)


@admin.register(Pais)
class PaisAdmin(ConHistoria):
    list_display = ("codigo", "nombre", "iso2", "iso3", "vigente_desde", "vigente_hasta")
    search_fields = ("codigo", "nombre", "iso2", "iso3")


@admin.register(Departamento, Moneda)
class CodigoYNombreAdmin(ConHistoria):
    list_display = ("codigo", "nombre", "vigente_desde", "vigente_hasta")
    search_fields = ("codigo", "nombre")


@admin.register(Municipio)
class MunicipioAdmin(ConHistoria):
    list_display = ("codigo", "nombre", "departamento", "tipo")
    list_filter = ("departamento",)
    list_select_related = ("departamento",)
    search_fields = ("codigo", "nombre")


@admin.register(DireccionSeccional)
class DireccionSeccionalAdmin(ConHistoria):
    list_display = ("codigo", "nombre", "aduanas")
    list_filter = ("aduanas",)
    search_fields = ("codigo", "nombre")


@admin.register(Unidad)
class UnidadAdmin(ConHistoria):
    list_display = ("codigo", "nombre", "simbolo", "decimales", "retirada")
    list_filter = ("retirada",)
    search_fields = ("codigo", "nombre", "simbolo")


@admin.register(Subpartida)
class SubpartidaAdmin(ConHistoria):
    list_display = ("con_puntos", "descripcion", "unidad", "verificada", "vigente_desde", "vigente_hasta")
    list_filter = ("verificada",)
    list_select_related = ("unidad",)
    search_fields = ("codigo__startswith", "descripcion_completa")
    autocomplete_fields = ("unidad",)
    exclude = ("busqueda",)


class VersionEnLinea(admin.TabularInline):  # type: ignore[type-arg]
    model = VersionParametro
    extra = 0
    can_delete = False
    show_change_link = True
    ordering = ("-vigente_desde",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Parametro)
class ParametroAdmin(ConHistoria):
    """Parameters come from the apps that read them; their values are versions."""

    list_display = ("codigo", "nombre", "tipo")
    list_filter = ("tipo",)
    search_fields = ("codigo", "nombre")
    readonly_fields = ("codigo", "tipo", "nombre")
    inlines = (VersionEnLinea,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(VersionParametro)
class VersionParametroAdmin(ConHistoria):
    list_display = ("parametro", "valor", "vigente_desde", "vigente_hasta", "norma", "articulo")
    list_filter = ("parametro__tipo",)
    list_select_related = ("parametro",)
    search_fields = ("parametro__codigo", "norma")
    autocomplete_fields = ("parametro",)

    def get_readonly_fields(self, request: HttpRequest, obj: VersionParametro | None = None) -> list[str]:
        fijos = ["parametro", "valor", "vigente_desde"] if obj is not None and obj.comenzada else []
        return [*super().get_readonly_fields(request, obj), *fijos]

    def has_delete_permission(self, request: HttpRequest, obj: VersionParametro | None = None) -> bool:
        """A version that has begun stays; the bulk action could meet one, so versions are deleted one by one."""
        return obj is not None and not obj.comenzada and super().has_delete_permission(request, obj)


@admin.register(Entidad)
class EntidadAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("codigo", "nombre", "nit")
    search_fields = ("codigo", "nombre", "nit")


@admin.register(Dependencia)
class DependenciaAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("codigo", "nombre", "entidad")
    list_filter = ("entidad",)
    list_select_related = ("entidad",)
    search_fields = ("codigo", "nombre")
