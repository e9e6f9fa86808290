"""The ledger of quotas: append-only movements, and balances that only a movement changes, all kept by the database.

At every instant, per group: otorgado - devuelto <= volumen; per granted line: consumido + reservado <= otorgado -
devuelto; nothing negative; and no case spends a reserve that is not its own. Locks are taken in the order
case -> group -> line: the caller holds the case's row, the trigger takes the rest.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.db import IntegrityError, models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contingentes.models.contingente import Circular, Grupo
from vuce.comun.cantidades import COLUMNA_CANTIDAD, escribir_numero
from vuce.tramites.reglas import Falta, ReglaIncumplida

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from contingentes.models.cupo import LineaCupo
    from vuce.tramites.models import Tramite
    from vuce.tramites.reglas import Acto

CERO = Decimal(0)
SIN_SALDO = "contingentes_sin_saldo"  # constraint name under which the trigger refuses a shortage

ASENTAR = """
    IF NEW.clase IN ('apertura', 'ampliacion', 'reduccion') THEN
        delta := CASE NEW.clase WHEN 'reduccion' THEN -NEW.cantidad ELSE NEW.cantidad END;
        IF NEW.clase = 'apertura' THEN
            INSERT INTO contingentes_saldogrupo (grupo_id, volumen, otorgado, devuelto)
            VALUES (NEW.grupo_id, NEW.cantidad, 0, 0);
        ELSE
            UPDATE contingentes_saldogrupo SET volumen = volumen + delta
             WHERE grupo_id = NEW.grupo_id AND otorgado - devuelto <= volumen + delta;
        END IF;
    ELSIF NEW.clase IN ('otorgamiento', 'devolucion') THEN
        IF NEW.clase = 'otorgamiento' THEN
            UPDATE contingentes_saldogrupo SET otorgado = otorgado + NEW.cantidad
             WHERE grupo_id = NEW.grupo_id AND otorgado + NEW.cantidad - devuelto <= volumen;
        ELSE
            UPDATE contingentes_saldogrupo SET devuelto = devuelto + NEW.cantidad
             WHERE grupo_id = NEW.grupo_id AND devuelto + NEW.cantidad <= otorgado;
        END IF;
        IF FOUND AND NEW.clase = 'otorgamiento' THEN
            INSERT INTO contingentes_saldocupo
                        (linea_id, grupo_id, otorgado, devuelto, consumido, reservado, anulado)
            SELECT l.id, l.grupo_id, NEW.cantidad, 0, 0, 0, 0 FROM contingentes_lineacupo l
             WHERE l.id = NEW.linea_id AND l.grupo_id = NEW.grupo_id
            ON CONFLICT (linea_id) DO UPDATE SET otorgado = contingentes_saldocupo.otorgado + NEW.cantidad;
        ELSIF FOUND THEN
            UPDATE contingentes_saldocupo SET devuelto = devuelto + NEW.cantidad
             WHERE linea_id = NEW.linea_id AND grupo_id = NEW.grupo_id
               AND consumido + reservado <= otorgado - devuelto - NEW.cantidad;
        END IF;
    ELSIF NEW.clase = 'reserva' THEN
        UPDATE contingentes_saldocupo SET reservado = reservado + NEW.cantidad
         WHERE linea_id = NEW.linea_id AND grupo_id = NEW.grupo_id
           AND consumido + reservado + NEW.cantidad <= otorgado - devuelto;
    ELSE
        SELECT sum(CASE WHEN m.clase = 'reserva' THEN m.cantidad
                        WHEN m.clase IN ('consumo', 'liberacion') THEN -m.cantidad ELSE 0 END),
               sum(CASE m.clase WHEN 'consumo' THEN m.cantidad WHEN 'anulacion' THEN -m.cantidad ELSE 0 END)
          INTO en_reserva, en_consumo
          FROM contingentes_movimiento m WHERE m.tramite_id = NEW.tramite_id AND m.linea_id = NEW.linea_id;
        UPDATE contingentes_saldocupo
           SET reservado = reservado - CASE NEW.clase WHEN 'anulacion' THEN 0 ELSE NEW.cantidad END,
               consumido = consumido + CASE NEW.clase WHEN 'consumo' THEN NEW.cantidad
                                                      WHEN 'anulacion' THEN -NEW.cantidad ELSE 0 END,
               anulado = anulado + CASE NEW.clase WHEN 'anulacion' THEN NEW.cantidad ELSE 0 END
         WHERE linea_id = NEW.linea_id AND grupo_id = NEW.grupo_id AND en_reserva >= 0 AND en_consumo >= 0;
    END IF;
    IF NOT FOUND THEN
        IF NEW.clase IN ('otorgamiento', 'reduccion', 'ampliacion') THEN
            SELECT volumen - otorgado + devuelto INTO delta FROM contingentes_saldogrupo
             WHERE grupo_id = NEW.grupo_id;
        ELSE
            SELECT otorgado - devuelto - consumido - reservado INTO delta FROM contingentes_saldocupo
             WHERE linea_id = NEW.linea_id AND grupo_id = NEW.grupo_id;
        END IF;
        RAISE EXCEPTION 'movimiento sin saldo: %', NEW.clase
        USING ERRCODE = 'check_violation', CONSTRAINT = 'contingentes_sin_saldo',
              DETAIL = (SELECT json_build_object('clase', NEW.clase, 'quedan', coalesce(delta, 0)::text,
                                                 'unidad', g.unidad)
                          FROM contingentes_grupo g WHERE g.id = NEW.grupo_id);
    END IF;
    RETURN NULL;
"""


class Clase(models.TextChoices):
    """Kinds of movement, each with its effect on the balances (`ASENTAR`)."""

    APERTURA = "apertura", gettext_lazy("Apertura")
    AMPLIACION = "ampliacion", gettext_lazy("Ampliación")
    REDUCCION = "reduccion", gettext_lazy("Reducción")
    OTORGAMIENTO = "otorgamiento", gettext_lazy("Otorgamiento")
    RESERVA = "reserva", gettext_lazy("Reserva")
    CONSUMO = "consumo", gettext_lazy("Consumo")
    LIBERACION = "liberacion", gettext_lazy("Liberación")
    ANULACION = "anulacion", gettext_lazy("Anulación")
    DEVOLUCION = "devolucion", gettext_lazy("Devolución")


DE_VOLUMEN = [Clase.APERTURA, Clase.AMPLIACION, Clase.REDUCCION]
QUE_FALTA: dict[str, tuple[str, str]] = {
    Clase.OTORGAMIENTO: ("CTG-01.10", "manual de contingentes III"),
    Clase.RESERVA: ("CTG-02.10", "manual de contingentes IV"),
    Clase.DEVOLUCION: ("CTG-04.1", "manual de contingentes VI"),
}


@contextmanager
def _con_mensaje() -> Iterator[None]:
    """Tell a shortage found by the database as a broken rule. The caller's transaction is lost, as it must be."""
    try:
        yield
    except IntegrityError as error:
        diagnostico = getattr(error.__cause__, "diag", None)
        if diagnostico is None or diagnostico.constraint_name != SIN_SALDO:
            raise
        raise ReglaIncumplida(_falta(**json.loads(diagnostico.message_detail))) from error


def _falta(clase: str, quedan: str, unidad: str) -> Falta:
    valores = {"n": escribir_numero(Decimal(quedan)), "unidad": unidad}
    if clase == Clase.REDUCCION:
        mensaje = _("El volumen no puede quedar por debajo de lo ya otorgado: quedan {n} {unidad} sin otorgar.")
        return Falta("CTG-00.1", "circular", mensaje.format(**valores))
    codigo, articulo = QUE_FALTA.get(clase, ("CTG-02.10", "manual de contingentes IV"))
    return sin_saldo(codigo, articulo, **valores)


def sin_saldo(codigo: str, articulo: str, *, n: str, unidad: str) -> Falta:
    mensaje = _("El saldo disponible del contingente no es suficiente: quedan {n} {unidad}.")
    return Falta(codigo, articulo, mensaje.format(n=n, unidad=unidad))


class MovimientoManager(models.Manager["Movimiento"]):
    """The operations, one statement each, inside the caller's transaction. A shortage is a `ReglaIncumplida`."""

    def fijar_volumen(self, circular: Circular, grupo: Grupo, volumen: Decimal, en: datetime) -> None:
        """Open the group, or move its volume to what the new circular says."""
        actual = SaldoGrupo.objects.filter(grupo=grupo).values_list("volumen", flat=True).first()
        if actual is None:
            clase, cantidad = Clase.APERTURA, volumen
        else:
            clase = Clase.AMPLIACION if volumen > actual else Clase.REDUCCION
            cantidad = abs(volumen - actual)
        if actual is None or cantidad:
            self._asentar(Movimiento(grupo=grupo, circular=circular, clase=clase, cantidad=cantidad, en=en))

    def otorgar(self, tramite: Tramite, cantidades: Mapping[LineaCupo, Decimal], acto: Acto) -> None:
        """Grant each line its amount, by order of group (the order of the locks)."""
        lineas = sorted(cantidades, key=lambda linea: linea.grupo_id)
        with _con_mensaje():
            self.bulk_create(
                self._del_caso(Clase.OTORGAMIENTO, tramite, linea, cantidades[linea], acto)
                for linea in lineas
                if cantidades[linea] != CERO
            )

    def reservar(self, tramite: Tramite, linea: LineaCupo, cantidad: Decimal, acto: Acto) -> None:
        self._asentar(self._del_caso(Clase.RESERVA, tramite, linea, cantidad, acto))

    def consumir(self, tramite: Tramite, linea: LineaCupo, cantidad: Decimal, acto: Acto) -> None:
        """Turn the case's own reserve into consumption."""
        self._asentar(self._del_caso(Clase.CONSUMO, tramite, linea, cantidad, acto))

    def liberar(self, tramite: Tramite, linea: LineaCupo, cantidad: Decimal, acto: Acto) -> None:
        """Give the case's own reserve back to the line."""
        self._asentar(self._del_caso(Clase.LIBERACION, tramite, linea, cantidad, acto))

    def anular(self, tramite: Tramite, linea: LineaCupo, cantidad: Decimal, acto: Acto) -> None:
        """Give the case's own consumption back to the line."""
        self._asentar(self._del_caso(Clase.ANULACION, tramite, linea, cantidad, acto))

    def devolver(self, tramite: Tramite, linea: LineaCupo, cantidad: Decimal, acto: Acto) -> None:
        """Give what is available of the line back to the group."""
        self._asentar(self._del_caso(Clase.DEVOLUCION, tramite, linea, cantidad, acto))

    def _del_caso(self, clase: Clase, tramite: Tramite, linea: LineaCupo, cantidad: Decimal, acto: Acto) -> Movimiento:
        return Movimiento(
            clase=clase,
            grupo_id=linea.grupo_id,
            linea_id=linea.pk,
            tramite_id=tramite.pk,
            orden=acto.orden,
            cantidad=cantidad,
            en=acto.en,
        )

    def _asentar(self, movimiento: Movimiento) -> None:
        with _con_mensaje():
            movimiento.save(force_insert=True)


class Movimiento(models.Model):
    """One line of the ledger; `orden` is that of the act in the case's record. Those of volume come from a circular."""

    clase = models.CharField(gettext_lazy("clase"), max_length=15, choices=Clase)
    grupo = models.ForeignKey(Grupo, models.PROTECT, related_name="movimientos", verbose_name=gettext_lazy("grupo"))
    linea = models.ForeignKey(
        "contingentes.LineaCupo",
        models.PROTECT,
        null=True,
        related_name="movimientos",
        verbose_name=gettext_lazy("cupo"),
    )
    tramite = models.ForeignKey(
        "tramites.Tramite", models.PROTECT, null=True, related_name="+", verbose_name=gettext_lazy("trámite")
    )
    circular = models.ForeignKey(
        Circular, models.PROTECT, null=True, related_name="movimientos", verbose_name=gettext_lazy("circular")
    )
    orden = models.PositiveIntegerField(gettext_lazy("orden"), null=True)
    cantidad = models.DecimalField(gettext_lazy("cantidad"), **COLUMNA_CANTIDAD)
    en = models.DateTimeField(gettext_lazy("en"))

    objects = MovimientoManager()

    class Meta:
        verbose_name = gettext_lazy("movimiento")
        verbose_name_plural = gettext_lazy("movimientos")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(cantidad__gt=0) | Q(clase=Clase.APERTURA, cantidad=0), name="movimiento_cantidad_positiva"
            ),
            models.CheckConstraint(
                condition=Q(clase__in=DE_VOLUMEN, circular__isnull=False, linea__isnull=True, tramite__isnull=True)
                | (
                    Q(linea__isnull=False, tramite__isnull=False, orden__isnull=False, circular__isnull=True)
                    & Q(clase__in=[clase for clase in Clase if clase not in DE_VOLUMEN])
                ),
                name="movimiento_de_caso_o_circular",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="asentar",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[("delta", "numeric"), ("en_reserva", "numeric"), ("en_consumo", "numeric")],
                func=ASENTAR,
            ),
            pgtrigger.Protect(name="solo_se_agrega", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.clase} {self.cantidad}"


def _solo_el_libro() -> pgtrigger.Trigger:
    """Balances move only from within the ledger's trigger (depth 2), never by a statement of their own."""
    return pgtrigger.Trigger(
        name="solo_el_libro",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Condition("pg_trigger_depth() < 1"),
        func="RAISE EXCEPTION 'el saldo solo cambia con un movimiento' USING ERRCODE = 'check_violation';",
    )


class SaldoGrupo(models.Model):
    """Balance of a group."""

    grupo = models.OneToOneField(Grupo, models.PROTECT, primary_key=True, related_name="saldo")
    volumen = models.DecimalField(gettext_lazy("volumen"), **COLUMNA_CANTIDAD)
    otorgado = models.DecimalField(gettext_lazy("otorgado"), **COLUMNA_CANTIDAD)
    devuelto = models.DecimalField(gettext_lazy("devuelto"), **COLUMNA_CANTIDAD)

    class Meta:
        verbose_name = gettext_lazy("saldo del grupo")
        verbose_name_plural = gettext_lazy("saldos de los grupos")
        ordering: ClassVar = ["grupo_id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(volumen__gte=0, otorgado__gte=0, devuelto__gte=0), name="saldo_grupo_no_negativo"
            ),
            models.CheckConstraint(condition=Q(devuelto__lte=F("otorgado")), name="saldo_grupo_devuelto"),
            models.CheckConstraint(
                condition=Q(otorgado__lte=F("volumen") + F("devuelto")), name="saldo_grupo_otorgado"
            ),
        ]
        triggers: ClassVar = [_solo_el_libro()]

    def __str__(self) -> str:
        return f"{self.grupo_id}: {self.disponible}"

    @property
    def disponible(self) -> Decimal:
        return self.volumen - self.otorgado + self.devuelto


class SaldoCupo(models.Model):
    """Balance of a granted line. `anulado` only tells how much of what was consumed came back."""

    linea = models.OneToOneField("contingentes.LineaCupo", models.PROTECT, primary_key=True, related_name="saldo")
    grupo = models.ForeignKey(Grupo, models.PROTECT, related_name="saldos_de_cupos")
    otorgado = models.DecimalField(gettext_lazy("otorgado"), **COLUMNA_CANTIDAD)
    devuelto = models.DecimalField(gettext_lazy("devuelto"), **COLUMNA_CANTIDAD)
    consumido = models.DecimalField(gettext_lazy("consumido"), **COLUMNA_CANTIDAD)
    reservado = models.DecimalField(gettext_lazy("en trámite"), **COLUMNA_CANTIDAD)
    anulado = models.DecimalField(gettext_lazy("anulado"), **COLUMNA_CANTIDAD)

    class Meta:
        verbose_name = gettext_lazy("saldo del cupo")
        verbose_name_plural = gettext_lazy("saldos de los cupos")
        ordering: ClassVar = ["linea_id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(otorgado__gte=0, devuelto__gte=0, consumido__gte=0, reservado__gte=0, anulado__gte=0),
                name="saldo_cupo_no_negativo",
            ),
            models.CheckConstraint(
                condition=Q(otorgado__gte=F("devuelto") + F("consumido") + F("reservado")), name="saldo_cupo_usado"
            ),
        ]
        triggers: ClassVar = [_solo_el_libro()]

    def __str__(self) -> str:
        return f"{self.linea_id}: {self.disponible}"

    @property
    def disponible(self) -> Decimal:
        return self.otorgado - self.devuelto - self.consumido - self.reservado
