"""What every catalogue has: a validity in days, and a history that the database writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date

AL_REVES = _("La vigencia no puede terminar antes de empezar.")
Modelo = TypeVar("Modelo", bound=models.Model)


def eventos() -> tuple[pghistory.Tracker, ...]:
    """Every change is kept; trackers belong to one model each, so they are made anew."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()


class VigenteQuerySet(models.QuerySet[Modelo]):
    def vigentes(self, fecha: date | None = None) -> Self:
        """Rows in force on `fecha` (today's local date if none)."""
        dia = fecha or timezone.localdate()
        return self.filter(
            Q(vigente_desde__isnull=True) | Q(vigente_desde__lte=dia),
            Q(vigente_hasta__isnull=True) | Q(vigente_hasta__gte=dia),
        )


class Vigente(models.Model):
    """Row of a catalogue, in force on both days that bound it; an empty bound is open."""

    vigente_desde = models.DateField(_("vigente desde"), null=True, blank=True)
    vigente_hasta = models.DateField(_("vigente hasta"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(vigente_desde__isnull=True)
                | Q(vigente_hasta__isnull=True)
                | Q(vigente_hasta__gte=F("vigente_desde")),
                name="%(class)s_vigencia_en_orden",
                violation_error_message=AL_REVES,
            )
        ]

    def clean(self) -> None:
        """The order of the bounds without asking the database, for files of thousands of rows."""
        super().clean()
        if self.vigente_desde and self.vigente_hasta and self.vigente_hasta < self.vigente_desde:
            raise ValidationError(AL_REVES)
