from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class TramitesConfig(AppConfig):
    name = "vuce.tramites"
    verbose_name = _("Trámites")

    def ready(self) -> None:
        autodiscover_modules("procedimientos")
