"""A person who enters the portal."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
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

    class Vigencia(models.TextChoices):
        """How long an account lasts (Resolución 4240 de 2000, art. 6)."""

        HABITUAL = "habitual", _("Habitual")
        OCASIONAL = "ocasional", _("Ocasional")
        BREVE = "breve", _("Ocasional, por una operación")

    # Who may begin a session: the first entry is what activates an account.
    ENTRAN = (Estado.ACTIVO, Estado.PENDIENTE_ACTIVACION)
    # Without an account for good: the person may have another one in the same company.
    SIN_CUENTA = (Estado.CANCELADO, Estado.ELIMINADO)

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
    telefono = models.CharField(_("teléfono"), max_length=30, blank=True)
    direccion = models.CharField(_("dirección"), max_length=200, blank=True)
    municipio = models.ForeignKey(
        "catalogos.Municipio", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("municipio")
    )
    ubigeo = models.CharField(_("departamento, provincia y distrito"), max_length=200, blank=True)
    clave_temporal = models.BooleanField(_("debe cambiar la contraseña"), default=False)
    correo_verificado_en = models.DateTimeField(_("correo verificado en"), null=True, blank=True)
    registrado_en = models.DateTimeField(_("completó su primer ingreso en"), null=True, blank=True)
    fallos = models.PositiveSmallIntegerField(_("ingresos fallidos seguidos"), default=0)
    vigencia = models.CharField(_("clase de vigencia"), max_length=10, choices=Vigencia, default=Vigencia.HABITUAL)
    vence_el = models.DateField(_("la cuenta vence el"), null=True, blank=True)
    aviso_de_vencimiento = models.PositiveSmallIntegerField(_("último aviso de vencimiento, días"), null=True)
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
            ),
            models.UniqueConstraint(
                fields=["empresa", "tipo_documento", "documento"],
                condition=~Q(documento="") & ~Q(situacion__in=["cancelado", "eliminado"]),
                name="usuario_documento_unico_en_su_empresa",
                violation_error_message=_("La empresa ya tiene un usuario con ese documento."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["vence_el"], name="usuario_por_vencer", condition=Q(situacion="activo"))
        ]

    def __str__(self) -> str:
        return self.nombre

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Asked by Django at each request: a suspended user's session ends at once, and so does an expired one's."""
        vencida = self.vence_el is not None and self.vence_el < timezone.localdate()
        return self.situacion in self.ENTRAN and not vencida

    def get_full_name(self) -> str:
        return self.nombre
