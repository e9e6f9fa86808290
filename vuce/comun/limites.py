"""How often a stranger may do something, counted in the cache; not at all while Redis is gone."""

from django.core.cache import cache


def dentro_del_limite(que: str, de_quien: str, *, veces: int, segundos: int) -> bool:
    """Count one more `que` of `de_quien`; False once there were more than `veces` in `segundos`."""
    return contar(f"limite:{que}:{de_quien}", segundos) <= veces


def contar(clave: str, segundos: int) -> int:
    """Count one more of `clave`, and how many there were since the first, `segundos` ago at most."""
    cache.add(clave, 0, segundos)
    try:
        return int(cache.incr(clave))
    except ValueError:  # it expired between the two
        return 1
