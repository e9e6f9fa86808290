"""Electronic mailbox (buzón): every notice is a row first, a mail second (usuarios USR-09)."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class AvisoQuerySet(models.QuerySet["Aviso"]):
    def por_enviar(self) -> "AvisoQuerySet":
        """Mails whose turn has come: never taken, left by a worker that died, or waiting after a failure."""
        return self.filter(correo=Aviso.Correo.PENDIENTE, proximo_intento_en__lte=timezone.now())

    def sin_leer(self, usuario: "AbstractBaseUser | AnonymousUser") -> "AvisoQuerySet":
        return self.filter(usuario=usuario.pk, leido_en=None)


class Aviso(models.Model):
    """Notice deposited in the mailbox of `usuario`, or sent to the authorised address of `titular` when no user."""

    class Correo(models.TextChoices):
        PENDIENTE = "pendiente", _("Por enviar")
        ENVIADO = "enviado", _("Enviado")
        ERROR = "error", _("No se pudo enviar")
        NO_LLEVA = "no", _("No lleva correo")

    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="avisos",
        verbose_name=_("usuario"),
    )
    titular = models.ForeignKey(
        settings.VUCE_TITULAR_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="avisos",
        verbose_name=_("titular"),
    )
    tramite = models.ForeignKey(
        "tramites.Tramite", models.PROTECT, null=True, blank=True, related_name="avisos", verbose_name=_("trámite")
    )
    asunto = models.CharField(_("asunto"), max_length=200)
    cuerpo = models.TextField(_("texto"))
    # An act of the authority is notified by it: when it was deposited and first opened can be proven (USR-09).
    efecto_legal = models.BooleanField(_("tiene efecto legal"), default=False)
    adjunta = models.CharField(_("clase de documento que lleva"), max_length=50, blank=True)
    depositado_en = models.DateTimeField(_("depositado en"), auto_now_add=True)
    leido_en = models.DateTimeField(_("leído en"), null=True, blank=True)
    correo = models.CharField(_("correo"), max_length=10, choices=Correo, default=Correo.PENDIENTE)
    enviado_en = models.DateTimeField(_("enviado en"), null=True, blank=True)
    intentos = models.PositiveSmallIntegerField(_("intentos"), default=0)
    # Who takes the row to send it moves this instant forward: its claim, and its wait after a failure.
    proximo_intento_en = models.DateTimeField(_("próximo intento"), default=timezone.now)
    ultimo_error = models.TextField(_("último error"), blank=True)

    objects = AvisoQuerySet.as_manager()

    class Meta:
        verbose_name = _("aviso")
        verbose_name_plural = _("avisos")
        ordering = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["usuario", "-id"], name="aviso_buzon"),
            models.Index(fields=["proximo_intento_en"], name="aviso_por_enviar", condition=Q(correo="pendiente")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(usuario__isnull=False) | Q(titular__isnull=False), name="aviso_con_destinatario"
            )
        ]

    def __str__(self) -> str:
        return self.asunto

    def direcciones(self) -> list[str]:
        """Where its mail goes, read when it is sent; none where the person gave no address."""
        if self.usuario:
            return [self.usuario.correo] if self.usuario.correo else []
        return list(self.titular.direcciones_de_aviso()) if self.titular else []
