"""USU-04: when a company may tell a change of its name or of its legal representative."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from usuarios.actualizacion.datos import representantes
from usuarios.models import SolicitudDatos
from usuarios.parametros import EDAD_DEL_CERTIFICADO
from vuce.catalogos.parametros import parametro
from vuce.comun.instantes import sumar_meses
from vuce.comun.terminos import Termino
from vuce.tramites.reglas import Acto, regla

ARTICULO_7 = _("Resolución 4240 de 2000, art. 7")


@regla("USU-04.V1", articulo=ARTICULO_7, mensaje=_("No hay cambios por registrar."))
def hay_cambios(caso: SolicitudDatos, acto: Acto) -> dict[str, Any] | None:
    """Asked again at the approval: another request may have made the change."""
    cambia_nombre = caso.razon_social and caso.razon_social != caso.empresa.razon_social
    return None if cambia_nombre or _cambia_representante(caso) else {}


def _cambia_representante(caso: SolicitudDatos) -> bool:
    if not caso.representante_documento:
        return False
    tiene = representantes(caso.empresa).values_list("tipo_documento", "documento", "nombre")
    return list(tiene) != [(caso.representante_tipo, caso.representante_documento, caso.representante_nombre)]


@regla(
    "USU-04.V2",
    articulo=_("Resolución 4240 de 2000, art. 38-17 y 38-34"),
    mensaje=_("Actualice primero el RUT."),
    campo="razon_social",
)
def nombre_como_en_el_rut(caso: SolicitudDatos, acto: Acto) -> dict[str, Any] | None:
    """Where the tax registry gave no name, the reviewer compares."""
    if not caso.razon_social or not caso.razon_social_rut:
        return None
    return {} if _llano(caso.razon_social) != _llano(caso.razon_social_rut) else None


def _llano(nombre: str) -> str:
    return " ".join(nombre.split()).casefold()


@regla(
    "USU-04.H1",
    articulo=_("Resolución 4240 de 2000, art. 4"),
    mensaje=_(
        "El certificado de existencia y representación legal tiene más de {edad} de expedido "
        "a la fecha de presentación."
    ),
    campo="certificado_el",
)
def certificado_reciente(caso: SolicitudDatos, acto: Acto) -> dict[str, Any] | None:
    if caso.certificado_el is None:
        return None
    edad: Termino = parametro(EDAD_DEL_CERTIFICADO).valor
    return {"edad": edad} if caso.certificado_el < sumar_meses(timezone.localdate(acto.en), -edad.cantidad) else None


AL_RADICAR = [hay_cambios, nombre_como_en_el_rut, certificado_reciente]
AL_APROBAR = [hay_cambios]
