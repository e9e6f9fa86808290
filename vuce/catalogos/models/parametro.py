"""Figures that a norm may change: each value with the days on which it holds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vuce.catalogos.models.base import VigenteQuerySet, eventos
from vuce.comun.terminos import Termino

if TYPE_CHECKING:
    from collections.abc import Callable


class TipoParametro(models.TextChoices):
    ENTERO = "entero", _("Entero")
    DECIMAL = "decimal", _("Decimal")
    TEXTO = "texto", _("Texto")
    TERMINO = "termino", _("Término")
    LISTA = "lista", _("Lista de textos")
    BOOLEANO = "booleano", _("Sí o no")


def _de(tipo: type, mensaje: Any) -> Callable[[Any], Any]:
    def leer(crudo: Any) -> Any:
        if type(crudo) is not tipo:
            raise ValidationError(mensaje)
        return crudo

    return leer


def _decimal(crudo: Any) -> Decimal:
    try:
        valor = Decimal(crudo) if isinstance(crudo, str | int) and not isinstance(crudo, bool) else None
    except InvalidOperation:
        valor = None
    if valor is None or not valor.is_finite():
        raise ValidationError(_('Escriba el decimal entre comillas y con punto: "0.75".'))
    return valor


def _lista(crudo: Any) -> list[str]:
    if not isinstance(crudo, list) or not all(isinstance(texto, str) for texto in crudo):
        raise ValidationError(_('El valor debe ser una lista de textos: ["a", "b"].'))
    return crudo


# From what JSON holds to what the code uses; wrong data raises ValidationError.
LECTORES: dict[str, Callable[[Any], Any]] = {
    TipoParametro.ENTERO: _de(int, _("El valor debe ser un número entero.")),
    TipoParametro.DECIMAL: _decimal,
    TipoParametro.TEXTO: _de(str, _("El valor debe ser un texto entre comillas.")),
    TipoParametro.TERMINO: lambda crudo: Termino.leer(crudo if isinstance(crudo, str) else ""),
    TipoParametro.LISTA: _lista,
    TipoParametro.BOOLEANO: _de(bool, _("El valor debe ser true o false.")),
}


def crudo(valor: Any) -> Any:
    """What JSON holds of a value."""
    if isinstance(valor, Termino):
        return valor.codigo
    return str(valor) if isinstance(valor, Decimal) else valor


@pghistory.track(*eventos())
class Parametro(models.Model):
    """A figure by its code (`contingentes.respuesta`); its values are its versions."""

    codigo = models.CharField(_("código"), max_length=100, unique=True)
    tipo = models.CharField(_("tipo"), max_length=10, choices=TipoParametro)
    nombre = models.CharField(_("nombre"), max_length=200)

    class Meta:
        verbose_name = _("parámetro")
        verbose_name_plural = _("parámetros")
        ordering: ClassVar = ["codigo"]

    def __str__(self) -> str:
        return self.codigo

    @transaction.atomic
    def cambiar(self, valor: Any, desde: date, norma: str, articulo: str = "") -> VersionParametro:
        """From `desde` on the value is another: the version in force ends the day before, and a new one begins."""
        Parametro.objects.select_for_update(of=("self",)).get(pk=self.pk)
        vigente = self.versiones.vigentes(desde).filter(vigente_desde__lt=desde).first()
        if vigente is not None:
            vigente.vigente_hasta = desde - timedelta(days=1)
            vigente.save(update_fields=["vigente_hasta"])
        nueva = VersionParametro(
            parametro=self, valor=crudo(valor), vigente_desde=desde, norma=norma, articulo=articulo
        )
        nueva.full_clean()
        nueva.save()
        return nueva


@pghistory.track(*eventos())
class VersionParametro(models.Model):
    """A value of a parameter, on both days that bound it; no two of a parameter share a day (in the database)."""

    parametro = models.ForeignKey(Parametro, models.PROTECT, related_name="versiones", verbose_name=_("parámetro"))
    valor = models.JSONField(_("valor"))
    vigente_desde = models.DateField(_("vigente desde"))
    vigente_hasta = models.DateField(_("vigente hasta"), null=True, blank=True)
    norma = models.CharField(_("norma"), max_length=200)
    articulo = models.CharField(_("artículo"), max_length=60, blank=True)

    objects = VigenteQuerySet["VersionParametro"].as_manager()

    class Meta:
        verbose_name = _("versión de parámetro")
        verbose_name_plural = _("versiones de parámetro")
        ordering: ClassVar = ["parametro_id", "-vigente_desde"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(vigente_hasta__isnull=True) | Q(vigente_hasta__gte=F("vigente_desde")),
                name="version_vigencia_en_orden",
                violation_error_message=_("La vigencia no puede terminar antes de empezar."),
            ),
            # A range of one number stands for equality: plain integers would need the btree_gist extension.
            ExclusionConstraint(
                name="version_sin_traslape",
                expressions=[
                    (Func(F("parametro"), F("parametro"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(
                            F("vigente_desde"),
                            F("vigente_hasta"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Ya hay un valor vigente en esas fechas."),
            ),
        ]
        triggers: ClassVar = [
            # What governed a case stays as it was; a correction is a new version.
            pgtrigger.Protect(
                name="lo_vigente_no_cambia",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.vigente_desde <= current_date AND"
                    " (OLD.valor, OLD.vigente_desde, OLD.parametro_id)"
                    " IS DISTINCT FROM (NEW.valor, NEW.vigente_desde, NEW.parametro_id)"
                ),
            ),
            pgtrigger.Protect(
                name="lo_vigente_no_se_borra",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.vigente_desde <= current_date"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parametro_id}: {self.valor} ({self.vigente_desde:%Y-%m-%d})"

    def clean(self) -> None:
        if self.parametro_id is not None:
            LECTORES[self.parametro.tipo](self.valor)

    @property
    def comenzada(self) -> bool:
        return self.vigente_desde <= timezone.localdate()
