"""The procedures of export quotas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from contingentes.forms import AprobarCupoForm, SolicitudConsumoForm, SolicitudCupoForm
from contingentes.models import DEPENDENCIA, SolicitudConsumo, SolicitudCupo
from contingentes.reglas import AL_APROBAR_CUPO, AL_PEDIR_CONSUMO, AL_PEDIR_CUPO
from contingentes.resumenes import (
    COLUMNAS_DE_CONSUMOS,
    COLUMNAS_DE_LINEAS,
    datos_del_certificado,
    filas_de_consumos,
    lineas_de_cupo,
)
from vuce.comun.cantidades import mostrar_cantidad
from vuce.comun.terminos import Termino
from vuce.documentos.models import Documento
from vuce.tramites.estados import Estado
from vuce.tramites.procedimientos import Entrada, Procedimiento, Salida, Tiempo, registrar

if TYPE_CHECKING:
    from datetime import date

RESPUESTA = Tiempo(
    "respuesta",
    _("Respuesta de la entidad"),
    termino=lambda caso: Termino(caso.circular.respuesta_dias),
    inicia=["enviar"],
    detiene=["aprobar", "negar", "devolver", "desistir"],
)
RADICADO = Salida(
    "radicado",
    _("Radicado de la solicitud"),
    al=["generar_documento"],
    anula=["modificar", "eliminar", "desistir"],
    firma=Documento.Firma.TITULAR,
)


@registrar
class PedirCupo(Procedimiento):
    codigo, nombre, prefijo = "contingentes.cupo", _("Solicitud de cupo"), "CUP"
    descripcion = _("Pida parte del volumen de un contingente de exportación vigente.")
    fichas, articulos = ("CTG-01",), _("Manual de contingentes de exportación, III")
    dependencia = DEPENDENCIA
    modelo, formulario = SolicitudCupo, SolicitudCupoForm
    formularios = {"aprobar": AprobarCupoForm}
    reglas = {"crear": AL_PEDIR_CUPO, "modificar": AL_PEDIR_CUPO, "enviar": AL_PEDIR_CUPO, "aprobar": AL_APROBAR_CUPO}
    tiempos = [RESPUESTA]
    papeles = [
        RADICADO,
        Salida("acto", _("Otorgamiento de cupo"), al=["aprobar"], firma=Documento.Firma.ENTIDAD, correo=True),
    ]
    entradas = [Entrada("soporte", _("Documento soporte"), exigencia=lambda formulario: formulario.soporte())]
    catalogo_url = "contingentes:vigentes"

    def resumen(self, tramite: SolicitudCupo) -> str:
        lineas = tramite.lineas.select_related("grupo") if tramite.pk else []
        pedido = "; ".join(f"{linea.grupo}: {mostrar_cantidad(linea.cantidad, linea.grupo.unidad)}" for linea in lineas)
        return f"{tramite.contingente}. {pedido}" if pedido else str(tramite.contingente)

    def contexto(self, tramite: SolicitudCupo) -> dict[str, Any]:
        lineas = lineas_de_cupo(tramite)
        return {
            "circular": tramite.circular,
            "lineas": lineas,
            "columnas_de_lineas": COLUMNAS_DE_LINEAS,
            "filas_de_lineas": [[linea["grupo"], linea["solicitada"], linea["otorgada"]] for linea in lineas],
            "consumos": filas_de_consumos(tramite),
            "columnas_de_consumos": COLUMNAS_DE_CONSUMOS,
        }

    def datos_publicos(self, tramite: SolicitudCupo) -> list[tuple[str, str]]:
        otorgado = [
            (linea.grupo.nombre, mostrar_cantidad(linea.otorgada or 0, linea.grupo.unidad))
            for linea in tramite.lineas.select_related("grupo")
        ]
        return [(str(_("Contingente")), str(tramite.contingente)), *otorgado]


@registrar
class PedirConsumo(Procedimiento):
    codigo, nombre, prefijo = "contingentes.consumo", _("Solicitud de consumo"), "CON"
    descripcion = _("Pida el Certificado de Elegibilidad (CQE) de un embarque con cargo a su cupo.")
    fichas, articulos = ("CTG-02",), _("Manual de contingentes de exportación, IV")
    dependencia = DEPENDENCIA
    modelo, formulario = SolicitudConsumo, SolicitudConsumoForm
    reglas = {"crear": AL_PEDIR_CONSUMO, "modificar": AL_PEDIR_CONSUMO, "enviar": AL_PEDIR_CONSUMO}
    tiempos = [RESPUESTA]
    papeles = [
        RADICADO,
        Salida(
            "cqe",
            _("Certificado de Elegibilidad (CQE)"),
            al=["aprobar"],
            firma=Documento.Firma.ENTIDAD,
            correo=True,
        ),
    ]
    origen, campo_origen, accion_inicial = "contingentes.cupo", "cupo", _("Solicitar consumo")

    def resumen(self, tramite: SolicitudConsumo) -> str:
        cantidad = mostrar_cantidad(tramite.cantidad, tramite.linea.grupo.unidad)
        return f"{tramite.contingente}. {tramite.linea.grupo}: {cantidad}"

    def contexto(self, tramite: SolicitudConsumo) -> dict[str, Any]:
        return {"circular": tramite.circular, "cupo": tramite.cupo, "datos": datos_del_certificado(tramite)}

    def vence_el(self, tramite: SolicitudConsumo, clase: str) -> date | None:
        return tramite.circular.vigente_hasta_el if clase == "cqe" else None

    def datos_publicos(self, tramite: SolicitudConsumo) -> list[tuple[str, str]]:
        """With the number of the case, state, holder, date and signature that the page itself shows (CTG-02)."""
        return [
            (str(_("Número del CQE")), tramite.numero_cqe or ""),
            (str(_("Grupo de producto")), str(tramite.linea.grupo)),
            (str(_("Cantidad")), mostrar_cantidad(tramite.cantidad, tramite.linea.grupo.unidad)),
        ]

    def disponible_desde(self, tramite: Any) -> bool:
        return bool(tramite.estado == Estado.APROBADA)
