"""What narrows a secondary user: the modules that are open to it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Perfil(models.Model):
    """`usuario` may work in `modulo`. Without one, its roles are worth nothing there (usuarios, «Roles»)."""

    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="perfiles", verbose_name=_("usuario")
    )
    modulo = models.CharField(_("módulo"), max_length=50)

    class Meta:
        verbose_name = _("perfil")
        verbose_name_plural = _("perfiles")
        ordering = ["usuario_id", "modulo"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["usuario", "modulo"], name="perfil_unico")]

    def __str__(self) -> str:
        return f"{self.usuario_id}: {self.modulo}"
