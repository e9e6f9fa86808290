"""Bulk creation of secondary users: a file, row by row, of which the good rows are created once confirmed (USR-02)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from usuarios.models.empresa import Empresa


class CargaUsuarios(models.Model):
    """One file. Its rows are looked into and created in the request where they are few, else by the worker."""

    class Avance(models.TextChoices):
        EN_REVISION = "en_revision", _("En revisión")
        REVISADA = "revisada", _("Por confirmar")
        EN_CREACION = "en_creacion", _("Creando los usuarios")
        TERMINADA = "terminada", _("Terminada")

    empresa = models.ForeignKey(Empresa, models.PROTECT, related_name="cargas", verbose_name=_("empresa"))
    archivo = models.ForeignKey("documentos.Adjunto", models.PROTECT, related_name="+", verbose_name=_("archivo"))
    creada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("quién la hizo")
    )
    creada_en = models.DateTimeField(_("creada en"), auto_now_add=True)
    ip = models.GenericIPAddressField(_("IP"), null=True, blank=True)
    agente = models.CharField(_("navegador"), max_length=300, blank=True)
    avance = models.CharField(_("estado"), max_length=15, choices=Avance, default=Avance.EN_REVISION)

    class Meta:
        verbose_name = _("carga de usuarios")
        verbose_name_plural = _("cargas de usuarios")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["creada_en"],
                name="carga_en_curso",
                condition=models.Q(avance__in=["en_revision", "en_creacion"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.archivo} {self.creada_en:%Y-%m-%d %H:%M}"

    @property
    def en_curso(self) -> bool:
        return self.avance in {self.Avance.EN_REVISION, self.Avance.EN_CREACION}


class FilaCarga(models.Model):
    """One row: what it said, what is wrong with it, and the user it became."""

    carga = models.ForeignKey(CargaUsuarios, models.CASCADE, related_name="filas", verbose_name=_("carga"))
    numero = models.PositiveIntegerField(_("fila"))
    datos = models.JSONField(_("datos"))
    errores = models.JSONField(_("errores"), default=list)
    usuario = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="fila_de_carga",
        verbose_name=_("usuario"),
    )

    class Meta:
        verbose_name = _("fila de una carga")
        verbose_name_plural = _("filas de una carga")
        ordering: ClassVar = ["carga_id", "numero"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["carga", "numero"], name="fila_de_carga_unica")]

    def __str__(self) -> str:
        return f"{self.carga_id}/{self.numero}"
