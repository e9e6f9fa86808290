"""The client's address where a proxy stands before the portal."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse


class ClienteDetrasDeProxy:
    """`REMOTE_ADDR` is what the nearest proxy saw: the last address of X-Forwarded-For, the only one it vouches for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DETRAS_DE_PROXY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if reenviada := request.META.get("HTTP_X_FORWARDED_FOR"):
            request.META["REMOTE_ADDR"] = reenviada.rpartition(",")[2].strip()
        return self.get_response(request)
