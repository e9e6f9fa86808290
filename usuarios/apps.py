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
        if request.actua_por.titular is None or request.actua_por.titular.pk != request.user.empresa_id:  # type: ignore
            return []
        propias: list[tuple[Any, str]] = [(_("Poderes"), "usuarios:poderes")]
        if import_module("usuarios.acceso").administra(request.user):
            propias.append((_("Usuarios secundarios"), "usuarios:secundarios"))
        return propias
