"""The two common lives of a request: most procedures of the portal live one of them as it is.

Signed by its holder (`CicloFirmado`): creada → por_firmar → enviada → en_estudio → aprobada | negada, with devuelta,
desistida and eliminada (manual de contingentes III–IV).

Filed without a signature (`CicloSinFirma`): radicada → en_estudio → aprobada | rechazada, with devuelta ↔ subsanada and
desistida (usuarios USR-01, USR-06).

A procedure adds rules and effects in its declaration; effects on its own columns, in the `al_…` hooks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from vuce.documentos.models import Documento
from vuce.tramites.estados import Estado
from vuce.tramites.models import Actuacion, Observacion
from vuce.tramites.permisos import Rol
from vuce.tramites.reglas import Acto, regla
from vuce.tramites.transiciones import transicion


@regla(
    "FIR-01",
    articulo=_("manual de contingentes III y VIII"),
    mensaje=_("El documento aún se está preparando. Espere unos segundos y repita."),
    campo="documento_firmado",
)
def documento_generado(caso: Any, acto: Acto) -> dict[str, Any] | None:
    return None if caso.documento_por_firmar() else {}


@regla(
    "FIR-02",
    articulo=_("manual de contingentes III y VIII"),
    mensaje=_("Adjunte el documento firmado del radicado {numero} antes de enviar la solicitud."),
    campo="documento_firmado",
)
def documento_firmado(caso: Any, acto: Acto) -> dict[str, Any] | None:
    documento, revisado = caso.documento_por_firmar(), acto.datos.get("documento_firmado")
    corresponde = documento and revisado and revisado.original_sha256 == documento.sha256
    return None if corresponde else {"numero": caso.numero}


@regla(
    "ASG-01",
    articulo=_("reparto de la dependencia"),
    mensaje=_("Solo {quien} puede soltar este trámite."),
)
def lo_tiene_quien_lo_suelta(caso: Any, acto: Acto) -> dict[str, Any] | None:
    return None if caso.asignado_a_id == acto.quien.usuario.pk else {"quien": caso.asignado_a}


class EnRevision(models.Model):
    """What happens on the reviewers' side of every request: who has it, and what is asked to be corrected."""

    class Meta:
        abstract = True

    @transicion(
        de=[Estado.EN_ESTUDIO, Estado.ENVIADA, Estado.RADICADA, Estado.SUBSANADA],
        a=None,
        quien=Rol.REPARTIDOR,
        etiqueta=_("Asignar"),
        avisa=[Rol.EVALUADOR],
    )
    def asignar(self, acto: Acto) -> None:
        self.asignado_a = acto.datos["evaluador"]

    def al_asentar(self, actuacion: Actuacion, acto: Acto) -> None:
        if acto.accion == "devolver":
            Observacion.objects.bulk_create(
                Observacion(tramite_id=self.pk, actuacion=actuacion, campo=campo, texto=texto)
                for campo, texto in acto.datos["observaciones"]
            )


class CicloFirmado(EnRevision):
    """Transitions of the signed request, for a child of Tramite: `class SolicitudCupo(CicloFirmado, Tramite)`."""

    class Meta:
        abstract = True

    @transicion(
        de=Estado.CREADA,
        a=Estado.POR_FIRMAR,
        quien=Rol.TITULAR,
        etiqueta=_("Generar documento"),
        clase="principal",
    )
    def generar_documento(self, acto: Acto) -> None:
        """The PDF is made behind the request; the sheet tells when it is ready."""

    @transicion(
        de=Estado.POR_FIRMAR,
        a=Estado.ENVIADA,
        quien=Rol.TITULAR,
        etiqueta=_("Enviar solicitud"),
        reglas=[documento_generado, documento_firmado],
        avisa=[Rol.TITULAR, Rol.EVALUADOR],
        clase="principal",
    )
    def enviar(self, acto: Acto) -> None:
        documento = cast(Documento, self.documento_por_firmar())  # the rule documento_firmado saw it
        revisado = acto.datos["documento_firmado"]
        documento.guardar_archivo("firmado", revisado.pdf)
        documento.informe = revisado.informe
        documento.save(update_fields=["firmado", "firmado_sha256", "informe"])
        self.al_enviar(acto)

    @transicion(
        de=[Estado.CREADA, Estado.POR_FIRMAR, Estado.DEVUELTA],
        a=Estado.CREADA,
        quien=Rol.TITULAR,
        etiqueta=_("Modificar"),
    )
    def modificar(self, acto: Acto) -> None:
        self.al_modificar(acto)
        acto.datos["formulario"].aplicar_a(self)

    @transicion(
        de=Estado.ENVIADA,
        a=Estado.EN_ESTUDIO,
        quien=Rol.EVALUADOR,
        etiqueta=_("Tomar"),
        clase="principal",
    )
    def tomar(self, acto: Acto) -> None:
        self.asignado_a = acto.quien.usuario

    @transicion(
        de=Estado.EN_ESTUDIO,
        a=Estado.ENVIADA,
        quien=Rol.EVALUADOR,
        etiqueta=_("Soltar"),
        reglas=[lo_tiene_quien_lo_suelta],
    )
    def soltar(self, acto: Acto) -> None:
        self.asignado_a = None

    @transicion(
        de=Estado.EN_ESTUDIO,
        a=Estado.APROBADA,
        quien=Rol.APROBADOR,
        etiqueta=_("Aprobar"),
        avisa=[Rol.TITULAR],
        clase="principal",
    )
    def aprobar(self, acto: Acto) -> None:
        self.al_aprobar(acto)

    @transicion(
        de=Estado.EN_ESTUDIO,
        a=Estado.DEVUELTA,
        quien=Rol.EVALUADOR,
        etiqueta=_("Devolver con observaciones"),
        avisa=[Rol.TITULAR],
    )
    def devolver(self, acto: Acto) -> None:
        """The observations are written with the line of the record (`al_asentar`)."""

    @transicion(
        de=Estado.EN_ESTUDIO,
        a=Estado.NEGADA,
        quien=Rol.APROBADOR,
        etiqueta=_("Negar"),
        avisa=[Rol.TITULAR],
        clase="peligro",
    )
    def negar(self, acto: Acto) -> None:
        self.al_terminar_sin_aprobar(acto)

    @transicion(
        de=[Estado.CREADA, Estado.POR_FIRMAR, Estado.ENVIADA, Estado.EN_ESTUDIO, Estado.DEVUELTA],
        a=Estado.DESISTIDA,
        quien=Rol.TITULAR,
        etiqueta=_("Desistir"),
        confirma=_("La solicitud terminará sin decisión. No se puede deshacer."),
        avisa=[Rol.EVALUADOR],
        clase="peligro",
    )
    def desistir(self, acto: Acto) -> None:
        self.al_terminar_sin_aprobar(acto)

    @transicion(
        de=[Estado.CREADA, Estado.POR_FIRMAR],
        a=Estado.ELIMINADA,
        quien=Rol.TITULAR,
        etiqueta=_("Eliminar"),
        confirma=_("El radicado queda sin efecto y su documento se anula. No se puede deshacer."),
        clase="peligro",
    )
    def eliminar(self, acto: Acto) -> None:
        """Only the state changes: the number stays taken."""

    def al_enviar(self, acto: Acto) -> None:
        """Hook: effects of filing."""

    def al_modificar(self, acto: Acto) -> None:
        """Hook: effects of correcting, before the new data takes the place of the old."""

    def al_aprobar(self, acto: Acto) -> None:
        """Hook: effects of approval; `acto.datos` holds the approval form's cleaned data."""

    def al_terminar_sin_aprobar(self, acto: Acto) -> None:
        """Hook: effects of negar and desistir."""

    def documento_por_firmar(self) -> Documento | None:
        """The document ready for the holder's signature, if there is one."""
        listos = Documento.objects.filter(tramite_id=self.pk, estado=Documento.Estado.LISTO)
        return listos.filter(firma=Documento.Firma.TITULAR).first()


class CicloSinFirma(EnRevision):
    """Transitions of the unsigned request: `class SolicitudRegistro(CicloSinFirma, Tramite)`. It begins before the
    authority: what is typed before that is a draft."""

    inicial: ClassVar[str] = Estado.RADICADA
    avisa_al_crear: ClassVar[Sequence[str]] = (Rol.EVALUADOR,)

    class Meta:
        abstract = True

    @transicion(
        de=[Estado.RADICADA, Estado.SUBSANADA],
        a=Estado.EN_ESTUDIO,
        quien=Rol.EVALUADOR,
        etiqueta=_("Tomar"),
        clase="principal",
    )
    def tomar(self, acto: Acto) -> None:
        self.asignado_a = acto.quien.usuario

    @transicion(
        de=Estado.EN_ESTUDIO,
        a=Estado.RADICADA,
        quien=Rol.EVALUADOR,
        etiqueta=_("Soltar"),
        reglas=[lo_tiene_quien_lo_suelta],
    )
    def soltar(self, acto: Acto) -> None:
        self.asignado_a = None

    @transicion(
        de=Estado.EN_ESTUDIO,
        a=Estado.APROBADA,
        quien=Rol.APROBADOR,
        etiqueta=_("Aprobar"),
        avisa=[Rol.TITULAR],
        clase="principal",
    )
    def aprobar(self, acto: Acto) -> None:
        """What follows from it, the procedure says (`efectos`)."""

    @transicion(
        de=Estado.EN_ESTUDIO,
        a=Estado.DEVUELTA,
        quien=Rol.EVALUADOR,
        etiqueta=_("Devolver con observaciones"),
        avisa=[Rol.TITULAR],
    )
    def devolver(self, acto: Acto) -> None:
        """The observations are written with the line of the record (`al_asentar`)."""

    @transicion(
        de=Estado.DEVUELTA,
        a=Estado.SUBSANADA,
        quien=Rol.TITULAR,
        etiqueta=_("Subsanar"),
        avisa=[Rol.EVALUADOR],
        clase="principal",
    )
    def modificar(self, acto: Acto) -> None:
        acto.datos["formulario"].aplicar_a(self)

    @transicion(
        de=Estado.EN_ESTUDIO,
        a=Estado.RECHAZADA,
        quien=Rol.APROBADOR,
        etiqueta=_("Rechazar"),
        avisa=[Rol.TITULAR],
        clase="peligro",
    )
    def rechazar(self, acto: Acto) -> None:
        """Only the state changes."""

    @transicion(
        de=[Estado.RADICADA, Estado.SUBSANADA, Estado.EN_ESTUDIO, Estado.DEVUELTA],
        a=Estado.DESISTIDA,
        quien=Rol.TITULAR,
        etiqueta=_("Desistir"),
        confirma=_("La solicitud terminará sin decisión. No se puede deshacer."),
        avisa=[Rol.EVALUADOR],
        clase="peligro",
    )
    def desistir(self, acto: Acto) -> None:
        """Only the state changes."""
