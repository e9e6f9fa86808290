from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CatalogosConfig(AppConfig):
    name = "vuce.catalogos"
    verbose_name = _("Catálogos")

    def ready(self) -> None:
        autodiscover_modules("parametros")
