"""Solicitud de cupo (manual de contingentes, III)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, final

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contingentes.models.contingente import Circular, Contingente, Grupo
from contingentes.models.saldo import Movimiento
from vuce.comun.cantidades import COLUMNA_CANTIDAD
from vuce.tramites.ciclos import CicloFirmado
from vuce.tramites.estados import Fase
from vuce.tramites.models import Tramite

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.fields.related_descriptors import RelatedManager

    from vuce.tramites.reglas import Acto

SECUENCIA_DE_LLEGADA = "contingentes_orden_de_llegada"


def siguiente_orden() -> int:
    """Turn of arrival, by the database's sequence: unique, and growing with the instant of filing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [SECUENCIA_DE_LLEGADA])
        (orden,) = cursor.fetchone()
    return int(orden)


@final
class SolicitudCupo(CicloFirmado, Tramite):
    """A company's request for part of a quota's groups. `llegada`: turn that counts for «orden de llegada»."""

    contingente = models.ForeignKey(
        Contingente, models.PROTECT, related_name="solicitudes", verbose_name=_("contingente")
    )
    circular = models.ForeignKey(
        Circular,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("circular"),
        help_text=_("La que regía cuando se presentaron los datos: gobierna el caso aunque otra la reemplace."),
    )
    llegada = models.BigIntegerField(_("orden de llegada"), null=True, unique=True, editable=False)

    if TYPE_CHECKING:
        lineas: RelatedManager[LineaCupo]

    class Meta:
        verbose_name = _("solicitud de cupo")
        verbose_name_plural = _("solicitudes de cupo")

    def lineas_anteriores(self, grupo_id: int) -> QuerySet[LineaCupo]:
        """Lines of requests for the same group that were filed before this one and are not decided."""
        pendientes = LineaCupo.objects.filter(grupo=grupo_id, solicitud__fase=Fase.EN_ENTIDAD)
        return (
            pendientes.filter(solicitud__llegada__lt=self.llegada)
            .select_related("solicitud")
            .order_by("solicitud__llegada")
        )

    def al_enviar(self, acto: Acto) -> None:
        self.llegada = siguiente_orden()

    def al_aprobar(self, acto: Acto) -> None:
        """Grant what the approver wrote for each line; the ledger refuses more than what remains."""
        lineas = list(self.lineas.all())
        for linea in lineas:
            linea.otorgada = acto.datos["cantidades"].get(linea.pk, 0)
        LineaCupo.objects.bulk_update(lineas, ["otorgada"])
        Movimiento.objects.otorgar(self, {linea: linea.otorgada for linea in lineas if linea.otorgada}, acto)


class LineaCupo(models.Model):
    """Amount asked of a group, and granted once decided."""

    solicitud = models.ForeignKey(SolicitudCupo, models.PROTECT, related_name="lineas", verbose_name=_("solicitud"))
    grupo = models.ForeignKey(Grupo, models.PROTECT, related_name="lineas", verbose_name=_("grupo"))
    cantidad = models.DecimalField(_("cantidad solicitada"), **COLUMNA_CANTIDAD)
    otorgada = models.DecimalField(_("cantidad otorgada"), **COLUMNA_CANTIDAD, null=True, editable=False)

    class Meta:
        verbose_name = _("línea del cupo")
        verbose_name_plural = _("líneas del cupo")
        ordering: ClassVar = ["solicitud_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["solicitud", "grupo"],
                name="linea_un_grupo",
                violation_error_message=_("El grupo está repetido: sume las cantidades en una sola línea."),
            ),
            models.CheckConstraint(
                condition=Q(cantidad__gt=0),
                name="linea_cantidad_positiva",
                violation_error_message=_("La cantidad debe ser mayor que cero."),
            ),
            models.CheckConstraint(
                condition=Q(otorgada__isnull=True) | Q(otorgada__gte=0, otorgada__lte=F("cantidad")),
                name="linea_otorgada_hasta_lo_pedido",
                violation_error_message=_("No se otorga más de lo solicitado."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.grupo)
