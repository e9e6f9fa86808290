"""Running terms: a deadline is an instant, claimed when due by compare-and-set; and the days that decrees close."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vuce.comun.terminos import Termino
from vuce.plazos.calendario import Calendario, Tramo

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from vuce.tramites.models import Tramite

COLOMBIA = "CO"
EN_MANOS_DE_LA_ENTIDAD = "en_entidad"


class CierreQuerySet(models.QuerySet["Cierre"]):
    def calendario(self, pais: str = COLOMBIA, dependencia: str | None = None) -> Calendario:
        """Calendar of the country, or of one office: its own exceptions win over the national ones."""
        propios = Q(dependencia__isnull=True) | Q(dependencia=dependencia)
        filas = self.filter(propios, pais=pais).order_by(F("dependencia").asc(nulls_first=True), "id")
        return Calendario(pais, [Tramo(fila.desde, fila.hasta, fila.habilita) for fila in filas])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Cierre(models.Model):
    """Days closed by decree, for the country or one office; or, with `habilita`, worked although the rest is not."""

    pais = models.CharField(_("país"), max_length=2, default=COLOMBIA, help_text=_("Código ISO de dos letras."))
    dependencia = models.ForeignKey(
        "catalogos.Dependencia",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cierres",
        verbose_name=_("dependencia"),
        help_text=_("Vacía: todo el país."),
    )
    desde = models.DateField(_("desde"))
    hasta = models.DateField(_("hasta"))
    habilita = models.BooleanField(
        _("días habilitados"), default=False, help_text=_("La oficina sí atiende en estos días.")
    )
    norma = models.CharField(_("norma"), max_length=200)
    motivo = models.CharField(_("motivo"), max_length=200, blank=True)

    objects = CierreQuerySet.as_manager()

    class Meta:
        verbose_name = _("cierre")
        verbose_name_plural = _("cierres")
        ordering: ClassVar = ["-desde", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(hasta__gte=F("desde")),
                name="cierre_en_orden",
                violation_error_message=_("El cierre no puede terminar antes de empezar."),
            ),
            # A calendar with no working day at all would have no end to any term.
            models.CheckConstraint(
                condition=Q(hasta__lte=F("desde") + 366),
                name="cierre_hasta_un_anio",
                violation_error_message=_("Un cierre dura como máximo un año."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desde:%Y-%m-%d} – {self.hasta:%Y-%m-%d}: {self.norma}"


class PlazoQuerySet(models.QuerySet["Plazo"]):
    def corriendo(self) -> PlazoQuerySet:
        return self.filter(estado=Plazo.Estado.CORRIENDO)

    def iniciar(
        self, tramite: Tramite, codigo: str, termino: Termino, desde_en: datetime, *, de_autoridad: bool | None = None
    ) -> Plazo:
        """Start a term of the case on its office's calendar.

        `de_autoridad`: the term is the authority's, which counts a filing on a non-working day from the next one;
        by default it is whoever holds the case now.
        """
        if de_autoridad is None:
            de_autoridad = tramite.fase == EN_MANOS_DE_LA_ENTIDAD
        calendario = Cierre.objects.calendario(dependencia=tramite.dependencia_id)
        return self.create(
            tramite=tramite,
            codigo=codigo,
            termino=termino.codigo,
            de_autoridad=de_autoridad,
            inicia_en=desde_en,
            vence_en=calendario.vencimiento(desde_en, termino, de_autoridad=de_autoridad),
        )

    def detener(self, tramite: Tramite, codigos: Iterable[str], en: datetime) -> int:
        """Mark the case's running terms of `codigos` as met; how many there were."""
        filas = self.corriendo().filter(tramite=tramite, codigo__in=list(codigos))
        return filas.update(estado=Plazo.Estado.DETENIDO, cerrado_en=en)

    def proximo(self, tramite: Tramite) -> datetime | None:
        """Until when the case runs: the earliest end of its running terms."""
        fines = self.corriendo().filter(tramite=tramite).order_by("vence_en").values_list("vence_en", flat=True)
        return fines.first()

    @transaction.atomic
    def reclamar_vencidos(self, ahora: datetime, limite: int) -> list[Plazo]:
        """Turn up to `limite` terms that ended before `ahora` into `vencido`, the oldest first; each is had by one.

        The case's row is locked too, and a case that somebody holds is left for the next sweep: nothing is waited
        for, so the order of locks (trámite, then plazo) cannot close a circle. Inside an outer transaction the claim
        lives and dies with what the caller does next, so that a worker that is killed loses no expiry.
        """
        vencidos = list(
            self.corriendo()
            .filter(vence_en__lt=ahora)
            .select_related("tramite")
            .select_for_update(of=("self", "tramite"), skip_locked=True)
            .order_by("vence_en", "id")[:limite]
        )
        cambio = {"estado": Plazo.Estado.VENCIDO, "cerrado_en": ahora}
        self.corriendo().filter(pk__in=[plazo.pk for plazo in vencidos]).update(**cambio)
        for plazo in vencidos:
            plazo.estado, plazo.cerrado_en = Plazo.Estado.VENCIDO, ahora
        return vencidos

    @transaction.atomic
    def recalcular(self, ahora: datetime) -> list[Plazo]:
        """Count again the running terms, after a closure was decreed; those that moved. None becomes shorter."""
        movidos = []
        calendarios: dict[str, Calendario] = {}
        filas = self.corriendo().filter(vence_en__gte=ahora).select_related("tramite").order_by("tramite_id", "id")
        for plazo in filas.select_for_update(of=("tramite", "self")):
            oficina = plazo.tramite.dependencia_id
            if oficina not in calendarios:
                calendarios[oficina] = Cierre.objects.calendario(dependencia=oficina)
            nuevo = plazo.contar(calendarios[oficina])
            if nuevo > plazo.vence_en:
                plazo.vence_en = nuevo
                movidos.append(plazo)
        self.bulk_update(movidos, ["vence_en"])
        return movidos


class Plazo(models.Model):
    """Term that runs on a case until `vence_en` (aware instant, last second included)."""

    class Estado(models.TextChoices):
        CORRIENDO = "corriendo", _("Corriendo")
        DETENIDO = "detenido", _("Cumplido")
        VENCIDO = "vencido", _("Vencido")

    tramite = models.ForeignKey("tramites.Tramite", models.PROTECT, related_name="plazos", verbose_name=_("trámite"))
    codigo = models.CharField(_("código"), max_length=50)
    termino = models.CharField(_("término"), max_length=30)
    de_autoridad = models.BooleanField(_("de la autoridad"))
    inicia_en = models.DateTimeField(_("inicia en"))
    vence_en = models.DateTimeField(_("vence en"))
    estado = models.CharField(_("estado"), max_length=10, choices=Estado, default=Estado.CORRIENDO)
    cerrado_en = models.DateTimeField(_("cerrado en"), null=True, blank=True)

    objects = PlazoQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(estado="corriendo", cerrado_en__isnull=True)
                | ~Q(estado="corriendo") & Q(cerrado_en__isnull=False),
                name="plazo_cerrado_con_instante",
            ),
        ]

    def __str__(self) -> str:
        return self.codigo

    def contar(self, calendario: Calendario) -> datetime:
        """When the term ends by `calendario`."""
        return calendario.vencimiento(self.inicia_en, Termino.leer(self.termino), de_autoridad=self.de_autoridad)
