"""Deposit notices: rows in the caller's transaction, mail behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from vuce.comun.cola import despachar
from vuce.notificaciones.models import Aviso

if TYPE_CHECKING:
    from vuce.tramites.models import Tramite

TAREA = "vuce.notificaciones.tasks.enviar_correo"


def avisar(
    *,
    asunto: str,
    cuerpo: str,
    tramite: Tramite | None = None,
    usuarios: Iterable[Any] = (),
    titular: Any = None,
    adjunta: str = "",
    efecto_legal: bool = False,
) -> list[Aviso]:
    """Deposit a notice in the mailbox of each of `usuarios`, and write to them and to `titular`'s own addresses.

    `adjunta` is the class of the case's document that the mail carries. A notice is not mailed where all its
    addresses have it from another one.
    `efecto_legal`: the notice notifies an act.
    """
    comun: dict[str, Any] = {"asunto": en_una_linea(asunto), "cuerpo": cuerpo, "tramite": tramite, "adjunta": adjunta}
    comun["efecto_legal"] = efecto_legal
    avisos = [Aviso(usuario=usuario, **comun) for usuario in dict.fromkeys(usuarios)]
    if titular is not None:
        avisos.append(Aviso(titular=titular, **comun))
    escritas: set[str] = set()
    for aviso in avisos:
        direcciones = {direccion.lower() for direccion in aviso.direcciones()}
        if direcciones <= escritas:
            aviso.correo = Aviso.Correo.NO_LLEVA
        escritas |= direcciones
    Aviso.objects.bulk_create(avisos)
    for aviso in avisos:
        if aviso.correo == Aviso.Correo.PENDIENTE:
            despachar(TAREA, aviso.pk)
    return avisos


def en_una_linea(texto: str) -> str:
    """`texto` as a subject: no line break may become a header, no control character, 200 characters."""
    return "".join(letra for letra in " ".join(str(texto).split()) if letra.isprintable())[:200]
