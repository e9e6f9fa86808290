"""USR-07, USU-03, USU-05, USU-06: who may ask what of a company's accounts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from usuarios.cuentas.efectos import delegados
from usuarios.models import Empresa, Responsable, SolicitudCuenta, SolicitudRegistro, Usuario
from vuce.tramites.reglas import Acto, regla

V = SolicitudCuenta.Variante
ARTICULO_4 = _("Resolución 4240 de 2000, art. 4, parágrafo")
ARTICULO_6 = _("Resolución 4240 de 2000, art. 6")


def representa(usuario: Usuario, empresa: Empresa) -> bool:
    """Whether it is the legal representative; of a natural person, who has none, the person itself."""
    documentos = _representantes(empresa)
    if documentos:
        return (usuario.tipo_documento, usuario.documento) in documentos
    return _es_la_persona(usuario, empresa) and delegados(empresa).filter(pk=usuario.pk).exists()


def _representantes(empresa: Empresa) -> set[tuple[str, str]]:
    legales = empresa.responsables.filter(calidad=Responsable.Calidad.REPRESENTANTE_LEGAL)
    return set(legales.values_list("tipo_documento", "documento"))


def _es_la_persona(usuario: Usuario, empresa: Empresa) -> bool:
    """A natural person's tax number is, as a rule, its document's; of the others its registration tells."""
    registros = SolicitudRegistro.objects.filter(
        titular=empresa,
        tipo_persona=SolicitudRegistro.TipoPersona.NATURAL,
        delegado_tipo=usuario.tipo_documento,
        delegado_documento=usuario.documento,
    )
    return usuario.documento == empresa.identificacion or registros.exists()


@regla(
    "USU-03.V1",
    articulo=ARTICULO_4,
    mensaje=_("El cambio de delegado debe solicitarlo el representante legal."),
)
def delegado_lo_cambia_el_representante(caso: SolicitudCuenta, acto: Acto) -> dict[str, Any] | None:
    return {} if caso.variante == V.DELEGADO and not representa(acto.quien.usuario, caso.empresa) else None


@regla(
    "USU-03.V2",
    articulo=ARTICULO_4,
    mensaje=_("La persona indicada ya es el delegado de cuenta."),
    campo="nuevo_documento",
)
def delegado_es_otro(caso: SolicitudCuenta, acto: Acto) -> dict[str, Any] | None:
    if not caso.nuevo_documento:
        return None
    misma = delegados(caso.empresa).filter(tipo_documento=caso.nuevo_tipo, documento=caso.nuevo_documento)
    return {} if misma.exists() else None


@regla(
    "USU-05.V1",
    articulo=ARTICULO_6,
    mensaje=_(
        "Indique si la cancelación comprende solo al delegado de cuenta o también las cuentas otorgadas por éste."
    ),
    campo="alcance",
)
def cancelacion_dice_su_alcance(caso: SolicitudCuenta, acto: Acto) -> dict[str, Any] | None:
    return {} if caso.variante == V.CANCELACION and not caso.alcance else None


@regla(
    "USU-05.V2",
    articulo=ARTICULO_6,
    mensaje=_("La cancelación debe solicitarla el representante legal."),
)
def cancelacion_la_pide_el_representante(caso: SolicitudCuenta, acto: Acto) -> dict[str, Any] | None:
    return {} if caso.variante == V.CANCELACION and not representa(acto.quien.usuario, caso.empresa) else None


@regla(
    "USU-05.a",
    articulo=ARTICULO_6,
    mensaje=_("Indique el nuevo delegado de cuenta: cancelada la suya, nadie de su empresa podría pedir el cambio."),
    campo="nuevo_documento",
)
def queda_quien_pida_otro_delegado(caso: SolicitudCuenta, acto: Acto) -> dict[str, Any] | None:
    """The change of delegado is asked by the representative, who needs an account of its own for it."""
    if caso.alcance != SolicitudCuenta.Alcance.SOLO_DELEGADO or caso.nuevo_documento:
        return None
    otras = caso.empresa.usuarios_que("operar", "usuarios").exclude(pk__in=delegados(caso.empresa))
    con_cuenta = set(otras.values_list("tipo_documento", "documento"))
    return None if con_cuenta & _representantes(caso.empresa) else {}


@regla(
    "USU-05.V3",
    articulo=ARTICULO_6,
    mensaje=_("La cuenta cancelada no puede reactivarse; solicite un nuevo registro."),
    campo="cuenta",
)
def cancelada_no_se_reactiva(caso: SolicitudCuenta, acto: Acto) -> dict[str, Any] | None:
    if caso.variante != V.REACTIVACION or caso.cuenta is None:
        return None
    return {} if caso.cuenta.situacion == Usuario.Estado.CANCELADO else None


@regla(
    "USU-06.V3",
    articulo=ARTICULO_6,
    mensaje=_("No está legitimado para solicitar la reactivación."),
)
def reactivacion_la_pide_quien_puede(caso: SolicitudCuenta, acto: Acto) -> dict[str, Any] | None:
    """The legal representative, the delegado, or the user itself, who asks on a page of its own."""
    if caso.variante != V.REACTIVACION:
        return None
    usuario = acto.quien.usuario
    propia = caso.cuenta_id == usuario.pk
    puede = propia or representa(usuario, caso.empresa) or delegados(caso.empresa).filter(pk=usuario.pk).exists()
    return None if puede else {}


AL_RADICAR = [
    delegado_lo_cambia_el_representante,
    delegado_es_otro,
    cancelacion_dice_su_alcance,
    cancelacion_la_pide_el_representante,
    queda_quien_pida_otro_delegado,
    cancelada_no_se_reactiva,
    reactivacion_la_pide_quien_puede,
]
AL_APROBAR = [delegado_es_otro, queda_quien_pida_otro_delegado, cancelada_no_se_reactiva]
