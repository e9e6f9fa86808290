from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentosConfig(AppConfig):
    name = "vuce.documentos"
    verbose_name = _("Documentos")
