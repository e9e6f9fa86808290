"""The switcher that every page of a signed-in user shows."""

from typing import Any

from django.http import HttpRequest

from usuarios.identidad import calidades


def actua_por(request: HttpRequest) -> dict[str, Any]:
    usuario = getattr(request, "user", None)
    if usuario is None or not usuario.is_authenticated:
        return {"calidades": [], "calidad_actual": None}
    formas = calidades(usuario)
    quien = request.actua_por  # type: ignore[attr-defined]
    actual = next((c for c in formas if c.titular == quien.titular and c.dependencia == quien.dependencia), None)
    return {"calidades": formas, "calidad_actual": actual}
