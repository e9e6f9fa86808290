"""USU-04: change of the company's name or of its legal representative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from usuarios.actualizacion.efectos import conservar, surtir
from usuarios.actualizacion.forms import SolicitudDatosForm
from usuarios.actualizacion.reglas import AL_APROBAR, AL_RADICAR
from usuarios.models import SolicitudDatos
from usuarios.registro.procedimiento import RESPUESTA_DE_CUENTAS
from vuce.documentos.models import Documento
from vuce.tramites.procedimientos import Entrada, Procedimiento, Salida, registrar

if TYPE_CHECKING:
    from vuce.tramites.forms import FormularioTramite

DATOS = {"razon_social": _("Razón social o nombre"), "representante": _("Representante legal")}


def _si_juridica(formulario: FormularioTramite) -> str:
    return "opcional" if isinstance(formulario, SolicitudDatosForm) and formulario.natural else "obligatoria"


@registrar
class ActualizarDatos(Procedimiento):
    codigo, nombre = "usuarios.actualizacion", _("Cambio de razón social o de representante legal")
    prefijo = "DAT"
    descripcion = _("Informe el cambio; los demás datos los actualiza usted mismo en «Datos de la empresa».")
    fichas, articulos = ("USU-04",), _("Resolución 4240 de 2000, art. 7")
    dependencia = "dian-registro"
    modelo, formulario = SolicitudDatos, SolicitudDatosForm
    reglas = {"crear": AL_RADICAR, "modificar": AL_RADICAR, "aprobar": AL_APROBAR}
    efectos = {"crear": conservar, "modificar": conservar, "aprobar": surtir}
    tiempos = [RESPUESTA_DE_CUENTAS]
    papeles = [
        Salida("constancia", _("Constancia"), al=["aprobar"], firma=Documento.Firma.ENTIDAD, correo=True),
    ]
    entradas = [
        Entrada("certificado", _("Certificado de existencia y representación legal"), exigencia=_si_juridica),
    ]
    avisa_a_la_empresa = ("devolver", "aprobar", "rechazar")

    def cola(self, tramite: SolicitudDatos) -> str:
        """Whoever granted the company's account."""
        return tramite.empresa.otorgada_por_id or self.dependencia

    def resumen(self, tramite: SolicitudDatos) -> str:
        return " · ".join(str(DATOS[dato]) for dato, _antes, _despues in cambios(tramite))

    def contexto(self, tramite: SolicitudDatos) -> dict[str, Any]:
        return {"datos": datos(tramite)}


def cambios(caso: SolicitudDatos) -> list[tuple[str, str, str]]:
    """Name of the datum, before and after."""
    nuevos = {"razon_social": caso.razon_social, "representante": caso.representante}
    return [(dato, caso.anteriores.get(dato, ""), nuevo) for dato, nuevo in nuevos.items() if nuevo]


def datos(caso: SolicitudDatos) -> list[tuple[Any, Any]]:
    """Pairs that the sheet and the paper show."""
    pares: list[tuple[Any, Any]] = [(_("Fecha del hecho"), date_format(caso.hecho_el))]
    for dato, antes, despues in cambios(caso):
        pares.append((gettext("%(dato)s, antes") % {"dato": DATOS[dato]}, antes or "—"))
        pares.append((gettext("%(dato)s, ahora") % {"dato": DATOS[dato]}, _con_verificacion(caso, dato, despues)))
    if caso.certificado_el:
        pares.append((_("Certificado expedido el"), date_format(caso.certificado_el)))
    return pares


def _con_verificacion(caso: SolicitudDatos, dato: str, texto: str) -> str:
    return texto if dato in caso.verificados else gettext("%(dato)s (no verificado)") % {"dato": texto}
