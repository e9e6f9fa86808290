from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AduanaConfig(AppConfig):
    name = "aduana"
    verbose_name = _("Aduana")
