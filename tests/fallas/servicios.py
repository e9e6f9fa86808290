"""Servers of others that leave the portal waiting: whoever connects is in the middle of something, for certain."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.ayudas.procesos import esperar


@dataclass
class Mudo:
    """Takes every connection and never answers."""

    puerto: int
    atendidos: list[socket.socket] = field(default_factory=list)

    def alguien_espera(self, cuantos: int = 1) -> bool:
        return esperar(lambda: len(self.atendidos) >= cuantos)


@contextmanager
def servicio_mudo() -> Iterator[Mudo]:
    with socket.create_server(("127.0.0.1", 0)) as puerta:
        mudo = Mudo(puerta.getsockname()[1])

        def atender() -> None:
            while True:
                try:
                    mudo.atendidos.append(puerta.accept()[0])
                except OSError:
                    return

        hilo = threading.Thread(target=atender)
        hilo.start()
        try:
            yield mudo
        finally:
            puerta.shutdown(socket.SHUT_RDWR)
            hilo.join()
            for conexion in mudo.atendidos:
                conexion.close()
