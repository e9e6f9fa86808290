"""The case and its record, the same for every procedure."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from vuce.tramites.estados import FASES, Estado, Fase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vuce.tramites.reglas import Acto


GUARDIA_DE_ESTADO = """
    IF (SELECT t.estado FROM tramites_tramite t WHERE t.id = NEW.id) IS DISTINCT FROM
       (SELECT a.hasta FROM tramites_actuacion a WHERE a.tramite_id = NEW.id ORDER BY a.orden DESC LIMIT 1) THEN
        RAISE EXCEPTION 'tramite %: estado sin actuacion que lo respalde', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""
GUARDIA_DE_ACTUACION = GUARDIA_DE_ESTADO.replace("NEW.id", "NEW.tramite_id")

ENVIADO = Q(enviado_en__isnull=False)
CON_PLAZO = Q(vence_en__isnull=False)
RECIENTES = ["-creado_en", "-id"]
PRIMERO_LO_QUE_VENCE = ["vence_en", "id"]


class TramiteQuerySet(models.QuerySet["Tramite"]):
    def con_lo_que_muestra_la_lista(self) -> TramiteQuerySet:
        return self.select_related("titular", "dependencia", "asignado_a")

    def de_borrador(self, clave: uuid.UUID) -> TramiteQuerySet:
        """The case that a draft became, or was corrected by last."""
        return self.filter(Q(clave=clave) | Q(clave_correccion=clave))


class Tramite(models.Model):
    """A case: who files (`titular`), who decides (`dependencia`), where it stands. A procedure adds its data as child.

    Nothing but `vuce.tramites.transiciones` writes `estado`; the database refuses a state without its Actuacion.
    """

    procedimiento = models.CharField(_("procedimiento"), max_length=60, editable=False)
    modulo = models.CharField(_("módulo"), max_length=50, editable=False)
    numero = models.CharField(_("radicado"), max_length=40, unique=True, editable=False)
    titular = models.ForeignKey(
        settings.VUCE_TITULAR_MODEL,
        models.PROTECT,
        db_index=False,
        related_name="tramites",
        editable=False,
        verbose_name=_("titular"),
    )
    dependencia = models.ForeignKey(
        "catalogos.Dependencia",
        models.PROTECT,
        db_index=False,
        related_name="tramites",
        editable=False,
        verbose_name=_("dependencia"),
    )
    asignado_a = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        related_name="tramites_asignados",
        verbose_name=_("evaluador"),
    )
    asunto = models.CharField(_("asunto"), max_length=300, editable=False)
    estado = FSMField(_("estado"), max_length=30, protected=False, editable=False, default="")
    fase = models.CharField(_("fase"), max_length=10, choices=Fase, editable=False)
    version = models.PositiveIntegerField(_("versión"), default=0, editable=False)
    clave = models.UUIDField(_("clave de envío"), unique=True, default=uuid.uuid4, editable=False)
    clave_correccion = models.UUIDField(_("clave de la última corrección"), unique=True, null=True, editable=False)
    creado_en = models.DateTimeField(_("creado en"), editable=False)
    enviado_en = models.DateTimeField(_("enviado en"), null=True, editable=False)
    estado_desde = models.DateTimeField(_("en este estado desde"), editable=False)
    vence_en = models.DateTimeField(_("vence en"), null=True, editable=False)
    busqueda = models.GeneratedField(
        expression=SearchVector("numero", "asunto", config="spanish"),
        output_field=SearchVectorField(),
        db_persist=True,
        verbose_name=_("búsqueda"),
    )

    objects = TramiteQuerySet.as_manager()

    estados: ClassVar[type[models.TextChoices]] = Estado
    fases: ClassVar[Mapping[str, Fase]] = FASES
    inicial: ClassVar[str] = Estado.CREADA
    avisa_al_crear: ClassVar[Sequence[str]] = ()  # roles told when it is filed, where filing puts it before them

    class Meta:
        verbose_name = _("trámite")
        verbose_name_plural = _("trámites")
        ordering: ClassVar = RECIENTES
        # One for each way in which a list is read: whose it is, what it is filtered by, its order.
        indexes: ClassVar = [
            models.Index(fields=["titular", *RECIENTES], name="tramite_titular"),
            models.Index(fields=["titular", "fase", *RECIENTES], name="tramite_titular_fase"),
            models.Index(fields=["titular", "procedimiento", *RECIENTES], name="tramite_titular_procedimiento"),
            models.Index(fields=["titular", *PRIMERO_LO_QUE_VENCE], name="tramite_titular_vence", condition=CON_PLAZO),
            models.Index(fields=["dependencia", *RECIENTES], name="tramite_dependencia", condition=ENVIADO),
            models.Index(
                fields=["dependencia", "fase", *RECIENTES], name="tramite_dependencia_fase", condition=ENVIADO
            ),
            models.Index(
                fields=["dependencia", "procedimiento", *RECIENTES],
                name="tramite_dependencia_proc",
                condition=ENVIADO,
            ),
            models.Index(
                fields=["dependencia", *PRIMERO_LO_QUE_VENCE],
                name="tramite_dependencia_vence",
                condition=ENVIADO & CON_PLAZO,
            ),
            models.Index(
                fields=["asignado_a", *RECIENTES], name="tramite_asignado", condition=Q(asignado_a__isnull=False)
            ),
            GinIndex(fields=["busqueda"], name="tramite_busqueda"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(fase__in=Fase.values), name="tramite_fase_conocida"),
            models.CheckConstraint(
                condition=~Q(fase=Fase.TERMINADO) | Q(vence_en__isnull=True), name="tramite_terminado_sin_plazo"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="estado_con_actuacion",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("estado"),
                timing=pgtrigger.Deferred,
                func=GUARDIA_DE_ESTADO,
            ),
            pgtrigger.Protect(name="no_se_borra", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.numero

    def al_asentar(self, actuacion: Actuacion, acto: Acto) -> None:
        """Hook of a kind of case: rows that hang on the line of the record just written."""

    def get_estado_display(self) -> str:
        """Label of the state in the words of its procedure."""
        return str(self.estados(self.estado).label)


class Actuacion(models.Model):
    """One line of the record: append-only, chained by hash within its case."""

    tramite = models.ForeignKey(Tramite, models.PROTECT, related_name="actuaciones", verbose_name=_("trámite"))
    orden = models.PositiveIntegerField(_("orden"))
    accion = models.CharField(_("acción"), max_length=50)
    desde = models.CharField(_("desde"), max_length=30, blank=True)
    hasta = models.CharField(_("hasta"), max_length=30)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="actuaciones", verbose_name=_("usuario")
    )
    por_cuenta_de = models.ForeignKey(
        settings.VUCE_TITULAR_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("por cuenta de")
    )
    poder = models.BigIntegerField(_("poder"), null=True)
    en = models.DateTimeField(_("en"))
    datos = models.JSONField(_("datos"), default=dict, encoder=DjangoJSONEncoder)
    cambios = models.JSONField(_("cambios"), default=dict, encoder=DjangoJSONEncoder)
    ip = models.GenericIPAddressField(_("IP"), null=True)
    agente = models.CharField(_("navegador"), max_length=300, blank=True)
    anterior = models.CharField(_("huella anterior"), max_length=64, blank=True)
    huella = models.CharField(_("huella"), max_length=64)

    class Meta:
        verbose_name = _("actuación")
        verbose_name_plural = _("actuaciones")
        ordering: ClassVar = ["tramite_id", "orden"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["tramite", "orden"], name="actuacion_orden")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="solo_se_agrega", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="actuacion_con_estado",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=GUARDIA_DE_ACTUACION,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tramite_id}/{self.orden} {self.accion}"

    def calcular_huella(self) -> str:
        """SHA-256 of the line's facts and of the line before it, in canonical JSON."""
        hechos = {
            campo: getattr(self, campo)
            for campo in (
                *("tramite_id", "orden", "accion", "desde", "hasta", "usuario_id", "por_cuenta_de_id", "poder"),
                *("en", "datos", "cambios", "ip", "agente", "anterior"),
            )
        }
        hechos["en"] = self.en.timestamp()
        canonico = json.dumps(hechos, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonico.encode()).hexdigest()


class Observacion(models.Model):
    """What a reviewer asks to correct when returning a case; `campo` names the form's field, empty for the whole."""

    tramite = models.ForeignKey(Tramite, models.PROTECT, related_name="observaciones", verbose_name=_("trámite"))
    actuacion = models.ForeignKey(Actuacion, models.PROTECT, related_name="observaciones", verbose_name=_("actuación"))
    campo = models.CharField(_("campo"), max_length=60, blank=True)
    texto = models.TextField(_("observación"))

    class Meta:
        verbose_name = _("observación")
        verbose_name_plural = _("observaciones")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.texto[:80]


class Borrador(models.Model):
    """Draft: the raw data of a form, autosaved. A correction of a case (`tramite`) is a draft too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    usuario = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="borradores")
    titular = models.ForeignKey(settings.VUCE_TITULAR_MODEL, models.PROTECT, related_name="borradores")
    modulo = models.CharField(_("módulo"), max_length=50)
    procedimiento = models.CharField(_("procedimiento"), max_length=60)
    tramite = models.OneToOneField(Tramite, models.CASCADE, null=True, blank=True, related_name="correccion")
    datos = models.JSONField(_("datos"), default=dict)
    adjuntos = models.ManyToManyField("documentos.Adjunto", blank=True, related_name="borradores")
    creado_en = models.DateTimeField(_("creado en"), auto_now_add=True)
    guardado_en = models.DateTimeField(_("guardado en"), auto_now=True)

    class Meta:
        verbose_name = _("borrador")
        verbose_name_plural = _("borradores")
        ordering: ClassVar = ["-guardado_en", "id"]
        indexes: ClassVar = [models.Index(fields=["titular", "-guardado_en"], name="borrador_titular")]

    def __str__(self) -> str:
        return f"{self.procedimiento} {self.guardado_en:%Y-%m-%d %H:%M}"

    def guardar(self, datos: dict[str, list[str]]) -> bool:
        """Keep `datos`; False where the draft was filed or removed meanwhile."""
        self.datos, self.guardado_en = datos, timezone.now()
        filas = Borrador.objects.filter(pk=self.pk)
        return bool(filas.update(datos=self.datos, guardado_en=self.guardado_en))

    @property
    def enviado(self) -> QueryDict:
        """The data as a browser posted them."""
        datos = QueryDict(mutable=True)
        for nombre, valores in self.datos.items():
            datos.setlist(nombre, valores)
        return datos


class ConsecutivoManager(models.Manager["Consecutivo"]):
    def siguiente(self, prefijo: str, anio: int) -> str:
        """Next number of the kind and year, e.g. `CON-2026-000123`."""
        return self.siguientes(prefijo, anio, 1)[0]

    def siguientes(self, prefijo: str, anio: int, cuantos: int) -> list[str]:
        """The next `cuantos` numbers; without gaps, since they roll back with their cases.

        Takes the row's lock until commit: call it last (lock order trámite → grupo/cupo → consecutivo).
        """
        self.bulk_create([Consecutivo(prefijo=prefijo, anio=anio, ultimo=0)], ignore_conflicts=True)
        fila = self.select_for_update(of=("self",)).get(prefijo=prefijo, anio=anio)
        desde = fila.ultimo + 1
        fila.ultimo += cuantos
        fila.save(update_fields=["ultimo"])
        return [f"{prefijo}-{anio}-{numero:06d}" for numero in range(desde, fila.ultimo + 1)]


class Consecutivo(models.Model):
    """Last number given of each kind and year."""

    prefijo = models.CharField(max_length=10)
    anio = models.PositiveSmallIntegerField()
    ultimo = models.PositiveIntegerField()

    objects = ConsecutivoManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["prefijo", "anio"], name="consecutivo_unico")]

    def __str__(self) -> str:
        return f"{self.prefijo}-{self.anio}"


class SelloBitacora(models.Model):
    """Nightly signed root over the last hash of every case that moved since the former seal."""

    hasta_actuacion = models.BigIntegerField(_("última actuación sellada"), unique=True)
    raiz = models.CharField(_("raíz"), max_length=64)
    firma = models.BinaryField(_("firma"))
    sellado_en = models.DateTimeField(_("sellado en"), auto_now_add=True)

    class Meta:
        verbose_name = _("sello de la bitácora")
        verbose_name_plural = _("sellos de la bitácora")
        ordering: ClassVar = ["hasta_actuacion"]
        triggers: ClassVar = [pgtrigger.Protect(name="solo_se_agrega", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.raiz
