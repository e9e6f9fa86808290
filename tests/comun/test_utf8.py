"""What is declared in another encoding is refused before Django reads it: some codecs are no text at all."""

from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from vuce.wsgi import application

FORMULARIO, PARTES = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"


def responder(tipo: str, metodo: str = "POST") -> tuple[str, bytes]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": metodo,
        "PATH_INFO": "/usuarios/ingresar/",
        "QUERY_STRING": "a=%C3",
        "CONTENT_TYPE": tipo,
        "CONTENT_LENGTH": "3",
        "wsgi.input": BytesIO(b"a=1"),
        "HTTP_HOST": "localhost",
    }
    setup_testing_defaults(environ)
    dicho: list[str] = []
    cuerpo = b"".join(application(environ, lambda estado, *_otros: dicho.append(estado)))
    return dicho[0][:3], cuerpo


@pytest.mark.parametrize("metodo", ["GET", "POST"])
@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "hex", "rot13", "idna", "nada", "undefined", ""])
@pytest.mark.parametrize("tipo", [FORMULARIO, PARTES, "text/plain"])
def test_otra_codificacion_se_rechaza(tipo: str, charset: str, metodo: str) -> None:
    assert responder(f"{tipo}; charset={charset}", metodo) == ("400", "Envíe los datos en UTF-8.".encode())


@pytest.mark.parametrize("parametro", ["charset*=hex''%41", "charset*=utf-8''hex", "charset*=nada'es'%41"])
def test_un_parametro_que_se_codifica_a_si_mismo_se_rechaza(parametro: str) -> None:
    assert responder(f"{FORMULARIO}; {parametro}")[0] == "400"


@pytest.mark.django_db
@pytest.mark.parametrize("tipo", ["", "text/html", "text/html; charset=UTF-8", "text/html; charset=utf8"])
def test_utf8_pasa(tipo: str) -> None:
    assert responder(tipo, "GET")[0] == "200"
