from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class UsuariosConfig(AppConfig):
    name = "usuarios"
    verbose_name = _("Usuarios")

    def ready(self) -> None:
        import_module("usuarios.ingreso.senales")
        post_migrate.connect(import_module("usuarios.ingreso.condiciones").al_migrar, sender=self)
