"""What every request passes before Django reads it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters

Aplicacion = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def solo_utf8(aplicacion: Aplicacion) -> Aplicacion:
    """Refuse what is declared in another encoding: Django hands it to any codec of that name, also to no text's."""

    def atender(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if _en_utf8(environ.get("CONTENT_TYPE", "")):
            return aplicacion(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return ["Envíe los datos en UTF-8.".encode()]

    return atender


class RutaSinNulos:
    """An address with a NUL names nothing: the database can neither keep one nor look for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            raise Http404
        return self.get_response(request)


def _en_utf8(tipo: str) -> bool:
    try:
        _tipo, parametros = parse_header_parameters(tipo)
    except (LookupError, ValueError):
        return False
    return parametros.get("charset", "utf-8").lower() in {"utf-8", "utf8"}
