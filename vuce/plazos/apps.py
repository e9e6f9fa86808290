from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlazosConfig(AppConfig):
    name = "vuce.plazos"
    verbose_name = _("Plazos")
