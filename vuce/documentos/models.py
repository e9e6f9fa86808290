"""Files of a case: what people attach (Adjunto) and what the portal issues (Documento)."""

import hashlib
import secrets
from typing import TYPE_CHECKING, Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from vuce.tramites.models import Tramite

ALFABETO = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no look-alikes: codes are read aloud and typed


def codigo_verificacion() -> str:
    """Unguessable code of a document: 24 symbols of 30, 117 bits (firma, «Public verification»)."""
    return "".join(secrets.choice(ALFABETO) for _i in range(24))


def ruta(instancia: models.Model, nombre: str) -> str:
    hoy = timezone.localdate()
    return f"{instancia._meta.model_name}/{hoy:%Y/%m}/{secrets.token_hex(16)}"


class Adjunto(models.Model):
    """File somebody attached. Belongs to a draft until filed (`tramite` empty), then to the case."""

    tramite = models.ForeignKey(
        "tramites.Tramite", models.PROTECT, null=True, blank=True, related_name="adjuntos", verbose_name=_("trámite")
    )
    clase = models.CharField(_("clase"), max_length=50)
    nombre = models.CharField(_("nombre"), max_length=255)
    archivo = models.FileField(_("archivo"), upload_to=ruta, max_length=200)
    tipo = models.CharField(_("tipo"), max_length=100)
    tamano = models.PositiveBigIntegerField(_("tamaño"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    subido_por = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("subió"))
    subido_en = models.DateTimeField(_("subido en"), auto_now_add=True)

    class Meta:
        verbose_name = _("adjunto")
        verbose_name_plural = _("adjuntos")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.nombre


class DocumentoManager(models.Manager["Documento"]):
    def pedir(self, tramite: "Tramite", clase: str, **campos: Any) -> "Documento":
        """Mark a document of `clase` as to be generated; an earlier one of the class becomes void."""
        self.anular(tramite, clase)
        return self.create(tramite=tramite, clase=clase, **campos)

    def verificables(self) -> "models.QuerySet[Documento]":
        """What anyone may ask about: declared public and issued, even if annulled since."""
        emitidos = self.filter(publico=True, generado_en__isnull=False).exclude(archivo="")
        return emitidos.filter(estado__in=[Documento.Estado.LISTO, Documento.Estado.ANULADO])

    def actual(self, tramite: "Tramite", clase: str) -> "Documento | None":
        """The one of the class that is not void, made or in the making."""
        return self.filter(tramite=tramite, clase=clase).exclude(estado=Documento.Estado.ANULADO).first()

    def anular(self, tramite: "Tramite", clase: str) -> int:
        return (
            self.filter(tramite=tramite, clase=clase)
            .exclude(estado=Documento.Estado.ANULADO)
            .update(estado=Documento.Estado.ANULADO, anulado_en=timezone.now())
        )


class Documento(models.Model):
    """Document the portal issues. The row exists before the file: the worker fills it (estado pendiente → listo)."""

    class Estado(models.TextChoices):
        PENDIENTE = "pendiente", _("En preparación")
        LISTO = "listo", _("Vigente")
        ERROR = "error", _("No se pudo generar")
        ANULADO = "anulado", _("Anulado")

    class Firma(models.TextChoices):
        NINGUNA = "", _("Sin firma")
        TITULAR = "titular", _("La firma el titular")
        ENTIDAD = "entidad", _("La firma la entidad")

    tramite = models.ForeignKey("tramites.Tramite", models.PROTECT, related_name="documentos")
    clase = models.CharField(_("clase"), max_length=50)
    titulo = models.CharField(_("título"), max_length=200)
    codigo = models.CharField(_("código de verificación"), max_length=24, unique=True, default=codigo_verificacion)
    firma = models.CharField(_("firma"), max_length=10, choices=Firma, blank=True, default=Firma.NINGUNA)
    publico = models.BooleanField(_("verificable por cualquiera"), default=False)
    estado = models.CharField(_("estado"), max_length=10, choices=Estado, default=Estado.PENDIENTE)
    archivo = models.FileField(_("archivo"), upload_to=ruta, max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    firmado = models.FileField(_("archivo firmado"), upload_to=ruta, max_length=200, blank=True)
    firmado_sha256 = models.CharField(_("SHA-256 del firmado"), max_length=64, blank=True)
    datos_publicos = models.JSONField(_("datos públicos"), default=list, blank=True)  # [[label, value], …]
    informe = models.JSONField(_("informe de firmas"), default=dict, blank=True)
    intentos = models.PositiveSmallIntegerField(_("intentos"), default=0)
    ultimo_error = models.TextField(_("último error"), blank=True)
    pedido_en = models.DateTimeField(_("pedido en"), auto_now_add=True)
    generado_en = models.DateTimeField(_("generado en"), null=True, blank=True)
    anulado_en = models.DateTimeField(_("anulado en"), null=True, blank=True)
    vence_el = models.DateField(_("vigente hasta"), null=True, blank=True)  # that day included; empty: does not expire

    objects = DocumentoManager()

    class Meta:
        verbose_name = _("documento")
        verbose_name_plural = _("documentos")
        ordering = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["pedido_en"], name="documento_pendiente", condition=Q(estado="pendiente")),
            models.Index(fields=["sha256"], name="documento_sha256", condition=Q(publico=True)),
            models.Index(fields=["firmado_sha256"], name="documento_firmado_sha256", condition=Q(publico=True)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tramite", "clase"], condition=~Q(estado="anulado"), name="documento_uno_por_clase"
            ),
            models.CheckConstraint(
                condition=~Q(estado="listo") | (~Q(archivo="") & Q(generado_en__isnull=False)),
                name="documento_listo_con_archivo",
            ),
            # Signing fails closed: an institutional document is never issued unsigned.
            models.CheckConstraint(
                condition=~Q(estado="listo", firma="entidad") | ~Q(firmado=""), name="documento_entidad_firmado"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="archivo_inmutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__estado="listo")
                & (
                    pgtrigger.Q(old__archivo__df=pgtrigger.F("new__archivo"))
                    | pgtrigger.Q(old__sha256__df=pgtrigger.F("new__sha256"))
                ),
            )
        ]

    def __str__(self) -> str:
        return self.titulo

    @property
    def vencido(self) -> bool:
        """Past its last day, in Colombia."""
        return self.vence_el is not None and self.vence_el < timezone.localdate()

    def guardar_archivo(self, campo: str, contenido: bytes) -> None:
        """Write `contenido` to the storage under `campo` (archivo, firmado) and note its SHA-256; does not save."""
        getattr(self, campo).save("", ContentFile(contenido), save=False)
        setattr(self, "sha256" if campo == "archivo" else "firmado_sha256", hashlib.sha256(contenido).hexdigest())

    def dar_por_listo(self) -> None:
        self.estado, self.ultimo_error = Documento.Estado.LISTO, ""
        self.save()

    def leer(self, *, original: bool = False) -> bytes:
        """Bytes to hand out: the signed file where there is one, else the generated one."""
        archivo = self.archivo if original or not self.firmado else self.firmado
        with archivo.open("rb") as abierto:
            return bytes(abierto.read())
