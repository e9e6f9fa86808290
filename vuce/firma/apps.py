from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FirmaConfig(AppConfig):
    name = "vuce.firma"
    verbose_name = _("Firma")

    def ready(self) -> None:
        import_module("vuce.firma.checks")
