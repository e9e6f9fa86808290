"""The cache of the portal: Redis, and nothing at all while Redis is gone."""

import functools
import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

registro = logging.getLogger(__name__)


def _o(sin_redis: Any, metodo: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(metodo)
    def envoltura(*args: Any, **kwargs: Any) -> Any:
        try:
            return metodo(*args, **kwargs)
        except (RedisError, OSError):
            registro.warning("Sin Redis: %s", metodo.__name__)
            return sin_redis

    return envoltura


class RedisQuePuedeFaltar(RedisCache):
    """What counts attempts or remembers a while; a request goes on without it. /salud/ tells of it."""

    add = _o(True, RedisCache.add)
    set = _o(None, RedisCache.set)
    delete = _o(False, RedisCache.delete)
    incr = _o(0, RedisCache.incr)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _o(default, super().get)(key, default, version)
