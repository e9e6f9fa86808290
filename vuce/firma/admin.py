from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vuce.firma.forms import ImportarRaizForm
from vuce.firma.models import RaizDeConfianza


@admin.register(RaizDeConfianza)
class RaizDeConfianzaAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A root is imported and withdrawn, never edited: its row tells whose signatures were accepted when."""

    list_display = ["nombre", "huella_sha256", "demo", "agregada_por", "agregada_en", "retirada_en"]
    list_filter = ["demo"]
    search_fields = ["nombre", "huella_sha256"]
    fields = ["nombre", "certificado"]
    form = ImportarRaizForm
    actions = ["retirar"]

    def has_change_permission(self, request: HttpRequest, obj: RaizDeConfianza | None = None) -> bool:
        """The list and its actions need it; a single root is read-only."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: RaizDeConfianza | None = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: RaizDeConfianza | None = None) -> Any:
        if obj is None:
            return self.fields
        return ["nombre", "huella_sha256", "pem", "demo", "agregada_por", "agregada_en", "retirada_en"]

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        form.instance.agregada_por = request.user
        return super().save_form(request, form, change)

    def save_model(self, request: HttpRequest, obj: RaizDeConfianza, form: Any, change: bool) -> None:
        """Already kept by the form, which may have found the same root in the store."""

    @admin.action(description=_("Retirar del almacén de confianza"), permissions=["change"])
    def retirar(self, request: HttpRequest, queryset: QuerySet[RaizDeConfianza]) -> None:
        retiradas = queryset.filter(retirada_en=None).update(retirada_en=timezone.now())
        self.message_user(request, _("Raíces retiradas: %(numero)s.") % {"numero": retiradas})
