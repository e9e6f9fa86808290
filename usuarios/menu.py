"""Pages about the company, in the menu of its principal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from usuarios.acceso import administra

if TYPE_CHECKING:
    from vuce.tramites.quien import Quien


def paginas_del_principal(quien: Quien) -> list[tuple[Any, str]]:
    if not administra(quien.usuario):
        return []
    return [
        (_("Usuarios secundarios"), "usuarios:secundarios"),
        (_("Poderes"), "usuarios:poderes"),
        (_("Datos de la empresa"), "usuarios:datos"),
    ]
