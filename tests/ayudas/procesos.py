"""What runs on this machine, read from /proc."""

import time
from collections.abc import Callable
from pathlib import Path


def bajo(carpeta: Path) -> dict[int, str]:
    """pid → command line of the processes that work in `carpeta` or name it."""
    hallados = {}
    for proceso in Path("/proc").glob("[0-9]*"):
        try:
            linea = (proceso / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            lugar = (proceso / "cwd").resolve()
        except OSError:
            continue
        if linea and (str(carpeta) in linea or lugar.is_relative_to(carpeta)):
            hallados[int(proceso.name)] = linea
    return hallados


def esperar(condicion: Callable[[], object], segundos: float = 60) -> bool:
    """Whether `condicion` came true in time."""
    limite = time.monotonic() + segundos
    while time.monotonic() < limite:
        if condicion():
            return True
        time.sleep(0.1)
    return bool(condicion())
