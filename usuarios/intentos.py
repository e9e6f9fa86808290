"""Whoever tries what is not its own leaves a trace (usuarios, Given/When/Then 5)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from usuarios.ingreso.eventos import anotar
from usuarios.models import EventoCuenta

NEGADAS = {403, 404}


class IntentosMiddleware:
    """Writes in the security record each refusal to somebody who entered: of a page, a file, the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        respuesta = self.get_response(request)
        existe = request.resolver_match is not None  # an address that names nothing is a mistake, not an attempt
        if respuesta.status_code in NEGADAS and existe and request.user.is_authenticated:
            quien = request.actua_por  # type: ignore[attr-defined]
            por = quien.titular or quien.dependencia or "—"
            detalle = f"{respuesta.status_code} {request.method} {request.path} · {por}"
            anotar(request.user, EventoCuenta.Tipo.ACCESO_NEGADO, quien, detalle)
        return respuesta
