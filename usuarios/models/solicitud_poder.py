"""Request by which an intermediary presents the mandate that a titular gave it (usuarios USR-06)."""

from typing import ClassVar, final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from usuarios.models.empresa import Empresa
from usuarios.models.poder import SIN_PODER, Poder
from vuce.documentos.models import Adjunto
from vuce.tramites.ciclos import ConDevolucion
from vuce.tramites.estados import Fase
from vuce.tramites.models import Tramite
from vuce.tramites.permisos import Rol
from vuce.tramites.reglas import Acto
from vuce.tramites.transiciones import transicion


@final
class SolicitudPoder(ConDevolucion, Tramite):
    """Filed on the intermediary's own NIT; `poderdante` is the titular of the mandate. Approved, it makes the Poder."""

    class Estado(models.TextChoices):
        BORRADOR = "borrador", _("Borrador")
        PRESENTADO = "presentado", _("Presentado")
        DEVUELTO = "devuelto", _("Devuelto con observaciones")
        SUBSANADO = "subsanado", _("Subsanado")
        APROBADO = "aprobado", _("Aprobado")
        RECHAZADO = "rechazado", _("Rechazado")
        REVOCADO = "revocado", _("Revocado")
        VENCIDO = "vencido", _("Vencido")

    class Calidad(models.TextChoices):
        AGENCIA = "agencia", _("Agencia de aduanas")
        ASESOR = "asesor", _("Asesor")
        APODERADO = "apoderado", _("Apoderado")

    estados = Estado
    fases: ClassVar = {
        Estado.BORRADOR: Fase.EN_USUARIO,
        Estado.DEVUELTO: Fase.EN_USUARIO,
        Estado.PRESENTADO: Fase.EN_ENTIDAD,
        Estado.SUBSANADO: Fase.EN_ENTIDAD,
        Estado.APROBADO: Fase.TERMINADO,
        Estado.RECHAZADO: Fase.TERMINADO,
        Estado.REVOCADO: Fase.TERMINADO,
        Estado.VENCIDO: Fase.TERMINADO,
    }
    inicial = Estado.BORRADOR
    EN_ESTUDIO: ClassVar = [Estado.PRESENTADO, Estado.SUBSANADO]

    poderdante = models.ForeignKey(
        Empresa, models.PROTECT, related_name="solicitudes_de_poder", verbose_name=_("titular que otorga el poder")
    )
    calidad = models.CharField(_("calidad en que actúa"), max_length=10, choices=Calidad)
    modulos = ArrayField(models.CharField(max_length=50), verbose_name=_("módulos"))
    desde = models.DateField(_("vigente desde"))
    hasta = models.DateField(_("vigente hasta"))
    informe = models.JSONField(_("informe de firmas"), default=dict, editable=False)

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
        de=Estado.BORRADOR,
        a=Estado.PRESENTADO,
        quien=Rol.TITULAR,
        etiqueta=_("Presentar"),
        avisa=[Rol.TITULAR, Rol.EVALUADOR],
        clase="principal",
    )
    def presentar(self, acto: Acto) -> None:
        self._recibir(acto)

    @transicion(
        de=[Estado.BORRADOR, Estado.DEVUELTO], a=None, quien=Rol.TITULAR, etiqueta=_("Modificar")
    )
    def modificar(self, acto: Acto) -> None:
        acto.datos["formulario"].aplicar_a(self)

    @transicion(
        de=Estado.DEVUELTO,
        a=Estado.SUBSANADO,
        quien=Rol.TITULAR,
        etiqueta=_("Subsanar"),
        avisa=[Rol.TITULAR, Rol.EVALUADOR],
        clase="principal",
    )
    def subsanar(self, acto: Acto) -> None:
        self._recibir(acto)

    @transicion(de=EN_ESTUDIO, a=None, quien=Rol.EVALUADOR, etiqueta=_("Tomar"), clase="principal")
    def tomar(self, acto: Acto) -> None:
        self.asignado_a = acto.quien.usuario

    @transicion(
        de=EN_ESTUDIO,
        a=Estado.APROBADO,
        quien=Rol.APROBADOR,
        etiqueta=_("Aprobar"),
        avisa=[Rol.TITULAR],
        clase="principal",
    )
    def aprobar(self, acto: Acto) -> None:
        poder = Poder.objects.create(
            solicitud=self,
            titular=self.poderdante,
            apoderada=self.titular,
            modulos=self.modulos,
            desde=self.desde,
            hasta=self.hasta,
            aprobado_en=acto.en,
        )
        poder.avisar(_t("Poder aprobado: %(poder)s") % {"poder": poder}, _t("Vigente hasta el %(dia)s.") % {"dia": poder.hasta})

    @transicion(
        de=EN_ESTUDIO,
        a=Estado.DEVUELTO,
        quien=Rol.EVALUADOR,
        etiqueta=_("Devolver con observaciones"),
        avisa=[Rol.TITULAR],
    )
    def devolver(self, acto: Acto) -> None:
        """The observations are written with the line of the record (`al_asentar`)."""

    @transicion(
        de=EN_ESTUDIO,
        a=Estado.RECHAZADO,
        quien=Rol.APROBADOR,
        etiqueta=_("Rechazar"),
        avisa=[Rol.TITULAR],
        clase="peligro",
    )
    def rechazar(self, acto: Acto) -> None:
        """Only the state changes."""

    @transicion(
        de=Estado.APROBADO,
        a=Estado.REVOCADO,
        quien=Rol.APROBADOR,
        etiqueta=_("Revocar"),
        confirma=_("El intermediario dejará de actuar por el titular de inmediato. No se puede deshacer."),
        clase="peligro",
    )
    def revocar(self, acto: Acto) -> None:
        self._poder().revocar(acto.quien.usuario, acto.datos["motivo"], acto.en)

    @transicion(
        de=Estado.APROBADO, a=Estado.REVOCADO, quien=Rol.SISTEMA, etiqueta=_("Revocación del titular")
    )
    def revocar_por_titular(self, acto: Acto) -> None:
        """The titular has no part in this case: it revokes on its own page, and the portal writes it here."""
        self._poder().revocar(acto.datos["usuario"], acto.datos["motivo"], acto.en)

    @transicion(de=Estado.APROBADO, a=Estado.VENCIDO, quien=Rol.SISTEMA, etiqueta=_("Vencer"))
    def vencer(self, acto: Acto) -> None:
        self._poder().vencer(acto.en)

    def _recibir(self, acto: Acto) -> None:
        """The signed PDF becomes the case's; a correction that brings none leaves the former in force."""
        adjunto = acto.datos.get("poder_firmado")
        if adjunto is not None:
            Adjunto.objects.filter(pk=adjunto.pk).update(tramite=self)
            self.informe = acto.datos["informe"]

    def _poder(self) -> Poder:
        return Poder.objects.select_for_update(of=("self",)).select_related("titular", "apoderada").get(solicitud=self)
