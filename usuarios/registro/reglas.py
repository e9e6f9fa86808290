"""USR-01, USU-01: what must hold when a registration is filed, corrected, approved."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from usuarios.models import Empresa, SolicitudRegistro, Usuario
from usuarios.parametros import EDAD_DEL_CERTIFICADO
from vuce.catalogos.parametros import parametro
from vuce.comun.identificacion import mostrar_nit
from vuce.comun.instantes import sumar_meses
from vuce.comun.terminos import Termino
from vuce.tramites.reglas import Acto, regla


def numero_de(caso: SolicitudRegistro) -> str:
    return mostrar_nit(caso.identificacion) if caso.tipo_identificacion == "NIT" else caso.identificacion


@regla(
    "USU-01.V1",
    articulo=_("Resolución 4240 de 2000, art. 4"),
    mensaje=_(
        "El certificado de existencia y representación legal tiene más de {edad} de expedido "
        "a la fecha de presentación."
    ),
    campo="certificado_el",
)
def certificado_reciente(caso: SolicitudRegistro, acto: Acto) -> dict[str, Any] | None:
    """Calendar months back from the day of filing, both days included (H1)."""
    if caso.tipo_persona != SolicitudRegistro.TipoPersona.JURIDICA or caso.certificado_el is None:
        return None
    edad: Termino = parametro(EDAD_DEL_CERTIFICADO).valor
    return {"edad": edad} if caso.certificado_el < sumar_meses(timezone.localdate(acto.en), -edad.cantidad) else None


@regla(
    "USU-01.V4",
    articulo=_("Resolución 4240 de 2000, art. 3"),
    mensaje=_("No existe autorización, reconocimiento, inscripción o habilitación vigente a nombre de {nit}."),
    campo="calidad",
)
def habitual_tiene_calidad(caso: SolicitudRegistro, acto: Acto) -> dict[str, Any] | None:
    return {"nit": numero_de(caso)} if caso.tipo_usuario == Empresa.Tipo.HABITUAL and not caso.calidad else None


@regla(
    "USU-01.V6",
    articulo=_("Resolución 4240 de 2000, art. 6"),
    mensaje=_("Debe actuar de manera personal y directa o a través de su representante legal o apoderado."),
    campo="actua_directamente",
)
def breve_actua_directamente(caso: SolicitudRegistro, acto: Acto) -> dict[str, Any] | None:
    return {} if caso.breve and not caso.actua_directamente else None


@regla(
    "USR-01.a",
    articulo=_("Resolución 4240 de 2000, art. 6"),
    mensaje=_("La vigencia corta es de usuarios ocasionales."),
    campo="causal",
)
def breve_es_ocasional(caso: SolicitudRegistro, acto: Acto) -> dict[str, Any] | None:
    return {} if caso.breve and caso.tipo_usuario == Empresa.Tipo.HABITUAL else None


@regla(
    "USR-01.b",
    articulo=_("Resolución 4240 de 2000, art. 3"),
    mensaje=_("Elija una dependencia que registre usuarios de ese tipo."),
    campo="cola",
)
def cola_de_su_tipo(caso: SolicitudRegistro, acto: Acto) -> dict[str, Any] | None:
    return {} if caso.cola.tipo != caso.tipo_usuario else None


@regla(
    "USR-01.c",
    articulo=_("Resolución 4240 de 2000, art. 4 y 7"),
    mensaje=_(
        "{nit} ya tiene cuenta en la VUCE. El cambio de delegado o la reactivación los pide la misma empresa, "
        "en «Solicitudes sobre cuentas»."
    ),
)
def no_esta_registrada(caso: SolicitudRegistro, acto: Acto) -> dict[str, Any] | None:
    vivas = Empresa.objects.registradas().exclude(situacion=Empresa.Situacion.CANCELADA)
    misma = vivas.filter(tipo_identificacion=caso.tipo_identificacion, identificacion=caso.identificacion)
    return {"nit": numero_de(caso)} if misma.exists() else None


@regla(
    "USR-01.d",
    articulo=_("Resolución 4240 de 2000, art. 4"),
    mensaje=_("Quien presentó esta solicitud ya no está en registro."),
)
def novato_en_registro(caso: SolicitudRegistro, acto: Acto) -> dict[str, Any] | None:
    novatos = Usuario.objects.filter(empresa=caso.titular_id, situacion=Usuario.Estado.PENDIENTE_ACTIVACION)
    en_registro = caso.empresa.situacion == Empresa.Situacion.EN_REGISTRO
    return None if en_registro and novatos.exists() else {}


AL_RADICAR = [
    certificado_reciente,
    habitual_tiene_calidad,
    breve_es_ocasional,
    breve_actua_directamente,
    cola_de_su_tipo,
]
AL_APROBAR = [novato_en_registro, no_esta_registrada]
