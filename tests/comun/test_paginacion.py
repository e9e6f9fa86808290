"""Keyset pages: whole, in order, and a cursor that means nothing shows the first."""

from __future__ import annotations

from base64 import b64encode
from itertools import chain
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth.models import Group
from django.test import RequestFactory

from vuce.catalogos.models import Pais
from vuce.comun.paginacion import Pagina, Paginador, paginar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def paises() -> None:
    total = Paginador.page_size * 2 + 3
    Pais.objects.bulk_create(Pais(codigo=f"X{n:02d}", nombre=f"País {n // 10}") for n in range(total))


def pagina(url: str = "/?q=a") -> Pagina:
    return paginar(RequestFactory().get(url), Pais.objects.filter(codigo__startswith="X"), ("nombre", "codigo"))


def test_las_paginas_son_todas_las_filas_en_orden_de_ida_y_vuelta() -> None:
    ida, actual = [], pagina()
    assert actual.anterior_url == ""
    while True:
        ida.append([fila.codigo for fila in actual.filas])
        if not actual.siguiente_url:
            break
        actual = pagina(actual.siguiente_url)
    assert [len(filas) for filas in ida] == [Paginador.page_size, Paginador.page_size, 3]
    esperadas = Pais.objects.filter(codigo__startswith="X").order_by("nombre", "codigo")
    assert list(chain(*ida)) == [pais.codigo for pais in esperadas]
    vuelta = [ida[-1]]
    while actual.anterior_url:
        actual = pagina(actual.anterior_url)
        vuelta.insert(0, [fila.codigo for fila in actual.filas])
    assert vuelta == ida
    assert [fila.codigo for fila in pagina(actual.siguiente_url).filas] == ida[1]


def test_una_pagina_cuyas_filas_ya_no_estan_muestra_la_primera() -> None:
    segunda = pagina().siguiente_url
    Pais.objects.filter(codigo__gte="X05").delete()
    assert [fila.codigo for fila in pagina(segunda).filas] == ["X00", "X01", "X02", "X03", "X04"]


def test_las_direcciones_conservan_los_filtros() -> None:
    assert "q=a" in pagina().siguiente_url


def cursor(posicion: str) -> str:
    return quote(b64encode(urlencode({"p": posicion}).encode()))


POSICIONES = ["", "x", "{}", "3", "[]", "[[]]", "[null]", "[{}]", '["x"]', '["1","2"]', '["\\u0000"]', '["1e9"]']


@pytest.mark.parametrize("pagina", ["xxx", "%00", "%FF%FE", "", "cD0", *map(cursor, POSICIONES)])
def test_un_cursor_que_no_dice_nada_muestra_la_primera(pagina: str) -> None:
    """The last ones are well written, with a position that no number has."""
    Group.objects.create(name="uno")
    assert [grupo.name for grupo in paginar(RequestFactory().get(f"/?pagina={pagina}"), Group.objects.all()).filas]
