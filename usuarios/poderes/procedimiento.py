"""The procedure by which a mandate is presented and evaluated (usuarios USR-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from usuarios.models import SolicitudPoder
from usuarios.modulos import nombres
from usuarios.poderes.forms import SolicitudPoderForm, revisar_poder
from usuarios.poderes.otorgar import otorgar
from usuarios.poderes.reglas import agencia_registrada, entre_dos_empresas, las_dos_activas, vigencia_por_delante
from vuce.comun.terminos import Termino
from vuce.documentos.models import Documento
from vuce.tramites.forms import FormularioMotivo
from vuce.tramites.procedimientos import Entrada, Procedimiento, Salida, Tiempo, registrar

if TYPE_CHECKING:
    from datetime import date

DEPENDENCIA = "dian-registro"
DE_LOS_DATOS = [entre_dos_empresas, agencia_registrada, vigencia_por_delante]


@registrar
class PresentarPoder(Procedimiento):
    codigo, nombre, prefijo = "usuarios.poder", _("Poder para actuar por otra empresa"), "POD"
    descripcion = _("Presente el poder firmado por el titular para tramitar en su nombre.")
    fichas, articulos = ("USR-06",), _("Requisitos de los trámites: poder evaluado y aprobado")
    dependencia = DEPENDENCIA
    modelo, formulario = SolicitudPoder, SolicitudPoderForm
    formularios = {"revocar": FormularioMotivo}
    efectos = {"aprobar": otorgar}
    reglas = {"crear": DE_LOS_DATOS, "modificar": DE_LOS_DATOS, "aprobar": [vigencia_por_delante, las_dos_activas]}
    entradas = [
        Entrada(
            "poder",
            _("Poder firmado digitalmente por el representante legal del titular"),
            exigencia=lambda _formulario: "obligatoria",
            revisar=revisar_poder,
        )
    ]
    tiempos = [
        Tiempo(
            "respuesta",
            _("Respuesta de la entidad"),
            termino=lambda _solicitud: Termino(5),
            inicia=["crear", "modificar"],
            detiene=["aprobar", "rechazar", "devolver", "desistir"],
        )
    ]
    papeles = [
        Salida(
            "acto",
            _("Constancia de poder aprobado"),
            al=["aprobar"],
            anula=["revocar", "revocar_por_titular", "vencer"],
            firma=Documento.Firma.ENTIDAD,
            correo=True,
        )
    ]

    def resumen(self, tramite: SolicitudPoder) -> str:
        return f"{tramite.poderdante} · {nombres(tramite.modulos)}"

    def contexto(self, tramite: SolicitudPoder) -> dict[str, Any]:
        return {
            "datos": [
                (_("Titular que otorga el poder"), tramite.poderdante),
                (_("Intermediario"), tramite.titular),
                (_("Calidad"), tramite.get_calidad_display()),
                (_("Módulos"), nombres(tramite.modulos)),
            ],
            "firmas": tramite.informe.get("firmas", []),
        }

    def datos_publicos(self, tramite: SolicitudPoder) -> list[tuple[str, str]]:
        return [(str(_("Titular")), str(tramite.poderdante)), (str(_("Módulos")), nombres(tramite.modulos))]

    def vence_el(self, tramite: SolicitudPoder, clase: str) -> date | None:
        return tramite.hasta if clase == "acto" else None
