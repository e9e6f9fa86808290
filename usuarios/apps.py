from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class UsuariosConfig(AppConfig):
    name = "usuarios"
    verbose_name = _("Usuarios")

    def ready(self) -> None:
        import_module("usuarios.ingreso.senales")
        post_migrate.connect(import_module("usuarios.ingreso.condiciones").al_migrar, sender=self)

    def menu(self, request: HttpRequest) -> list[tuple[Any, str]]:
        """What the menu offers of the accounts beside their procedures."""
        titular = request.actua_por.titular  # type: ignore[attr-defined]
        if titular is None or titular.pk != request.user.empresa_id or not titular.registrada:  # type: ignore[union-attr]
            return []
        propias: list[tuple[Any, str]] = [(_("Poderes"), "usuarios:poderes")]
        if import_module("usuarios.acceso").administra(request.user):
            propias.append((_("Usuarios secundarios"), "usuarios:secundarios"))
            propias.append((_("Datos de la empresa"), "usuarios:datos"))
        return propias
