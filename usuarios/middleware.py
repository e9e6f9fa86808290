"""Resolve once a request who acts and on whose behalf: `request.actua_por`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from usuarios.identidad import resolver


class ActuaPorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actua_por = SimpleLazyObject(lambda: resolver(request))  # type: ignore[attr-defined]
        return self.get_response(request)
