"""A provider of identities for the tests: OpenID Connect over HTTP on this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt


@dataclass
class Proveedor:
    """`persona` is who has entered at the provider; the token endpoint checks the secret, the code and PKCE."""

    persona: dict[str, Any]
    url: str = ""
    retos: dict[str, str] = field(default_factory=dict)

    def autorizar(self, direccion: str) -> str:
        """What the person's browser would be sent back to, having said yes."""
        pedido = {k: v[0] for k, v in parse_qs(urlsplit(direccion).query).items()}
        codigo = f"codigo-{len(self.retos)}"
        self.retos[codigo] = pedido["code_challenge"]
        vuelta = urlsplit(pedido["redirect_uri"]).path
        return f"{vuelta}?code={codigo}&state={pedido['state']}"

    def configuracion(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/autorizar",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/persona",
            "jwks_uri": f"{self.url}/claves",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def canjear(self, datos: dict[str, str]) -> tuple[int, dict[str, Any]]:
        reto = base64.urlsafe_b64encode(hashlib.sha256(datos.get("code_verifier", "").encode()).digest()).decode()
        if datos.get("client_secret") != "secreto" or self.retos.pop(datos.get("code", ""), "") != reto.rstrip("="):
            return 400, {"error": "invalid_grant"}
        dicho = {"iss": self.url, "aud": "vuce", "exp": time.time() + 60, "iat": time.time(), **self.persona}
        firmado = jwt.encode(dicho, "una clave de treinta y dos octetos", algorithm="HS256")
        return 200, {"access_token": "acceso", "token_type": "Bearer", "id_token": firmado}


@contextmanager
def proveedor(**persona: Any) -> Iterator[Proveedor]:
    dado = Proveedor({"sub": "1", **persona})

    class Atiende(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            rutas = {"/.well-known/openid-configuration": dado.configuracion(), "/persona": dado.persona}
            self._responder(200, rutas.get(urlsplit(self.path).path, {}))

        def do_POST(self) -> None:
            cuerpo = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._responder(*dado.canjear({k: v[0] for k, v in parse_qs(cuerpo).items()}))

        def _responder(self, estado: int, datos: dict[str, Any]) -> None:
            self.send_response(estado)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(datos).encode())

        def log_message(self, *_args: Any) -> None:
            return

    servidor = ThreadingHTTPServer(("127.0.0.1", 0), Atiende)
    dado.url = f"http://127.0.0.1:{servidor.server_port}"
    hilo = Thread(target=servidor.serve_forever, daemon=True)
    hilo.start()
    try:
        yield dado
    finally:
        servidor.shutdown()
        servidor.server_close()
        hilo.join()
