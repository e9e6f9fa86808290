"""Mandate by which a company acts on another one's NIT (usuarios USR-06)."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from usuarios.models.empresa import Empresa
from vuce.notificaciones.avisos import avisar
from vuce.tramites.models import Borrador

if TYPE_CHECKING:
    from usuarios.models.usuario import Usuario

SIN_PODER = "usuarios"  # the module of accounts: nobody keeps another one's users by mandate


class PoderQuerySet(models.QuerySet["Poder"]):
    def vigentes(self) -> "PoderQuerySet":
        """Approved mandates in force today (America/Bogota), neither expired nor revoked, of two active companies."""
        hoy = timezone.localdate()
        activas = self.filter(
            titular__situacion=Empresa.Situacion.ACTIVA, apoderada__situacion=Empresa.Situacion.ACTIVA
        )
        return activas.filter(desde__lte=hoy, hasta__gte=hoy, aprobado_en__isnull=False, revocado_en__isnull=True)

    def abiertos(self) -> "PoderQuerySet":
        """Approved mandates whose end has not been settled yet, in force or not."""
        return self.filter(aprobado_en__isnull=False, revocado_en__isnull=True, vencido_en__isnull=True)


@pghistory.track(exclude=["avisado"])
class Poder(models.Model):
    """`apoderada` may act for `titular` in `modulos` from `desde` to `hasta`, both days included."""

    titular = models.ForeignKey(Empresa, models.PROTECT, related_name="poderes_otorgados", verbose_name=_("titular"))
    apoderada = models.ForeignKey(
        Empresa, models.PROTECT, related_name="poderes_recibidos", verbose_name=_("apoderada")
    )
    solicitud = models.OneToOneField(
        "usuarios.SolicitudPoder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="poder",
        verbose_name=_("solicitud"),
    )
    modulos = ArrayField(models.CharField(max_length=50), verbose_name=_("módulos"))
    desde = models.DateField(_("vigente desde"))
    hasta = models.DateField(_("vigente hasta"))
    aprobado_en = models.DateTimeField(_("aprobado en"), null=True, blank=True)
    revocado_en = models.DateTimeField(_("revocado en"), null=True, blank=True)
    revocado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revocó")
    )
    motivo = models.TextField(_("motivo de la revocación"), blank=True)
    # When the portal closed what the expired mandate left open; that it is over, its dates alone say.
    vencido_en = models.DateTimeField(_("vencimiento tramitado en"), null=True, blank=True, editable=False)
    avisado = models.PositiveSmallIntegerField(_("último aviso, días antes"), null=True, editable=False)

    objects = PoderQuerySet.as_manager()

    class Meta:
        verbose_name = _("poder")
        verbose_name_plural = _("poderes")
        ordering = ["-hasta", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["apoderada", "titular"], name="poder_apoderada_titular"),
            models.Index(fields=["apoderada", "-id"], name="poder_recibidos"),
            models.Index(fields=["titular", "-id"], name="poder_otorgados"),
            models.Index(
                fields=["hasta"],
                name="poder_por_vencer",
                condition=Q(aprobado_en__isnull=False, revocado_en__isnull=True, vencido_en__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(hasta__gte=F("desde")),
                name="poder_fechas_en_orden",
                violation_error_message=_("La fecha final del poder no puede ser anterior a la inicial."),
            ),
            models.CheckConstraint(
                condition=~Q(titular=F("apoderada")),
                name="poder_entre_dos_empresas",
                violation_error_message=_("Una empresa no puede otorgarse un poder a sí misma."),
            ),
            models.CheckConstraint(
                condition=~Q(modulos__contains=[SIN_PODER]),
                name="poder_sin_cuentas",
                violation_error_message=_("Un poder no cubre las cuentas de la empresa."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.apoderada} → {self.titular}"

    @property
    def dias(self) -> int:
        """Days left, today included; zero or less where it is over."""
        return (self.hasta - timezone.localdate()).days + 1

    @property
    def situacion(self) -> str:
        """How it stands today, in a word for people."""
        if self.revocado_en:
            return gettext("Revocado")
        if self.dias <= 0:
            return gettext("Vencido")
        if not self.aprobado_en:
            return gettext("Sin aprobar")
        return gettext("Por empezar") if self.desde > timezone.localdate() else gettext("Vigente")

    @property
    def revocable(self) -> bool:
        return self.aprobado_en is not None and self.revocado_en is None and self.dias > 0

    def revocar(self, usuario: "Usuario | None", motivo: str, en: datetime) -> None:
        """End it now: the very next request of the mandated company finds it gone."""
        self.revocado_en, self.revocado_por, self.motivo = en, usuario, motivo
        self.save(update_fields=["revocado_en", "revocado_por", "motivo"])
        self._terminar(gettext("Poder revocado: %(poder)s") % {"poder": self}, motivo)

    def vencer(self, en: datetime) -> None:
        """Settle what a mandate whose last day is over left open."""
        self.vencido_en = en
        self.save(update_fields=["vencido_en"])
        self._terminar(gettext("Poder vencido: %(poder)s") % {"poder": self}, "")

    def _terminar(self, asunto: str, motivo: str) -> None:
        cuantos = self._pasar_borradores()
        frases = [motivo, gettext("El poder ya no permite actuar por %(titular)s.") % {"titular": self.titular}]
        if cuantos:
            frases.append(gettext("Borradores que pasan al titular: %(cuantos)d.") % {"cuantos": cuantos})
        self.avisar(asunto, "\n\n".join(filter(None, frases)))

    def _pasar_borradores(self) -> int:
        """Open drafts of the mandated company's people go to the titular's principal, or to whoever operates there.

        Those of a module that another mandate between the two covers stay where they are.
        """
        entre_las_dos = Poder.objects.vigentes().filter(titular=self.titular_id, apoderada=self.apoderada_id)
        otros = entre_las_dos.exclude(pk=self.pk).values_list("modulos", flat=True)
        suyos = Borrador.objects.filter(titular=self.titular_id, usuario__empresa=self.apoderada_id)
        cuantos = 0
        for modulo in set(self.modulos).difference(*otros):
            quien = self._quien_sigue(modulo)
            cuantos += suyos.filter(modulo=modulo).update(usuario=quien) if quien else 0
        return cuantos

    def _quien_sigue(self, modulo: str) -> "Usuario | None":
        del_modulo = self.titular.usuarios_que("operar", modulo)
        return self.titular.usuarios_que("administrar").first() or del_modulo.first()

    def avisar(self, asunto: str, cuerpo: str) -> None:
        """Tell both sides: the principals of each company and its authorised address."""
        for empresa in (self.titular, self.apoderada):
            avisar(asunto=asunto, cuerpo=cuerpo, usuarios=empresa.usuarios_que("administrar"), titular=empresa)
