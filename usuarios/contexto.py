"""The switcher that every page of a signed-in user shows."""

from typing import Any

from django.http import HttpRequest

from usuarios.identidad import calidades_a_la_vista


def actua_por(request: HttpRequest) -> dict[str, Any]:
    """`calidades` None: too many to offer here."""
    usuario = getattr(request, "user", None)
    if usuario is None or not usuario.is_authenticated:
        return {"calidades": [], "calidad_actual": None}
    quien = request.actua_por  # type: ignore[attr-defined]
    return {"calidades": calidades_a_la_vista(usuario), "calidad_actual": quien.titular or quien.dependencia}
