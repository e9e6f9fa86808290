"""A certificate authority's services on this machine: its list of revoked certificates and its clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread


@contextmanager
def servir(responder: Callable[[bytes], bytes | None], tipo: str) -> Iterator[str]:
    """Answer each GET or POST with what `responder` makes of its body; None is a 503."""

    class Atencion(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            respuesta = responder(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.send_response(200 if respuesta is not None else 503)
            self.send_header("Content-Type", tipo)
            self.end_headers()
            self.wfile.write(respuesta or b"")

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *partes: object) -> None:
            """Silent."""

    servidor = HTTPServer(("127.0.0.1", 0), Atencion)
    hilo = Thread(target=servidor.serve_forever)
    hilo.start()
    try:
        yield f"http://127.0.0.1:{servidor.server_port}/"
    finally:
        servidor.shutdown()
        hilo.join()
        servidor.server_close()
