"""The gate: until the first entry is complete, every page leads back to it (usuarios USR-04)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from usuarios.ingreso.admision import de_entidad
from usuarios.ingreso.freno import recordar_equipo
from usuarios.registro.entrada import es_novato

LIBRES = {
    *("usuarios:primer_ingreso", "usuarios:enlace", "usuarios:salir", "usuarios:ingresar"),
    *("account_login", "account_logout", "account_reauthenticate", "set_language", "salud", "esquema"),
}
SEGUNDO_FACTOR = "mfa_activate_totp"


class PuertaMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        respuesta = self.get_response(request)
        if usuario := getattr(request, "equipo_de", None):
            recordar_equipo(request, respuesta, usuario)
        return respuesta

    def process_view(self, request: HttpRequest, _vista: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        destino = _pendiente(request)
        if destino is None:
            return None
        if request.path.startswith("/api/"):
            mensaje = _("Complete en el portal su primer ingreso.")
            return JsonResponse({"mensaje": mensaje, "errores": {}}, status=403)
        return redirect(destino)


def _pendiente(request: HttpRequest) -> str | None:
    """Where the visitor must go first, if anywhere."""
    usuario: Any = request.user
    ruta = request.resolver_match.view_name if request.resolver_match else ""
    if not usuario.is_authenticated or ruta in LIBRES or es_novato(request):
        return None
    if falta(usuario):
        return "usuarios:primer_ingreso"
    obligado = settings.SEGUNDO_FACTOR_OBLIGATORIO and de_entidad(usuario) and not usuario.con_segundo_factor
    return SEGUNDO_FACTOR if obligado and not ruta.startswith("mfa_") else None


def falta(usuario: Any) -> str:
    """The step of the first entry that is next: `clave`, `datos`, `correo`, `condiciones`, or none."""
    pasos = {
        "clave": usuario.clave_temporal,
        "datos": usuario.registrado_en is None and not (usuario.correo and usuario.telefono and usuario.direccion),
        "correo": usuario.correo_verificado_en is None,
        "condiciones": not usuario.acepto or usuario.registrado_en is None,
    }
    return next((paso for paso, pendiente in pasos.items() if pendiente), "")
