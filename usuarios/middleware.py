"""Resolve once a request who acts and on whose behalf: `request.actua_por`."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from usuarios.identidad import resolver


class ActuaPorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actua_por = SimpleLazyObject(lambda: resolver(request))  # type: ignore[attr-defined]
        respuesta = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not respuesta.has_header("Cache-Control"):
            add_never_cache_headers(respuesta)  # what one person saw is not shown to the next at the same computer
        return respuesta
