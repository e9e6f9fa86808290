"""Lines that tell what is being done, while it is being done."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


def decir(texto: str = "") -> None:
    print(texto, flush=True)


@contextmanager
def paso(titulo: str) -> Iterator[None]:
    decir(f"▸ {titulo}…")
    inicio = time.monotonic()
    yield
    decir(f"  listo en {time.monotonic() - inicio:.1f} s".replace(".", ","))
