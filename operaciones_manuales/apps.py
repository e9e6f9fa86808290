from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperacionesManualesConfig(AppConfig):
    name = "operaciones_manuales"
    verbose_name = _("Operaciones manuales")
