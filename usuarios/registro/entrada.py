"""How a newcomer is in: no password, no role; its session lasts while its company is being registered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from usuarios.models import Empresa, Usuario

CAMINO = "usuarios.registro.entrada.EntradaDeNovatos"
SUYO = {"inicio", "usuarios:salir", "usuarios:registro", "usuarios:registro_enlace", "set_language"}
ESPACIOS = {"tramites", "notificaciones"}


class EntradaDeNovatos(BaseBackend):
    """Nobody is authenticated by it: the link is the key. It only keeps the session of whoever came by it."""

    def get_user(self, user_id: int) -> Usuario | None:
        novatos = Usuario.objects.filter(
            situacion=Usuario.Estado.PENDIENTE_ACTIVACION, empresa__situacion=Empresa.Situacion.EN_REGISTRO
        )
        return novatos.select_related("empresa").filter(pk=user_id).first()


class SoloSuRegistroMiddleware:
    """A newcomer reaches its request, its buzón and what is open to everybody; the rest leads back to its request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, vista: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        ruta = request.resolver_match
        suya = ruta is not None and (ruta.view_name in SUYO or ESPACIOS & set(ruta.namespaces))
        publica = not getattr(vista, "login_required", True) and not hasattr(vista, "cls")  # the API keeps its own door
        return None if suya or publica or not es_novato(request) else redirect("usuarios:registro")


def es_novato(request: HttpRequest) -> bool:
    return request.session.get(BACKEND_SESSION_KEY) == CAMINO and request.user.is_authenticated
