"""A registry of others as a real HTTP server on loopback."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from usuarios.registros.http import registro_de


@dataclass
class RegistroFalso:
    """`filas[(tipo, numero)]` is what it answers; the rest is «not found»."""

    filas: dict[tuple[str, str], Any] = field(default_factory=dict)
    estado: int = 200
    demora: float = 0.0
    preguntas: list[dict[str, list[str]]] = field(default_factory=list)
    url: str = ""

    def responder(self, camino: str) -> tuple[int, bytes]:
        pregunta = parse_qs(urlsplit(camino).query)
        self.preguntas.append(pregunta)
        time.sleep(self.demora)
        fila = self.filas.get((pregunta["tipo"][0], pregunta["numero"][0]))
        return (404, b"{}") if fila is None else (self.estado, json.dumps(fila).encode())


@pytest.fixture
def registro_falso(monkeypatch: pytest.MonkeyPatch) -> Iterator[RegistroFalso]:
    """Answers in the place of the three registries."""
    falso = RegistroFalso()

    class Atiende(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            estado, cuerpo = falso.responder(self.path)
            self.send_response(estado)
            self.send_header("Content-Length", str(len(cuerpo)))
            self.end_headers()
            self.wfile.write(cuerpo)

        def log_message(self, *_datos: Any) -> None:
            """Silent."""

    servidor = ThreadingHTTPServer(("127.0.0.1", 0), Atiende)
    threading.Thread(target=servidor.serve_forever, daemon=True).start()
    falso.url = f"http://127.0.0.1:{servidor.server_port}/"
    monkeypatch.setattr(settings, "REGISTROS", dict.fromkeys(settings.REGISTROS, falso.url))
    monkeypatch.setattr(settings, "REGISTROS_SEGUNDOS", 0.5)
    yield falso
    conectado = registro_de(falso.url)
    if conectado is not None:
        conectado.conexiones.clear()
    registro_de.cache_clear()
    servidor.shutdown()
    servidor.server_close()
