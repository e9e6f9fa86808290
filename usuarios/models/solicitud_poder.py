"""Request by which an intermediary presents the mandate that a titular gave it (usuarios USR-06)."""

from typing import ClassVar, final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from usuarios.models.empresa import Empresa
from usuarios.models.poder import SIN_PODER, Poder
from vuce.tramites.ciclos import CicloSinFirma
from vuce.tramites.estados import Estado
from vuce.tramites.models import Tramite
from vuce.tramites.permisos import Rol
from vuce.tramites.reglas import Acto
from vuce.tramites.transiciones import transicion


@final
class SolicitudPoder(CicloSinFirma, Tramite):
    """Filed on the intermediary's own NIT; `poderdante` is the titular of the mandate. Approved, it makes the Poder.

    `informe`: what the verification of the signed PDF found.
    """

    class Calidad(models.TextChoices):
        AGENCIA = "agencia", _("Agencia de aduanas")
        ASESOR = "asesor", _("Asesor")
        APODERADO = "apoderado", _("Apoderado")

    poderdante = models.ForeignKey(
        Empresa, models.PROTECT, related_name="solicitudes_de_poder", verbose_name=_("titular que otorga el poder")
    )
    calidad = models.CharField(_("calidad en que actúa"), max_length=10, choices=Calidad)
    modulos = ArrayField(models.CharField(max_length=50), verbose_name=_("módulos"))
    desde = models.DateField(_("vigente desde"))
    hasta = models.DateField(_("vigente hasta"))
    informe = models.JSONField(_("informe de firmas"), default=dict)

    class Meta:
        verbose_name = _("solicitud de poder")
        verbose_name_plural = _("solicitudes de poder")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(hasta__gte=F("desde")),
                name="solicitud_poder_fechas_en_orden",
                violation_error_message=_("La fecha final del poder no puede ser anterior a la inicial."),
            ),
            models.CheckConstraint(
                condition=~Q(modulos__contains=[SIN_PODER]),
                name="solicitud_poder_sin_cuentas",
                violation_error_message=_("Un poder no cubre las cuentas de la empresa."),
            ),
        ]

    @transicion(
        de=Estado.APROBADA,
        a=Estado.REVOCADA,
        quien=Rol.APROBADOR,
        etiqueta=_("Revocar"),
        confirma=_("El intermediario dejará de actuar por el titular de inmediato. No se puede deshacer."),
        clase="peligro",
    )
    def revocar(self, acto: Acto) -> None:
        self._poder().revocar(acto.quien.usuario, acto.datos["motivo"], acto.en)

    @transicion(de=Estado.APROBADA, a=Estado.REVOCADA, quien=Rol.SISTEMA, etiqueta=_("Revocación del titular"))
    def revocar_por_titular(self, acto: Acto) -> None:
        """The titular has no part in this case: it revokes on its own page, and the portal writes it here."""
        self._poder().revocar(acto.datos["usuario"], acto.datos["motivo"], acto.en)

    @transicion(de=Estado.APROBADA, a=Estado.VENCIDA, quien=Rol.SISTEMA, etiqueta=_("Vencer"))
    def vencer(self, acto: Acto) -> None:
        self._poder().vencer(acto.en)

    def _poder(self) -> Poder:
        return Poder.objects.select_for_update(of=("self",)).select_related("titular", "apoderada").get(solicitud=self)
