"""So many questions a minute from one address, counted in the shared cache."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

P = ParamSpec("P")
Vista = Callable[Concatenate[HttpRequest, P], HttpResponse]
registro = logging.getLogger(__name__)

MAXIMO = 30
VENTANA = 60  # seconds


def limitar(ambito: str) -> Callable[[Vista[P]], Vista[P]]:
    """Answer 429 from the 31st request a minute of one IP; without a cache nobody is refused."""

    def decorador(vista: Vista[P]) -> Vista[P]:
        @wraps(vista)
        def limitada(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if _cuenta(f"limite:{ambito}:{request.META.get('REMOTE_ADDR', '')}") <= MAXIMO:
                return vista(request, *args, **kwargs)
            respuesta = render(request, "documentos/demasiadas.html", {"segundos": VENTANA}, status=429)
            respuesta["Retry-After"] = str(VENTANA)
            return respuesta

        return limitada  # type: ignore[return-value]  # same call, `wraps` hides it

    return decorador


def _cuenta(clave: str) -> int:
    try:
        if cache.add(clave, 1, VENTANA):
            return 1
        return int(cache.incr(clave))
    except ValueError:  # it expired between the two calls
        return 1
    except (RedisError, OSError):
        registro.exception("Sin caché: no se cuentan las consultas")
        return 0
