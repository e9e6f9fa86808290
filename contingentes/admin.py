"""Where the administrator of the entity configures quotas: groups; circulars with their calendar and volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contingentes.models import (
    DEPENDENCIA,
    CampoCertificado,
    Circular,
    Contingente,
    Etapa,
    Grupo,
    VolumenGrupo,
)
from contingentes.publicacion import nueva_version, publicar, siguiente_version
from vuce.catalogos.models import Dependencia

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import BaseModelForm
    from django.http import HttpRequest


class DeQuienConfigura:
    """Only who holds «configurar» on the dependency sees and changes these tables (with staff's access to the site)."""

    def _configura(self, request: HttpRequest) -> bool:
        colas = Dependencia.objects.para(request.user, "configurar")
        return request.user.is_active and request.user.is_staff and colas.filter(pk=DEPENDENCIA).exists()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._configura(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._configura(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._configura(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._configura(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._configura(request)


class DeLaCircular(DeQuienConfigura):
    """What a circular orders is shown, and no longer changed, once it is published."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._sin_publicar(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._sin_publicar(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._sin_publicar(obj) and super().has_delete_permission(request, obj)

    def _sin_publicar(self, obj: Any) -> bool:
        return not (isinstance(obj, Circular) and obj.publicada_en)


class GrupoInline(DeQuienConfigura, admin.StackedInline):
    model = Grupo
    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.circular_id)


@admin.register(Contingente)
class ContingenteAdmin(DeQuienConfigura, admin.ModelAdmin):
    list_display = ["nombre", "codigo", "destino", "circular"]
    list_select_related = ["circular"]
    search_fields = ["nombre", "codigo", "destino"]
    prepopulated_fields = {"codigo": ["nombre"]}
    inlines = [GrupoInline]
    actions = ["preparar_version"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.circular_id)

    @admin.action(description=_("Preparar una nueva circular (versión)"))
    def preparar_version(self, request: HttpRequest, queryset: QuerySet[Contingente]) -> None:
        for contingente in queryset:
            if contingente.circular is None:
                texto = _("%(contingente)s aún no tiene una circular publicada.") % {"contingente": contingente}
                self.message_user(request, texto, messages.ERROR)
            else:
                circular = nueva_version(contingente)
                texto = _("Versión %(version)d de %(contingente)s preparada: revísela y publíquela.")
                datos = {"version": circular.version, "contingente": contingente}
                self.message_user(request, texto % datos, messages.SUCCESS)


class EtapaInline(DeLaCircular, admin.TabularInline):
    model = Etapa
    extra = 0


class VolumenInline(DeLaCircular, admin.TabularInline):
    model = VolumenGrupo
    extra = 0


class CampoInline(DeLaCircular, admin.TabularInline):
    model = CampoCertificado
    extra = 0


@admin.register(Circular)
class CircularAdmin(DeLaCircular, admin.ModelAdmin):
    list_display = ["contingente", "version", "numero", "vigente_desde_el", "vigente_hasta_el", "publicada_en"]
    list_select_related = ["contingente"]
    list_filter = ["metodo"]
    inlines = [VolumenInline, EtapaInline, CampoInline]
    actions = ["publicar"]

    def get_readonly_fields(self, request: HttpRequest, obj: Circular | None = None) -> list[str]:
        return ["contingente", "publicada_en"] if obj else ["publicada_en"]

    def save_model(self, request: HttpRequest, obj: Circular, form: BaseModelForm[Circular], change: bool) -> None:
        if not change:
            obj.version = siguiente_version(obj.contingente)
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Publicar: abrir o ajustar los volúmenes"))
    def publicar(self, request: HttpRequest, queryset: QuerySet[Circular]) -> None:
        for circular in queryset:
            try:
                publicar(circular)
            except ValidationError as error:
                for mensaje in error.messages:
                    self.message_user(request, f"{circular}: {mensaje}", messages.ERROR)
            else:
                self.message_user(request, _("%(circular)s publicada.") % {"circular": circular}, messages.SUCCESS)
