from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vuce.notificaciones.models import Aviso

if TYPE_CHECKING:
    Administrador = admin.ModelAdmin[Aviso]
else:
    Administrador = admin.ModelAdmin


@admin.register(Aviso)
class AvisoAdmin(Administrador):
    """Notices whose mail failed, for the operator; nothing is edited here."""

    list_display = ("asunto", "usuario", "titular", "depositado_en", "correo", "intentos", "ultimo_error")
    list_filter = ("correo",)
    list_select_related = ("usuario", "titular")
    search_fields = ("asunto", "tramite__numero")
    actions = ("reintentar",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Aviso | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Aviso | None = None) -> bool:
        return False

    @admin.action(description=_("Volver a enviar los correos que fallaron"), permissions=["view"])
    def reintentar(self, request: HttpRequest, consulta: QuerySet[Aviso]) -> None:
        consulta.filter(correo=Aviso.Correo.ERROR).update(
            correo=Aviso.Correo.PENDIENTE, intentos=0, proximo_intento_en=timezone.now()
        )
