from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogosConfig(AppConfig):
    name = "vuce.catalogos"
    verbose_name = _("Catálogos")
