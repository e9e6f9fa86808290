"""Units of measure and currencies."""

from typing import ClassVar

import pghistory
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from vuce.catalogos.models.base import Vigente, VigenteQuerySet, eventos
from vuce.comun.cantidades import DECIMALES_MAXIMOS


@pghistory.track(*eventos())
class Unidad(Vigente):
    """Unit by its UN/CEFACT Rec. 20 code, or a norm's own (TMVC). A withdrawn one reads old data and is not offered."""

    codigo = models.CharField(
        _("código"), max_length=10, primary_key=True, validators=[RegexValidator(r"\A[A-Z0-9]{1,10}\Z")]
    )
    nombre = models.CharField(_("nombre"), max_length=200)
    simbolo = models.CharField(_("símbolo"), max_length=40, blank=True)
    decimales = models.PositiveSmallIntegerField(
        _("decimales"), default=3, validators=[MaxValueValidator(DECIMALES_MAXIMOS)]
    )
    retirada = models.BooleanField(_("retirada"), default=False)

    objects = VigenteQuerySet["Unidad"].as_manager()

    class Meta(Vigente.Meta):
        verbose_name = _("unidad de medida")
        verbose_name_plural = _("unidades de medida")
        ordering: ClassVar = ["codigo"]

    def __str__(self) -> str:
        return self.simbolo or self.nombre


@pghistory.track(*eventos())
class Moneda(Vigente):
    """Currency by its ISO 4217 code."""

    codigo = models.CharField(_("código"), max_length=3, primary_key=True, validators=[RegexValidator(r"\A[A-Z]{3}\Z")])
    nombre = models.CharField(_("nombre"), max_length=100)
    decimales = models.PositiveSmallIntegerField(
        _("decimales"), default=2, validators=[MaxValueValidator(DECIMALES_MAXIMOS)]
    )

    objects = VigenteQuerySet["Moneda"].as_manager()

    class Meta(Vigente.Meta):
        verbose_name = _("moneda")
        verbose_name_plural = _("monedas")
        ordering: ClassVar = ["codigo"]

    def __str__(self) -> str:
        return self.codigo
