"""What the principal does to the state of its company's users (usuarios USR-03), and what it may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from usuarios.ingreso.enlaces import emitir, que_enlace
from usuarios.ingreso.estados import cambiar_estado
from usuarios.models import Empresa, Enlace, Usuario
from vuce.comun.limites import dentro_del_limite
from vuce.comun.rechazo import Rechazo

if TYPE_CHECKING:
    from vuce.tramites.quien import Quien

E = Usuario.Estado
INVITACIONES_POR_HORA = 3


@dataclass(frozen=True, slots=True)
class Accion:
    """`de`: states in which it is offered. `advierte` is read before confirming. `a`, one of `de`: the state stays."""

    codigo: str
    etiqueta: Any
    de: frozenset[str]
    a: str
    advierte: Any
    peligro: bool = True


ACCIONES = {
    accion.codigo: accion
    for accion in (
        Accion(
            "suspender",
            gettext_lazy("Suspender"),
            frozenset({E.ACTIVO, E.PENDIENTE_ACTIVACION}),
            E.SUSPENDIDO,
            gettext_lazy("No podrá ingresar y sus sesiones se cierran de inmediato. Usted podrá reactivarlo."),
        ),
        Accion(
            "reactivar",
            gettext_lazy("Reactivar"),
            frozenset({E.SUSPENDIDO}),
            E.ACTIVO,
            gettext_lazy("Podrá ingresar de nuevo con los perfiles y roles que tiene."),
            peligro=False,
        ),
        Accion(
            "invitar",
            gettext_lazy("Reenviar invitación"),
            frozenset({E.PENDIENTE_ACTIVACION}),
            E.PENDIENTE_ACTIVACION,
            gettext_lazy("Le enviamos otro enlace por correo; el anterior deja de servir."),
            peligro=False,
        ),
        Accion(
            "eliminar",
            gettext_lazy("Eliminar"),
            frozenset({E.ACTIVO, E.SUSPENDIDO, E.PENDIENTE_ACTIVACION}),
            E.ELIMINADO,
            gettext_lazy(
                "No se puede deshacer: el usuario no volverá a ingresar, su código no se podrá usar otra vez y sus "
                "trámites quedan en el registro."
            ),
        ),
    )
}


def cambiar(usuario: Usuario, accion: Accion, quien: Quien, motivo: str) -> Usuario:
    """The user as it is left: reactivated past the last day of its account, it is expired."""
    if usuario.pk == quien.usuario.pk:
        raise Rechazo(_("Usted no puede suspender ni eliminar su propio usuario."))
    with transaction.atomic():
        empresa = Empresa.objects.select_for_update(of=("self",), no_key=True).get(usuarios=usuario)
        if accion.peligro and list(empresa.usuarios_que("administrar").values_list("pk", flat=True)) == [usuario.pk]:
            raise Rechazo(
                _("Es el último usuario principal de la empresa: pida antes el cambio de delegado de cuenta.")
            )
        fila = Usuario.objects.get(pk=usuario.pk)
        if fila.situacion not in accion.de:
            raise Rechazo(
                _("«%(accion)s» no es posible: el usuario está en «%(estado)s».")
                % {"accion": accion.etiqueta, "estado": fila.get_situacion_display()}
            )
        if accion.a == fila.situacion:
            _invitar(fila)
            return fila
        return cambiar_estado(fila, accion.a, quien, motivo)


def _invitar(usuario: Usuario) -> None:
    if not usuario.correo:
        raise Rechazo(_("El usuario no tiene correo electrónico."))
    if not dentro_del_limite("invitacion", str(usuario.pk), veces=INVITACIONES_POR_HORA, segundos=3600):
        raise Rechazo(_("Ya le enviamos varios enlaces: espere una hora y pida otro."))
    emitir(usuario, que_enlace(usuario) or Enlace.Proposito.INVITACION)
