"""Ports of the loopback interface."""

import socket


def libre(puerto: int, anfitrion: str = "127.0.0.1") -> bool:
    with socket.socket() as toma:
        toma.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            toma.bind((anfitrion, puerto))
        except OSError:
            return False
    return True


def puerto_cualquiera() -> int:
    with socket.socket() as toma:
        toma.bind(("127.0.0.1", 0))
        return int(toma.getsockname()[1])


def puerto_desde(primero: int, intentos: int = 50) -> int:
    """The first free port from `primero` on, or any free one."""
    return next((p for p in range(primero, primero + intentos) if libre(p)), 0) or puerto_cualquiera()
