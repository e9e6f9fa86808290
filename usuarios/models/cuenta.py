"""What surrounds a user's account: its sessions, links, tokens, conditions accepted, and the record of it all."""

import uuid
from datetime import date
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from usuarios.models.usuario import Usuario


class EventoCuenta(models.Model):
    """One line of the security record: append-only. `usuario` is empty where nobody has the code that was typed."""

    class Tipo(models.TextChoices):
        INGRESO = "ingreso", _("Ingreso")
        INGRESO_FALLIDO = "ingreso_fallido", _("Ingreso fallido")
        INGRESO_NEGADO = "ingreso_negado", _("Ingreso negado")
        SALIDA = "salida", _("Salida")
        ESTADO = "estado", _("Cambio de estado")
        ROL = "rol", _("Cambio de roles o perfiles")
        ENLACE = "enlace", _("Envío de un enlace")
        CLAVE = "clave", _("Cambio de contraseña")
        CORREO = "correo", _("Verificación del correo")
        DATOS = "datos", _("Cambio de datos")
        CONDICIONES = "condiciones", _("Aceptación de las condiciones")
        FACTOR = "factor", _("Segundo factor")
        SESION = "sesion", _("Cierre de sesiones")
        TOKEN = "token", _("Token de la API")
        VIGENCIA = "vigencia", _("Vigencia de la cuenta")
        ALTA = "alta", _("Creación del usuario")
        ACCESO_NEGADO = "acceso_negado", _("Acceso negado")

    usuario = models.ForeignKey(
        Usuario, models.PROTECT, null=True, blank=True, related_name="eventos", verbose_name=_("usuario")
    )
    tipo = models.CharField(_("tipo"), max_length=20, choices=Tipo)
    actor = models.ForeignKey(
        Usuario, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("quién lo hizo")
    )
    ip = models.GenericIPAddressField(_("IP"), null=True, blank=True)
    agente = models.CharField(_("navegador"), max_length=300, blank=True)
    detalle = models.CharField(_("detalle"), max_length=500, blank=True)
    en = models.DateTimeField(_("en"), auto_now_add=True)

    class Meta:
        verbose_name = _("evento de la cuenta")
        verbose_name_plural = _("eventos de la cuenta")
        ordering: ClassVar = ["-en", "-id"]
        indexes: ClassVar = [models.Index(fields=["usuario", "-en", "-id"], name="evento_de_usuario")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="solo_se_agrega", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_tipo_display()} {self.en:%Y-%m-%d %H:%M}"


class Sesion(AbstractBaseSession):
    """A session of the portal, with whose it is: the row is the session, so that deleting it ends it."""

    usuario = models.ForeignKey(
        Usuario, models.CASCADE, null=True, blank=True, related_name="sesiones", verbose_name=_("usuario")
    )
    ip = models.GenericIPAddressField(_("IP"), null=True, blank=True)
    agente = models.CharField(_("navegador"), max_length=300, blank=True)
    creada_en = models.DateTimeField(_("creada en"), default=timezone.now)

    objects: ClassVar[BaseSessionManager[Any]] = BaseSessionManager()

    class Meta:
        verbose_name = _("sesión")
        verbose_name_plural = _("sesiones")
        ordering: ClassVar = ["-creada_en"]


class Enlace(models.Model):
    """A link sent by mail that works once. The secret is not kept: the key, signed, is the link."""

    class Proposito(models.TextChoices):
        ACTIVACION = "activacion", _("Activación de la cuenta")
        INVITACION = "invitacion", _("Invitación")
        CLAVE = "clave", _("Contraseña nueva")
        CORREO = "correo", _("Verificación del correo")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    usuario = models.ForeignKey(Usuario, models.PROTECT, related_name="enlaces", verbose_name=_("usuario"))
    proposito = models.CharField(_("propósito"), max_length=12, choices=Proposito)
    correo = models.EmailField(_("correo"))
    creado_en = models.DateTimeField(_("creado en"), auto_now_add=True)
    vence_en = models.DateTimeField(_("vence en"))
    usado_en = models.DateTimeField(_("usado en"), null=True, blank=True)
    enviado_en = models.DateTimeField(_("enviado en"), null=True, blank=True)

    class Meta:
        verbose_name = _("enlace")
        verbose_name_plural = _("enlaces")
        ordering: ClassVar = ["-creado_en"]
        indexes: ClassVar = [
            models.Index(fields=["creado_en"], name="enlace_por_enviar", condition=Q(enviado_en=None, usado_en=None))
        ]

    def __str__(self) -> str:
        return f"{self.get_proposito_display()} → {self.correo}"


class CondicionesQuerySet(models.QuerySet["Condiciones"]):
    def vigentes(self, dia: date | None = None) -> "CondicionesQuerySet":
        """The version in force, alone; none where the operator has published none."""
        return self.filter(desde__lte=dia or timezone.localdate()).order_by("-desde", "-id")[:1]


class Condiciones(models.Model):
    """One version of the Condiciones del Servicio; what people accepted never changes."""

    version = models.CharField(_("versión"), max_length=20, unique=True)
    desde = models.DateField(_("rigen desde"))
    texto = models.TextField(_("texto"))

    objects = CondicionesQuerySet.as_manager()

    class Meta:
        verbose_name = _("condiciones del servicio")
        verbose_name_plural = _("condiciones del servicio")
        ordering: ClassVar = ["-desde", "-id"]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="lo_publicado_no_cambia",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.desde <= current_date"),
            )
        ]

    def __str__(self) -> str:
        return self.version


class AceptacionCondiciones(models.Model):
    """That a person accepted a version, when and from where: append-only."""

    usuario = models.ForeignKey(Usuario, models.PROTECT, related_name="aceptaciones", verbose_name=_("usuario"))
    condiciones = models.ForeignKey(Condiciones, models.PROTECT, related_name="+", verbose_name=_("condiciones"))
    ip = models.GenericIPAddressField(_("IP"), null=True, blank=True)
    agente = models.CharField(_("navegador"), max_length=300, blank=True)
    en = models.DateTimeField(_("en"), auto_now_add=True)

    class Meta:
        verbose_name = _("aceptación de las condiciones")
        verbose_name_plural = _("aceptaciones de las condiciones")
        ordering: ClassVar = ["-en"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["usuario", "condiciones"], name="aceptacion_unica")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="solo_se_agrega", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.usuario_id}: {self.condiciones_id}"


class TokenApiQuerySet(models.QuerySet["TokenApi"]):
    def vigentes(self) -> "TokenApiQuerySet":
        return self.filter(revocado_en=None, vence_en__gt=timezone.now())


class TokenApi(models.Model):
    """A key to the API that a user made for one of its qualities. Only the SHA-256 of the secret is kept."""

    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens", verbose_name=_("usuario")
    )
    nombre = models.CharField(_("nombre"), max_length=60)
    calidad = models.CharField(_("calidad"), max_length=80)
    resumen = models.CharField(_("huella del secreto"), max_length=64, unique=True)
    creado_en = models.DateTimeField(_("creado en"), auto_now_add=True)
    vence_en = models.DateTimeField(_("vence en"))
    revocado_en = models.DateTimeField(_("revocado en"), null=True, blank=True)

    objects = TokenApiQuerySet.as_manager()

    class Meta:
        verbose_name = _("token de la API")
        verbose_name_plural = _("tokens de la API")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(vence_en__gt=F("creado_en")),
                name="token_vence_despues",
                violation_error_message=_("El token debe vencer después de creado."),
            )
        ]

    def __str__(self) -> str:
        return self.nombre
