"""Companies, their people and mandates in the administration. Nothing is deleted: the record names it for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from usuarios.forms_admin import CrearUsuarioForm, EmpresaForm, ResponsableForm, UsuarioForm
from usuarios.ingreso.claves import asentar
from usuarios.ingreso.estados import cambiar_estado
from usuarios.ingreso.eventos import origen
from usuarios.models import ColaRegistro, Condiciones, Empresa, EventoCuenta, Poder, Responsable, Usuario
from vuce.catalogos.models import Dependencia

if TYPE_CHECKING:
    Administrador = admin.ModelAdmin[Any]
    Lista = admin.TabularInline[Any, Any]
else:
    Administrador = admin.ModelAdmin
    Lista = admin.TabularInline


class NoSeBorra:
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Responsables(Lista):
    model = Responsable
    form = ResponsableForm
    extra = 0


@admin.register(Empresa)
class EmpresaAdmin(NoSeBorra, Administrador):
    form = EmpresaForm
    list_display = ("razon_social", "nit", "correo", "ciudad", "agencia_aduanas")
    list_filter = ("agencia_aduanas", "tipo_identificacion")
    search_fields = ("razon_social", "identificacion")
    inlines = (Responsables,)


@admin.register(ColaRegistro)
class ColaRegistroAdmin(Administrador):
    """The platform's administrator, and those of the entity for the queues that they configure."""

    list_display = ("nombre", "tipo", "dependencia")
    list_filter = ("tipo",)
    list_select_related = ("dependencia",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ColaRegistro]:
        return super().get_queryset(request).filter(dependencia__in=self._suyas(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **opciones: Any) -> Any:
        return super().formfield_for_foreignkey(db_field, request, **{**opciones, "queryset": self._suyas(request)})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._configura(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._configura(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._configura(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._configura(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._configura(request)

    def _suyas(self, request: HttpRequest) -> QuerySet[Dependencia]:
        todas = Dependencia.objects.all()
        return todas if request.user.is_superuser else todas.para(request.user, "configurar")

    def _configura(self, request: HttpRequest) -> bool:
        """On a row: Django fetches it from `get_queryset`, so that it is one of theirs."""
        return request.user.is_active and request.user.is_staff and self._suyas(request).exists()


@admin.register(Poder)
class PoderAdmin(NoSeBorra, Administrador):
    """To read: a mandate begins and ends by its procedure, with the signature of who gives it."""

    list_display = ("apoderada", "titular", "modulos", "desde", "hasta", "aprobado_en", "revocado_en")
    list_select_related = ("apoderada", "titular")
    search_fields = ("apoderada__razon_social", "titular__razon_social", "titular__identificacion")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Usuario)
class UsuarioAdmin(NoSeBorra, UserAdmin):
    """The password is never shown or typed here but in Django's own form for changing it."""

    form = UsuarioForm
    add_form = CrearUsuarioForm
    list_display = ("codigo", "nombre", "empresa", "situacion", "is_staff")
    list_filter = ("situacion", "is_staff")
    list_select_related = ("empresa",)
    search_fields = ("codigo", "nombre", "documento", "empresa__razon_social", "empresa__identificacion")
    ordering = ("codigo",)
    autocomplete_fields = ("empresa",)
    fieldsets = (
        (None, {"fields": ("codigo", "password", "situacion", "empresa")}),
        (_("Persona"), {"fields": ("nombre", "tipo_documento", "documento", "correo")}),
        (_("Administración"), {"fields": ("is_staff", "is_superuser", "groups", "user_permissions")}),
    )
    add_fieldsets = (
        (None, {"fields": ("codigo", "password1", "password2", "empresa")}),
        (_("Persona"), {"fields": ("nombre", "tipo_documento", "documento", "correo")}),
    )

    def save_model(self, request: HttpRequest, obj: Usuario, form: Any, change: bool) -> None:
        """The state changes through its own door, with record and notice; the rest is saved as it is."""
        nuevo = obj.situacion
        if change:
            obj.situacion = form.initial["situacion"]
        super().save_model(request, obj, form, change)
        if nuevo != obj.situacion:
            cambiar_estado(obj, nuevo, origen(request, request.user), _("Desde la administración."))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """On the account's record; and whoever got it from another person chooses its own on entering."""
        with transaction.atomic():
            respuesta = super().user_change_password(request, id, form_url)
            if isinstance(respuesta, HttpResponseRedirect):
                usuario = Usuario.objects.get(pk=id)
                de_otro = usuario.pk != request.user.pk and usuario.has_usable_password()
                asentar(usuario, origen(request, request.user), _("Desde la administración."), temporal=de_otro)
        return respuesta

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Only the platform's administrator gives rights on the administration."""
        return () if request.user.is_superuser else ("is_staff", "is_superuser", "groups", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a superuser touches whoever administers or decides: a password given is a person impersonated."""
        permitido = super().has_change_permission(request, obj)
        if obj is None or request.user.is_superuser:
            return permitido
        decide = Dependencia.objects.para(obj, "evaluar", "aprobar", "configurar").exists()
        return permitido and not (obj.is_staff or obj.is_superuser or decide)


@admin.register(Condiciones)
class CondicionesAdmin(NoSeBorra, Administrador):
    """A version in force is read; the next one is written."""

    list_display = ("version", "desde")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        comenzada = obj is not None and obj.desde <= timezone.localdate()
        return super().has_change_permission(request, obj) and not comenzada


@admin.register(EventoCuenta)
class EventoCuentaAdmin(NoSeBorra, Administrador):
    """The security record, also of codes that nobody has: to read."""

    list_display = ("en", "usuario", "tipo", "actor", "ip", "detalle")
    list_filter = ("tipo",)
    list_select_related = ("usuario", "actor")
    search_fields = ("usuario__codigo", "ip")
    date_hierarchy = "en"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
