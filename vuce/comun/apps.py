from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComunConfig(AppConfig):
    name = "vuce.comun"
    verbose_name = _("Común")
