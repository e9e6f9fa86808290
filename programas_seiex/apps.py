from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramasSeiexConfig(AppConfig):
    name = "programas_seiex"
    verbose_name = _("Programas SEIEX")
