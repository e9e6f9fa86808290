"""Electronic mailbox (buzón): every notice is a row first, a mail second (usuarios USR-09)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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
    adjunta = models.CharField(_("clase de documento que lleva"), max_length=50, blank=True)
    depositado_en = models.DateTimeField(_("depositado en"), auto_now_add=True)
    leido_en = models.DateTimeField(_("leído en"), null=True, blank=True)
    correo = models.CharField(_("correo"), max_length=10, choices=Correo, default=Correo.PENDIENTE)
    enviado_en = models.DateTimeField(_("enviado en"), null=True, blank=True)
    intentos = models.PositiveSmallIntegerField(_("intentos"), default=0)
    ultimo_error = models.TextField(_("último error"), blank=True)

    class Meta:
        verbose_name = _("aviso")
        verbose_name_plural = _("avisos")
        ordering = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["usuario", "-id"], name="aviso_buzon"),
            models.Index(fields=["id"], name="aviso_por_enviar", condition=Q(correo="pendiente")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(usuario__isnull=False) | Q(titular__isnull=False), name="aviso_con_destinatario"
            )
        ]

    def __str__(self) -> str:
        return self.asunto
