"""How often a stranger may do something: counted in the cache, and not at all where the cache is down."""

from __future__ import annotations

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

registro = logging.getLogger(__name__)


def dentro_del_limite(que: str, de_quien: str, *, veces: int, segundos: int) -> bool:
    """Count one more `que` of `de_quien`; False once there were more than `veces` in `segundos`."""
    clave = f"limite:{que}:{de_quien}"
    try:
        cache.add(clave, 0, segundos)
        return bool(cache.incr(clave) <= veces)
    except ValueError:  # it expired between the two
        return True
    except (RedisError, OSError):
        registro.exception("Sin caché no se cuenta «%s»", que)
        return True
