"""Running terms: a deadline is an instant, claimed when due by compare-and-set."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Plazo(models.Model):
    """Term that runs on a case until `vence_en` (aware instant, last second included)."""

    class Estado(models.TextChoices):
        CORRIENDO = "corriendo", _("Corriendo")
        DETENIDO = "detenido", _("Cumplido")
        VENCIDO = "vencido", _("Vencido")

    tramite = models.ForeignKey("tramites.Tramite", models.PROTECT, related_name="plazos", verbose_name=_("trámite"))
    codigo = models.CharField(_("código"), max_length=50)
    inicia_en = models.DateTimeField(_("inicia en"))
    vence_en = models.DateTimeField(_("vence en"))
    estado = models.CharField(_("estado"), max_length=10, choices=Estado, default=Estado.CORRIENDO)
    cerrado_en = models.DateTimeField(_("cerrado en"), null=True, blank=True)

    class Meta:
        verbose_name = _("plazo")
        verbose_name_plural = _("plazos")
        ordering = ["vence_en", "id"]
        indexes: ClassVar = [models.Index(fields=["vence_en"], name="plazo_corriendo", condition=Q(estado="corriendo"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tramite", "codigo"], condition=Q(estado="corriendo"), name="plazo_uno_corriendo"
            ),
            models.CheckConstraint(condition=Q(vence_en__gte=models.F("inicia_en")), name="plazo_en_orden"),
        ]

    def __str__(self) -> str:
        return self.codigo
