"""How often a stranger may do something, counted in the cache; not at all while Redis is gone."""

from django.core.cache import cache


def dentro_del_limite(que: str, de_quien: str, *, veces: int, segundos: int) -> bool:
    """Count one more `que` of `de_quien`; False once there were more than `veces` in `segundos`."""
    clave = f"limite:{que}:{de_quien}"
    cache.add(clave, 0, segundos)
    try:
        return bool(cache.incr(clave) <= veces)
    except ValueError:  # it expired between the two
        return True
