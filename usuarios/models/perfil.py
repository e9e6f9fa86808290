"""What narrows a secondary user: the modules that are open to it, and the roles in which it has already filed."""

from typing import Any, ClassVar

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


class RolEjercidoManager(models.Manager["RolEjercido"]):
    def anotar(self, usuario: Any, roles: list[str], tramite: Any) -> None:
        """Note that `usuario` filed `tramite` while it held `roles`; the first case of each role stays."""
        self.bulk_create(
            [RolEjercido(usuario=usuario, rol=rol, tramite=tramite) for rol in roles], ignore_conflicts=True
        )


class RolEjercido(models.Model):
    """First case that a user filed as customs agent or laboratory: without that role it enters no more (USR-05)."""

    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="roles_ejercidos", verbose_name=_("usuario")
    )
    rol = models.CharField(_("rol"), max_length=20)
    tramite = models.ForeignKey("tramites.Tramite", models.PROTECT, related_name="+", verbose_name=_("trámite"))

    objects = RolEjercidoManager()

    class Meta:
        verbose_name = _("rol ejercido")
        verbose_name_plural = _("roles ejercidos")
        ordering = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["usuario", "rol"], name="rol_ejercido_unico")]

    def __str__(self) -> str:
        return f"{self.usuario_id}: {self.rol}"
