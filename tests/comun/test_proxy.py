"""The client's address behind a proxy, however the proxy writes it; usuarios: the security record keeps it."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from vuce.comun.proxy import ClienteDetrasDeProxy


@pytest.mark.parametrize(
    ("reenviada", "cliente"),
    [
        ("", "127.0.0.1"),
        ("198.51.100.9", "198.51.100.9"),
        ("10.0.0.1, 198.51.100.9", "198.51.100.9"),
        ("198.51.100.9:5678", "198.51.100.9"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:5678", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("unknown", "127.0.0.1"),
        ("[", "127.0.0.1"),
    ],
)
def test_la_direccion_es_siempre_una_ip(settings: object, reenviada: str, cliente: str) -> None:
    settings.DETRAS_DE_PROXY = True  # type: ignore[attr-defined]
    vistas: list[str] = []

    def pagina(request: HttpRequest) -> HttpResponse:
        vistas.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    ClienteDetrasDeProxy(pagina)(RequestFactory().get("/", headers={"X-Forwarded-For": reenviada}))
    assert vistas == [cliente]
