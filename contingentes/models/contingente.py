"""Configuration of export quotas: the quota and its groups stay; each circular is a version of everything else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from vuce.comun.cantidades import COLUMNA_CANTIDAD, COLUMNA_PORCENTAJE, validar_decimales
from vuce.comun.instantes import fin_del_dia, inicio_del_dia

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

DEPENDENCIA = "mincit-contingentes"

PUBLICADA_NO_CAMBIA = """
    IF EXISTS (SELECT FROM contingentes_circular c
               WHERE c.id IN (OLD.circular_id, NEW.circular_id) AND c.publicada_en IS NOT NULL) THEN
        RAISE EXCEPTION 'la circular publicada no se modifica: expida una nueva' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""

CON_VOLUMEN_NO_CAMBIA = """
    IF EXISTS (SELECT FROM contingentes_saldogrupo s WHERE s.grupo_id = OLD.id) THEN
        RAISE EXCEPTION 'la unidad de un grupo con volumen no se modifica' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

CODIGO_PAIS = RegexValidator(r"^[A-Z]{2}$", _("Use el código ISO de dos letras."))
CODIGO_SUBPARTIDA = RegexValidator(r"^[0-9]{10}$", _("La subpartida tiene 10 dígitos."))


def _de_la_circular() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="circular_publicada",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=PUBLICADA_NO_CAMBIA,
    )


class ContingenteQuerySet(models.QuerySet["Contingente"]):
    def vigentes(self, dia: date) -> ContingenteQuerySet:
        return self.filter(circular__vigente_desde_el__lte=dia, circular__vigente_hasta_el__gte=dia)

    def publicados(self) -> ContingenteQuerySet:
        return self.filter(circular__isnull=False).select_related("circular")


@pghistory.track()
class Contingente(models.Model):
    """A quota of one vigencia. `circular` is the version in force, empty while it is being prepared."""

    codigo = models.SlugField(_("código"), max_length=40, unique=True)
    nombre = models.CharField(_("nombre"), max_length=200)
    descripcion = models.TextField(_("descripción"), blank=True)
    destino = models.CharField(_("destino"), max_length=100, help_text=_("País o bloque, como se lee en la norma."))
    paises = ArrayField(
        models.CharField(max_length=2, validators=[CODIGO_PAIS]),
        verbose_name=_("países de destino"),
        blank=True,
        default=list,
        help_text=_("Códigos ISO de dos letras separados por comas. Vacío: cualquier país."),
    )
    norma = models.CharField(_("acuerdo o norma"), max_length=300)
    circular = models.ForeignKey(
        "contingentes.Circular",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="contingente_vigente",
        verbose_name=_("circular"),
    )

    objects = ContingenteQuerySet.as_manager()

    class Meta:
        verbose_name = _("contingente")
        verbose_name_plural = _("contingentes")
        ordering: ClassVar = ["nombre", "id"]

    def __str__(self) -> str:
        return self.nombre

    @property
    def version(self) -> Circular:
        """The version in force. Whoever asks holds a request, and requests name published quotas only."""
        if self.circular is None:
            raise Circular.DoesNotExist
        return self.circular


class Unidad(models.TextChoices):
    KG = "kg", _("kilogramos")
    T = "t", _("toneladas")
    TMVC = "TMVC", _("toneladas métricas de valor crudo")
    UNIDADES = "unidades", _("unidades")


@pghistory.track()
class Grupo(models.Model):
    """Products of a quota that share one volume. Its unit and decimals stay once it has volume."""

    contingente = models.ForeignKey(Contingente, models.PROTECT, related_name="grupos", verbose_name=_("contingente"))
    nombre = models.CharField(_("nombre"), max_length=200)
    subpartidas = ArrayField(
        models.CharField(max_length=10, validators=[CODIGO_SUBPARTIDA]),
        verbose_name=_("subpartidas"),
        blank=True,
        default=list,
        help_text=_("De 10 dígitos, separadas por comas. Vacío: las que describe el nombre del grupo."),
    )
    unidad = models.CharField(_("unidad"), max_length=10, choices=Unidad, default=Unidad.T)
    decimales = models.PositiveSmallIntegerField(
        _("decimales"), default=0, validators=[MaxValueValidator(4)], help_text=_("De 0 a 4.")
    )

    class Meta:
        verbose_name = _("grupo de producto")
        verbose_name_plural = _("grupos de producto")
        ordering: ClassVar = ["contingente_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contingente", "nombre"],
                name="grupo_nombre_unico",
                violation_error_message=_("El contingente ya tiene un grupo con ese nombre."),
            ),
            models.CheckConstraint(
                condition=Q(decimales__lte=4),
                name="grupo_decimales",
                violation_error_message=_("Las cantidades admiten hasta 4 decimales."),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="con_volumen_no_cambia",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("unidad", "decimales", "contingente_id"),
                condition=pgtrigger.Q(old__unidad__df=pgtrigger.F("new__unidad"))
                | pgtrigger.Q(old__decimales__df=pgtrigger.F("new__decimales"))
                | pgtrigger.Q(old__contingente_id__df=pgtrigger.F("new__contingente_id")),
                func=CON_VOLUMEN_NO_CAMBIA,
            )
        ]

    def __str__(self) -> str:
        return self.nombre


class Metodo(models.TextChoices):
    ORDEN_LLEGADA = "orden_llegada", _("Orden de llegada")
    PRORRATEO = "prorrateo", _("Prorrateo")
    HISTORICO_NUEVOS = "historico_nuevos", _("Históricos y nuevos")


class Soporte(models.TextChoices):
    """How an attachment is asked for, in the words of `vuce.tramites.procedimientos.Entrada`."""

    NO = "no", _("No se pide")
    OPCIONAL = "opcional", _("Opcional")
    OBLIGATORIA = "obligatoria", _("Obligatorio")


def validar_patron(patron: str) -> None:
    """Literal capitals and digits with `{a}` (last digit of the year), `{aaaa}` (year) and one `{serie}`."""
    if patron.count("{serie}") != 1 or not re.fullmatch(r"(?:[A-Z0-9/.-]|\{(?:a|aaaa|serie)\})+", patron):
        raise ValidationError(
            _("Use mayúsculas, dígitos, «-», «/», «.», y los signos {a}, {aaaa} y un solo {serie}."), code="patron"
        )


@pghistory.track()
class Circular(models.Model):
    """A version of a quota: what one circular orders. Once published it never changes; the next one replaces it."""

    contingente = models.ForeignKey(
        Contingente, models.PROTECT, related_name="circulares", verbose_name=_("contingente")
    )
    version = models.PositiveSmallIntegerField(_("versión"), editable=False)
    numero = models.CharField(_("número"), max_length=40)
    expedida_el = models.DateField(_("expedida el"))
    enlace = models.CharField(
        _("enlace al texto"), max_length=300, blank=True, validators=[URLValidator(["https", "http"])]
    )
    vigente_desde_el = models.DateField(_("vigente desde"))
    vigente_hasta_el = models.DateField(_("vigente hasta"))
    metodo = models.CharField(_("método de distribución"), max_length=20, choices=Metodo, default=Metodo.ORDEN_LLEGADA)
    soporte = models.CharField(_("documento soporte"), max_length=15, choices=Soporte, default=Soporte.NO)
    respuesta_dias = models.PositiveSmallIntegerField(
        _("tiempo de respuesta (días hábiles)"), default=10, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    patron_cqe = models.CharField(
        _("numeración del CQE"),
        max_length=40,
        default="CQE-{aaaa}-{serie}",
        validators=[validar_patron],
        help_text=_("Por ejemplo C{a}0COA{serie}: {a} es el último dígito del año y {serie} el consecutivo."),
    )
    serie_desde = models.PositiveIntegerField(_("primer consecutivo del CQE"), default=1)
    publicada_en = models.DateTimeField(_("publicada en"), null=True, editable=False)

    class Meta:
        verbose_name = _("circular")
        verbose_name_plural = _("circulares")
        ordering: ClassVar = ["contingente_id", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contingente", "version"], name="circular_version_unica"),
            models.CheckConstraint(
                condition=Q(vigente_hasta_el__gte=F("vigente_desde_el")),
                name="circular_vigencia_en_orden",
                violation_error_message=_("La vigencia no puede terminar antes de empezar."),
            ),
            models.CheckConstraint(
                condition=Q(respuesta_dias__range=(1, 365)),
                name="circular_respuesta",
                violation_error_message=_("El tiempo de respuesta va de 1 a 365 días hábiles."),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="publicada_no_cambia",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__publicada_en__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(_("Circular %(numero)s de %(anio)s")) % {"numero": self.numero, "anio": self.expedida_el.year}

    def clean(self) -> None:
        if self.vigente_desde_el and self.vigente_hasta_el and self.vigente_hasta_el < self.vigente_desde_el:
            raise ValidationError({"vigente_hasta_el": _("La vigencia no puede terminar antes de empezar.")})

    def rige(self, dia: date) -> bool:
        return self.vigente_desde_el <= dia <= self.vigente_hasta_el

    def etapa(self, clase: str) -> Etapa | None:
        return self._etapas.get(clase)

    def volumen_de(self, grupo_id: int) -> VolumenGrupo:
        return self._volumenes[grupo_id]

    @cached_property
    def _etapas(self) -> dict[str, Etapa]:
        return {etapa.clase: etapa for etapa in self.etapas.all()}

    @cached_property
    def _volumenes(self) -> dict[int, VolumenGrupo]:
        return {volumen.grupo_id: volumen for volumen in self.volumenes.all()}

    def numero_cqe(self, serie: int) -> str:
        """The certificate's number; the year is the one in which the vigencia ends."""
        anio = f"{self.vigente_hasta_el:%Y}"
        return self.patron_cqe.replace("{aaaa}", anio).replace("{a}", anio[-1]).replace("{serie}", f"{serie:03d}")


@pghistory.track()
class Etapa(models.Model):
    """A window of the calendar, to the second: `cierra_en` is the last second in which it is open."""

    class Clase(models.TextChoices):
        CUPO = "cupo", _("Solicitud de cupo")
        CONSUMO = "consumo", _("Solicitud de consumo")
        DEVOLUCION = "devolucion", _("Devolución voluntaria")
        DEX = "dex", _("Presentación de DEX")

    circular = models.ForeignKey(Circular, models.CASCADE, related_name="etapas", verbose_name=_("circular"))
    clase = models.CharField(_("etapa"), max_length=10, choices=Clase)
    abre_en = models.DateTimeField(_("abre"))
    cierra_en = models.DateTimeField(_("cierra"))

    class Meta:
        verbose_name = _("etapa")
        verbose_name_plural = _("etapas")
        ordering: ClassVar = ["circular_id", "abre_en", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["circular", "clase"],
                name="etapa_unica",
                violation_error_message=_("La circular ya tiene esa etapa."),
            ),
            models.CheckConstraint(
                condition=Q(cierra_en__gt=F("abre_en")),
                name="etapa_en_orden",
                violation_error_message=_("La etapa no puede cerrar antes de abrir."),
            ),
        ]
        triggers: ClassVar = [_de_la_circular()]

    def __str__(self) -> str:
        return str(self.get_clase_display())

    def clean(self) -> None:
        if not (self.abre_en and self.cierra_en):
            return
        if self.cierra_en <= self.abre_en:
            raise ValidationError({"cierra_en": _("La etapa no puede cerrar antes de abrir.")})
        desde, hasta = self.circular.vigente_desde_el, self.circular.vigente_hasta_el
        if not (desde and hasta):
            return
        if self.abre_en < inicio_del_dia(desde):
            raise ValidationError({"abre_en": _("La etapa empieza antes que la vigencia del contingente.")})
        # Evidence of use is presented after the last shipments: only that stage may outlive the vigencia.
        if self.clase != self.Clase.DEX and self.cierra_en > fin_del_dia(hasta):
            raise ValidationError({"cierra_en": _("La etapa termina después de la vigencia del contingente.")})

    def abierta(self, ahora: datetime) -> bool:
        return self.abre_en <= ahora and not self.cerro(ahora)

    def cerro(self, ahora: datetime) -> bool:
        return ahora.replace(microsecond=0) > self.cierra_en


class VolumenGrupo(models.Model):
    """What a circular gives to a group, and the limits of each applicant in it."""

    circular = models.ForeignKey(Circular, models.CASCADE, related_name="volumenes", verbose_name=_("circular"))
    grupo = models.ForeignKey(Grupo, models.PROTECT, related_name="volumenes", verbose_name=_("grupo"))
    volumen = models.DecimalField(_("volumen"), **COLUMNA_CANTIDAD, validators=[MinValueValidator(0)])
    minimo = models.DecimalField(_("mínimo por solicitud"), **COLUMNA_CANTIDAD, null=True, blank=True)
    maximo = models.DecimalField(_("máximo por solicitud"), **COLUMNA_CANTIDAD, null=True, blank=True)
    porcentaje = models.DecimalField(_("máximo, % del grupo"), **COLUMNA_PORCENTAJE, null=True, blank=True)
    meses = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(12)]),
        verbose_name=_("meses de uso"),
        blank=True,
        default=list,
        help_text=_("Números de 1 a 12 separados por comas. Vacío: todo el año."),
    )

    class Meta:
        verbose_name = _("volumen del grupo")
        verbose_name_plural = _("volúmenes por grupo")
        ordering: ClassVar = ["circular_id", "grupo_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["circular", "grupo"],
                name="volumen_uno_por_grupo",
                violation_error_message=_("La circular ya fija el volumen de ese grupo."),
            ),
            models.CheckConstraint(
                condition=Q(volumen__gte=0),
                name="volumen_no_negativo",
                violation_error_message=_("El volumen no puede ser negativo."),
            ),
            models.CheckConstraint(
                condition=(Q(minimo__isnull=True) | Q(minimo__gt=0))
                & (Q(maximo__isnull=True) | Q(maximo__gt=0))
                & (Q(minimo__isnull=True) | Q(maximo__isnull=True) | Q(minimo__lte=F("maximo"))),
                name="volumen_limites_en_orden",
                violation_error_message=_("Los límites son positivos y el mínimo no supera el máximo."),
            ),
            models.CheckConstraint(
                condition=Q(porcentaje__isnull=True) | Q(porcentaje__gt=0, porcentaje__lte=100),
                name="volumen_porcentaje",
                violation_error_message=_("El porcentaje va de más de 0 a 100."),
            ),
            models.CheckConstraint(
                condition=Q(meses__contained_by=list(range(1, 13))),
                name="volumen_meses",
                violation_error_message=_("Los meses van de 1 a 12."),
            ),
        ]
        triggers: ClassVar = [_de_la_circular()]

    def __str__(self) -> str:
        return f"{self.grupo}: {self.volumen}"

    def clean(self) -> None:
        for campo in ("volumen", "minimo", "maximo"):
            self._validar_cantidad(campo, getattr(self, campo))
        if self.grupo_id and self.circular_id and self.grupo.contingente_id != self.circular.contingente_id:
            raise ValidationError({"grupo": _("El grupo es de otro contingente.")})
        if self.minimo is not None and self.maximo is not None and self.minimo > self.maximo:
            raise ValidationError({"minimo": _("El mínimo no puede superar el máximo.")})

    def _validar_cantidad(self, campo: str, valor: Decimal | None) -> None:
        if valor is None or not self.grupo_id:
            return
        try:
            validar_decimales(valor, self.grupo.decimales)
        except ValidationError as error:
            raise ValidationError({campo: error}) from error

    def usable(self, dia: date) -> bool:
        return not self.meses or dia.month in self.meses


class CampoCertificado(models.Model):
    """A datum that the destination asks on the CQE, out of those that the portal knows."""

    class Campo(models.TextChoices):
        """Names of the columns of SolicitudConsumo."""

        IMPORTADOR_NOMBRE = "importador_nombre", _("Nombre del importador")
        IMPORTADOR_DIRECCION = "importador_direccion", _("Dirección del importador")
        IMPORTADOR_PAIS = "importador_pais", _("País del importador")
        PESO_NETO = "peso_neto", _("Peso neto")
        VALOR_FOB = "valor_fob", _("Valor FOB")
        PUERTO_EMBARQUE = "puerto_embarque", _("Puerto de embarque")
        PUERTO_DESTINO = "puerto_destino", _("Puerto de destino")
        TRANSPORTADOR = "transportador", _("Transportador o buque")
        EMBARQUE_EL = "embarque_el", _("Fecha estimada de embarque")
        LLEGADA_EL = "llegada_el", _("Fecha estimada de llegada")
        FACTURA = "factura", _("Factura")
        DOCUMENTO_TRANSPORTE = "documento_transporte", _("Documento de transporte")
        MARCA = "marca", _("Marca")
        LOTE = "lote", _("Lote")

    circular = models.ForeignKey(Circular, models.CASCADE, related_name="campos", verbose_name=_("circular"))
    campo = models.CharField(_("campo"), max_length=30, choices=Campo)
    obligatorio = models.BooleanField(_("obligatorio"), default=True)

    class Meta:
        verbose_name = _("campo del CQE")
        verbose_name_plural = _("campos del CQE")
        ordering: ClassVar = ["circular_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["circular", "campo"],
                name="campo_unico",
                violation_error_message=_("El campo ya está en la lista."),
            )
        ]
        triggers: ClassVar = [_de_la_circular()]

    def __str__(self) -> str:
        return str(self.get_campo_display())


class SerieCertificadoManager(models.Manager["SerieCertificado"]):
    def siguiente(self, circular: Circular) -> int:
        """Next serial of the quota's certificates, without gaps. Takes the row's lock until commit: call it last."""
        inicial = SerieCertificado(contingente_id=circular.contingente_id, ultima=circular.serie_desde - 1)
        self.bulk_create([inicial], ignore_conflicts=True)
        fila = self.select_for_update(of=("self",)).get(contingente=circular.contingente_id)
        fila.ultima += 1
        fila.save(update_fields=["ultima"])
        return fila.ultima


class SerieCertificado(models.Model):
    """Last serial given to a certificate of each quota."""

    contingente = models.OneToOneField(Contingente, models.PROTECT, primary_key=True, related_name="+")
    ultima = models.PositiveIntegerField()

    objects = SerieCertificadoManager()

    def __str__(self) -> str:
        return f"{self.contingente_id}: {self.ultima}"
