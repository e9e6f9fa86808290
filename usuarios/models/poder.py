"""Mandate by which a customs agency acts on another company's NIT (usuarios USR-06)."""

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from usuarios.models.empresa import Empresa


class PoderQuerySet(models.QuerySet["Poder"]):
    def vigentes(self) -> "PoderQuerySet":
        """Approved mandates in force today (America/Bogota), neither expired nor revoked."""
        hoy = timezone.localdate()
        return self.filter(desde__lte=hoy, hasta__gte=hoy, aprobado_en__isnull=False, revocado_en__isnull=True)


@pghistory.track()
class Poder(models.Model):
    """`apoderada` may act for `titular` in `modulos` from `desde` to `hasta`, both days included."""

    titular = models.ForeignKey(Empresa, models.PROTECT, related_name="poderes_otorgados", verbose_name=_("titular"))
    apoderada = models.ForeignKey(
        Empresa, models.PROTECT, related_name="poderes_recibidos", verbose_name=_("apoderada")
    )
    modulos = ArrayField(models.CharField(max_length=50), verbose_name=_("módulos"))
    desde = models.DateField(_("vigente desde"))
    hasta = models.DateField(_("vigente hasta"))
    aprobado_en = models.DateTimeField(_("aprobado en"), null=True, blank=True)
    revocado_en = models.DateTimeField(_("revocado en"), null=True, blank=True)

    objects = PoderQuerySet.as_manager()

    class Meta:
        verbose_name = _("poder")
        verbose_name_plural = _("poderes")
        ordering = ["-hasta", "-id"]
        indexes: ClassVar = [models.Index(fields=["apoderada", "titular"], name="poder_apoderada_titular")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(hasta__gte=F("desde")),
                name="poder_fechas_en_orden",
                violation_error_message=_("La fecha final del poder no puede ser anterior a la inicial."),
            ),
            models.CheckConstraint(
                condition=~Q(titular=F("apoderada")),
                name="poder_entre_dos_empresas",
                violation_error_message=_("Una empresa no puede otorgarse un poder a sí misma."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.apoderada} → {self.titular}"
