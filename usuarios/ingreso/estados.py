"""The states of a user (usuarios USR-03): the only place that writes `situacion`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from usuarios.ingreso.eventos import anotar
from usuarios.ingreso.vigencia import ultimo_dia
from usuarios.models import EventoCuenta, Usuario
from vuce.comun.rechazo import Rechazo
from vuce.notificaciones.avisos import avisar

if TYPE_CHECKING:
    from vuce.tramites.quien import Quien

E = Usuario.Estado
SIGUIENTES: dict[str, set[str]] = {
    E.PENDIENTE_ACTIVACION: {E.ACTIVO, E.SUSPENDIDO, E.CANCELADO, E.ELIMINADO},
    E.ACTIVO: {E.SUSPENDIDO, E.INACTIVO, E.VENCIDO, E.CANCELADO, E.ELIMINADO},
    E.SUSPENDIDO: {E.ACTIVO, E.INACTIVO, E.CANCELADO, E.ELIMINADO},
    E.INACTIVO: {E.ACTIVO, E.SUSPENDIDO, E.CANCELADO, E.ELIMINADO},
    E.VENCIDO: {E.ACTIVO, E.CANCELADO, E.ELIMINADO},
    E.CANCELADO: {E.ELIMINADO},
    E.ELIMINADO: set(),
}


def cambiar_estado(usuario: Usuario, nuevo: str, quien: Quien, motivo: object) -> Usuario:
    """Take the user to `nuevo`, once; `Rechazo` where there is no way.

    Who would be ACTIVO past the last day of its account is VENCIDO instead.

    Who leaves ACTIVO is out at its next request (`NitUsuarioBackend.get_user`); its tokens are revoked. Its sessions
    stay as what the entry page reads to say why, and are gone before it can enter again.
    """
    with transaction.atomic():
        fila = Usuario.objects.select_for_update(of=("self",)).get(pk=usuario.pk)
        antes = Usuario.Estado(fila.situacion)
        if nuevo not in SIGUIENTES[antes]:
            raise Rechazo(
                _("Un usuario en estado «%(antes)s» no puede pasar a «%(nuevo)s».")
                % {"antes": antes.label, "nuevo": Usuario.Estado(nuevo).label}
            )
        if nuevo == E.ACTIVO and antes != E.VENCIDO and _paso_su_dia(fila):
            nuevo = E.VENCIDO  # only the reactivation of an expired account renews it, and that is asked of the entity
        fila.situacion = nuevo
        if nuevo == E.ACTIVO:
            _entra(fila, antes)
        else:
            fila.tokens.filter(revocado_en=None).update(revocado_en=timezone.now())
        fila.save(update_fields=["situacion", "fallos", "vence_el", "aviso_de_vencimiento"])
        anotar(fila, EventoCuenta.Tipo.ESTADO, quien, f"{antes.label} → {Usuario.Estado(nuevo).label}. {motivo}")
        _avisar(fila, antes, motivo)
    usuario.situacion, usuario.vence_el, usuario.fallos = fila.situacion, fila.vence_el, fila.fallos
    return fila


def reactivar(usuario: Usuario, quien: Quien, motivo: object) -> None:
    """By the entity that granted the account: to ACTIVO from any state that admits it, renewed where it was over."""
    if cambiar_estado(usuario, E.ACTIVO, quien, motivo).situacion == E.VENCIDO:
        cambiar_estado(usuario, E.ACTIVO, quien, motivo)


def _entra(fila: Usuario, antes: Usuario.Estado) -> None:
    fila.fallos = 0
    if antes != E.PENDIENTE_ACTIVACION:
        fila.sesiones.all().delete()
    if fila.empresa_id and (fila.vence_el is None or antes == E.VENCIDO):
        fila.vence_el, fila.aviso_de_vencimiento = ultimo_dia(fila, timezone.localdate()), None


def _paso_su_dia(fila: Usuario) -> bool:
    return fila.vence_el is not None and fila.vence_el < timezone.localdate()


def _avisar(fila: Usuario, antes: Usuario.Estado, motivo: object) -> None:
    nuevo = Usuario.Estado(fila.situacion)
    avisar(
        asunto=_("Su usuario %(codigo)s pasó al estado «%(estado)s»") % {"codigo": fila.codigo, "estado": nuevo.label},
        cuerpo=_("Estado anterior: %(antes)s.\nMotivo: %(motivo)s") % {"antes": antes.label, "motivo": motivo},
        usuarios=[fila],
    )
