"""A person who enters the portal."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from usuarios.models.empresa import Empresa


class UsuarioManager(BaseUserManager["Usuario"]):
    def create_user(self, codigo: str, password: str | None = None, **campos: Any) -> "Usuario":
        usuario = self.model(codigo=codigo, **campos)
        usuario.set_password(password)
        usuario.save(using=self._db)
        return usuario

    def create_superuser(self, codigo: str, password: str | None = None, **campos: Any) -> "Usuario":
        return self.create_user(codigo, password, is_staff=True, is_superuser=True, **campos)

    def get_by_natural_key(self, codigo: str | None) -> "Usuario":
        return self.get(codigo__iexact=codigo)


class Usuario(AbstractBaseUser, PermissionsMixin):
    """User of a company (`empresa`), or of an authority (`empresa` empty, rights on its dependencias)."""

    class Estado(models.TextChoices):
        PENDIENTE_ACTIVACION = "pendiente_activacion", _("Pendiente de activación")
        ACTIVO = "activo", _("Activo")
        SUSPENDIDO = "suspendido", _("Suspendido")
        INACTIVO = "inactivo", _("Inactivo")
        VENCIDO = "vencido", _("Vencido")
        CANCELADO = "cancelado", _("Cancelado")
        ELIMINADO = "eliminado", _("Eliminado")

    codigo = models.CharField(_("usuario"), max_length=30, unique=True)
    empresa = models.ForeignKey(
        Empresa, models.PROTECT, null=True, blank=True, related_name="usuarios", verbose_name=_("empresa")
    )
    nombre = models.CharField(_("nombres y apellidos"), max_length=200)
    tipo_documento = models.CharField(_("tipo de documento"), max_length=3, default="CC")
    documento = models.CharField(_("número de documento"), max_length=20, blank=True)
    correo = models.EmailField(_("correo electrónico"), blank=True)
    situacion = models.CharField(_("estado"), max_length=20, choices=Estado, default=Estado.ACTIVO)
    is_staff = models.BooleanField(_("entra a la administración"), default=False)
    creado_en = models.DateTimeField(_("creado en"), auto_now_add=True)

    objects = UsuarioManager()

    USERNAME_FIELD = "codigo"
    EMAIL_FIELD = "correo"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["nombre", "correo"]

    class Meta:
        verbose_name = _("usuario")
        verbose_name_plural = _("usuarios")
        ordering = ["codigo"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("codigo"),
                name="usuario_codigo_unico",
                violation_error_message=_("Ya existe un usuario con ese código."),
            )
        ]

    def __str__(self) -> str:
        return self.nombre

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Asked by Django at each request: a suspended user's session ends at once."""
        return self.situacion == self.Estado.ACTIVO

    def get_full_name(self) -> str:
        return self.nombre
