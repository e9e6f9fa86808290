"""The cache while Redis is gone: nothing is kept, and nobody notices."""

from __future__ import annotations

from vuce.comun.cache import RedisQuePuedeFaltar


def test_sin_redis_no_falla_ni_recuerda() -> None:
    cache = RedisQuePuedeFaltar("redis://127.0.0.1:1/0", {})
    cache.set("a", 1)
    assert cache.get("a", "nada") == "nada"
    assert cache.add("a", 1) is True
    assert cache.incr("a") == 0
    assert cache.delete("a") is False
