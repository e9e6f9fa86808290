from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContingentesConfig(AppConfig):
    name = "contingentes"
    verbose_name = _("Contingentes de exportación")
