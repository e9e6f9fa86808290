"""USR-07: change of delegado, cancellation and reactivation of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from usuarios.cuentas.efectos import surtir
from usuarios.cuentas.forms import SolicitudCuentaForm
from usuarios.cuentas.reglas import AL_APROBAR, AL_RADICAR
from usuarios.models import SolicitudCuenta
from usuarios.registro.procedimiento import RESPUESTA_DE_CUENTAS
from vuce.documentos.models import Documento
from vuce.tramites.procedimientos import Entrada, Procedimiento, Salida, registrar

if TYPE_CHECKING:
    from vuce.tramites.forms import FormularioTramite

V = SolicitudCuenta.Variante


def _si_cambia_delegado(formulario: FormularioTramite) -> str:
    nombra = formulario.elegido("variante") == V.CANCELACION and formulario.elegido("nuevo_documento")
    return "obligatoria" if formulario.elegido("variante") == V.DELEGADO or nombra else "no"


@registrar
class PedirSobreCuentas(Procedimiento):
    codigo, nombre, prefijo = "usuarios.cuenta", _("Solicitudes sobre cuentas"), "CTA"
    descripcion = _("Cambie el delegado de cuenta, cancele cuentas o pida que se reactive una.")
    fichas, articulos = ("USR-07", "USU-03", "USU-05", "USU-06"), _("Resolución 4240 de 2000, art. 4, 6 y 7")
    dependencia = "dian-registro"
    modelo, formulario = SolicitudCuenta, SolicitudCuentaForm
    reglas = {"crear": AL_RADICAR, "modificar": AL_RADICAR, "aprobar": AL_APROBAR}
    efectos = {"aprobar": surtir}
    tiempos = [RESPUESTA_DE_CUENTAS]
    papeles = [
        Salida("constancia", _("Constancia"), al=["aprobar"], firma=Documento.Firma.ENTIDAD, correo=True),
    ]
    entradas = [
        Entrada(
            "identidad",
            _("Documento de identidad del nuevo delegado"),
            tipos=("pdf", "png", "jpeg"),
            exigencia=_si_cambia_delegado,
            falta=_("Anexe copia del documento de identificación del nuevo delegado."),
        ),
        Entrada("soporte", _("Documento soporte")),
    ]
    avisa_a_la_empresa = ("devolver", "aprobar", "rechazar")

    def cola(self, tramite: SolicitudCuenta) -> str:
        """Whoever granted the company's account."""
        return tramite.empresa.otorgada_por_id or self.dependencia

    def resumen(self, tramite: SolicitudCuenta) -> str:
        return f"{tramite.get_variante_display()} · {tramite.titular}"

    def contexto(self, tramite: SolicitudCuenta) -> dict[str, Any]:
        return {"datos": datos(tramite)}


def datos(caso: SolicitudCuenta) -> list[tuple[Any, Any]]:
    """Pairs of the variant, for the sheet and the papers."""
    nuevo = [
        (_("Nuevo delegado"), f"{caso.nuevo_nombre}, {caso.nuevo_tipo} {caso.nuevo_documento}"),
        (_("Correo electrónico"), caso.nuevo_correo),
    ]
    pares: dict[str, list[tuple[Any, Any]]] = {
        V.DELEGADO: [
            *nuevo,
            (_("Cuentas que otorgó el delegado actual"), caso.get_destino_display()),
        ],
        V.CANCELACION: [
            (_("Cuentas que se cancelan"), caso.get_alcance_display()),
            *(nuevo if caso.nuevo_documento else []),
        ],
        V.REACTIVACION: [(_("Cuenta"), f"{caso.cuenta.codigo} · {caso.cuenta}" if caso.cuenta else "—")],
    }
    return [(_("Solicitud"), caso.get_variante_display()), *pares[caso.variante], (_("Motivo"), caso.motivo)]
