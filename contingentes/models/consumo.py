"""Solicitud de consumo, whose approval is the CQE (manual de contingentes, IV)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, final

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contingentes.models.contingente import Circular, Contingente, SerieCertificado
from contingentes.models.cupo import LineaCupo, SolicitudCupo
from contingentes.models.saldo import Movimiento
from vuce.comun.cantidades import COLUMNA_CANTIDAD
from vuce.comun.dinero import COLUMNA_DINERO
from vuce.tramites.ciclos import CicloFirmado
from vuce.tramites.models import Tramite
from vuce.tramites.reglas import Falta, ReglaIncumplida

if TYPE_CHECKING:
    from vuce.tramites.reglas import Acto

EMBARQUE_ARTICULO = _("manual de contingentes IV")
EMBARQUE_MENSAJE = _("El embarque {numero} ya tiene un certificado o una solicitud en curso: cada CQE ampara uno solo.")


@final
class SolicitudConsumo(CicloFirmado, Tramite):
    """Request for one certificate against a granted line. The columns below `subpartida` are those that a circular
    may ask (`CampoCertificado`); `embarque` keeps a shipment's invoice taken while the request lives.
    """

    contingente = models.ForeignKey(
        Contingente, models.PROTECT, related_name="consumos", editable=False, verbose_name=_("contingente")
    )
    circular = models.ForeignKey(
        Circular,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("circular"),
        help_text=_("La que regía cuando se presentaron los datos: gobierna el caso aunque otra la reemplace."),
    )
    linea = models.ForeignKey(LineaCupo, models.PROTECT, related_name="consumos", verbose_name=_("grupo"))
    cantidad = models.DecimalField(_("cantidad"), **COLUMNA_CANTIDAD)
    subpartida = models.CharField(_("subpartida"), max_length=10)
    importador_nombre = models.CharField(_("nombre del importador"), max_length=200, blank=True)
    importador_direccion = models.CharField(_("dirección del importador"), max_length=300, blank=True)
    importador_pais = models.CharField(_("país del importador"), max_length=2, blank=True)
    peso_neto = models.DecimalField(_("peso neto"), **COLUMNA_CANTIDAD, null=True, blank=True)
    valor_fob = models.DecimalField(_("valor FOB"), **COLUMNA_DINERO, null=True, blank=True)
    puerto_embarque = models.CharField(_("puerto de embarque"), max_length=100, blank=True)
    puerto_destino = models.CharField(_("puerto de destino"), max_length=100, blank=True)
    transportador = models.CharField(_("transportador o buque"), max_length=150, blank=True)
    embarque_el = models.DateField(_("fecha estimada de embarque"), null=True, blank=True)
    llegada_el = models.DateField(_("fecha estimada de llegada"), null=True, blank=True)
    factura = models.CharField(_("factura"), max_length=40, blank=True)
    documento_transporte = models.CharField(_("documento de transporte"), max_length=40, blank=True)
    marca = models.CharField(_("marca"), max_length=100, blank=True)
    lote = models.CharField(_("lote"), max_length=100, blank=True)
    reservada = models.DecimalField(_("cantidad reservada"), **COLUMNA_CANTIDAD, null=True, editable=False)
    embarque = models.CharField(max_length=80, null=True, unique=True, editable=False)
    numero_cqe = models.CharField(_("número del CQE"), max_length=40, null=True, editable=False)
    expedido_en = models.DateTimeField(_("expedido en"), null=True, editable=False)

    class Meta:
        verbose_name = _("solicitud de consumo")
        verbose_name_plural = _("solicitudes de consumo")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(cantidad__gt=0),
                name="consumo_cantidad_positiva",
                violation_error_message=_("La cantidad debe ser mayor que cero."),
            ),
            models.CheckConstraint(
                condition=Q(peso_neto__isnull=True) | Q(peso_neto__gt=0),
                name="consumo_peso_positivo",
                violation_error_message=_("El peso neto debe ser mayor que cero."),
            ),
            models.CheckConstraint(
                condition=Q(valor_fob__isnull=True) | Q(valor_fob__gt=0),
                name="consumo_fob_positivo",
                violation_error_message=_("El valor FOB debe ser mayor que cero."),
            ),
            models.CheckConstraint(
                condition=Q(numero_cqe__isnull=True, expedido_en__isnull=True)
                | Q(numero_cqe__isnull=False, expedido_en__isnull=False),
                name="consumo_cqe_completo",
            ),
            # Patterns with one digit for the year repeat every ten years: the number is unique within its quota.
            models.UniqueConstraint(fields=["contingente", "numero_cqe"], name="consumo_cqe_unico"),
        ]

    @property
    def cupo(self) -> SolicitudCupo:
        return self.linea.solicitud

    def al_enviar(self, acto: Acto) -> None:
        Movimiento.objects.reservar(self, self.linea, self.cantidad, acto)
        self.reservada = self.cantidad
        self._tomar_embarque()

    def al_aprobar(self, acto: Acto) -> None:
        Movimiento.objects.consumir(self, self.linea, self.cantidad, acto)
        self.reservada = None
        self.expedido_en = acto.en
        self.numero_cqe = self.circular.numero_cqe(SerieCertificado.objects.siguiente(self.circular))

    def al_modificar(self, acto: Acto) -> None:
        """A returned request that is corrected lets its reserve go: the new amount is reserved when filed again."""
        self._soltar(acto)

    def al_terminar_sin_aprobar(self, acto: Acto) -> None:
        self._soltar(acto)

    def _soltar(self, acto: Acto) -> None:
        if self.reservada is not None:
            Movimiento.objects.liberar(self, self.linea, self.reservada, acto)
            self.reservada = self.embarque = None

    def numero_de_embarque(self) -> str:
        """The shipment's number as typed: the invoice, or without it the transport document."""
        return self.factura or self.documento_transporte

    def embarque_ocupado(self, numero: str) -> bool:
        """Whether another live request or certificate of the company holds the shipment."""
        clave = self._clave_de_embarque(numero)
        return clave is not None and SolicitudConsumo.objects.filter(embarque=clave).exclude(pk=self.pk).exists()

    def _clave_de_embarque(self, numero: str) -> str | None:
        """The company and the number in one writing; None where no number was given."""
        limpio = re.sub(r"[^0-9A-Z]", "", numero.upper())
        return f"{self.titular_id}:{limpio}" if limpio else None

    def _tomar_embarque(self) -> None:
        """Take the shipment; whoever took it an instant ago, after the rules were asked, keeps it."""
        self.embarque = self._clave_de_embarque(self.numero_de_embarque())
        try:
            with transaction.atomic():
                self.save(update_fields=["embarque"])
        except IntegrityError as error:
            raise ReglaIncumplida(embarque_tomado(self.numero_de_embarque())) from error


def embarque_tomado(numero: str) -> Falta:
    return Falta("CTG-02.9", str(EMBARQUE_ARTICULO), str(EMBARQUE_MENSAJE).format(numero=numero), "factura")
