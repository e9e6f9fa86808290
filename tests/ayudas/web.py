"""A person at a browser without JavaScript: cookies, forms, nothing else."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

from usuarios.demo import CLAVE

TESTIGO = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Respuesta:
    estado: int
    url: str
    texto: str
    segundos: float


@dataclass
class Visitante:
    url: str
    abridor: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        galletas = urllib.request.HTTPCookieProcessor(CookieJar())
        self.abridor = urllib.request.build_opener(urllib.request.ProxyHandler({}), galletas)

    def ver(self, ruta: str) -> Respuesta:
        return self._pedir(ruta, None)

    def enviar(self, ruta: str, desde: str = "", **datos: str) -> Respuesta:
        """Post a form that stands on the page `desde` (on `ruta` itself, if none)."""
        testigo = TESTIGO.search(self.ver(desde or ruta).texto)
        assert testigo, f"sin formulario en {desde or ruta}"
        cuerpo = urllib.parse.urlencode({"csrfmiddlewaretoken": testigo[1], **datos}).encode()
        return self._pedir(ruta, cuerpo)

    def ingresar(self, codigo: str, nit: str = "") -> Visitante:
        hecho = self.enviar("/usuarios/ingresar/", nit=nit, username=codigo, password=CLAVE)
        assert hecho.estado == 200, hecho.texto
        assert "/usuarios/ingresar/" not in hecho.url, hecho.texto
        return self

    def _pedir(self, ruta: str, cuerpo: bytes | None) -> Respuesta:
        pedido = urllib.request.Request(urllib.parse.urljoin(self.url, ruta), cuerpo)
        desde = time.monotonic()
        try:
            respuesta = self.abridor.open(pedido, timeout=60)
        except urllib.error.HTTPError as error:
            respuesta = error
        with respuesta:
            texto = respuesta.read().decode(errors="replace")
        return Respuesta(respuesta.status, respuesta.url, texto, time.monotonic() - desde)
