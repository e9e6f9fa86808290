"""The client's address where a proxy stands before the portal."""

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

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
            request.META["REMOTE_ADDR"] = _ip(reenviada.rpartition(",")[2].strip()) or request.META["REMOTE_ADDR"]
        return self.get_response(request)


def _ip(texto: str) -> str:
    """The address alone: some proxies write its port after it («1.2.3.4:5678», «[2001:db8::1]:5678»). Else nothing."""
    for leer in (str, _sin_puerto):
        try:
            return str(ip_address(leer(texto).partition("%")[0]))
        except ValueError:
            continue
    return ""


def _sin_puerto(texto: str) -> str:
    return urlsplit(f"//{texto}").hostname or ""
