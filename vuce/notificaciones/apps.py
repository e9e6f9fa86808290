from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificacionesConfig(AppConfig):
    name = "vuce.notificaciones"
    verbose_name = _("Notificaciones")
