"""Suggestions of subheadings and countries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import RequestFactory

from vuce.catalogos import views
from vuce.catalogos.models import Pais, Subpartida

pytestmark = pytest.mark.django_db
Vista = Callable[..., Any]


@pytest.fixture(autouse=True)
def iniciales(db: None) -> None:
    call_command("cargar_catalogos", verbosity=0)


def sugerir(vista: Vista, buscado: str) -> list[dict[str, Any]]:
    import json

    respuesta = vista(RequestFactory().get("/", {"q": buscado}))
    assert respuesta.status_code == 200
    return json.loads(respuesta.content)["resultados"]


@pytest.mark.parametrize("buscado", ["1701", "17.01", " 1701 "])
def test_por_el_comienzo_del_codigo(buscado: str) -> None:
    codigos = [fila["codigo"] for fila in sugerir(views.subpartidas, buscado)]
    assert codigos == ["1701", "170113", "17011300", "170114", "17011400"]


@pytest.mark.parametrize("buscado", ["azúcar caña", "AZUCAR", "azúc", "panela"])
def test_por_palabras_con_o_sin_tilde_y_a_medio_escribir(buscado: str) -> None:
    assert "17011300" in [fila["codigo"] for fila in sugerir(views.subpartidas, buscado)]


def test_se_dice_lo_que_esta_sin_verificar() -> None:
    Subpartida.objects.create(
        codigo="1701130000", descripcion="Panela", descripcion_completa="Panela", verificada=False
    )
    fila = sugerir(views.subpartidas, "1701130000")[0]
    assert (fila["con_puntos"], fila["verificada"], fila["aviso"]) == ("1701.13.00.00", False, "sin verificar")


def test_lo_que_ya_no_rige_no_se_sugiere() -> None:
    Subpartida.objects.filter(codigo="17011300").update(vigente_hasta="2020-01-01")
    assert "17011300" not in [fila["codigo"] for fila in sugerir(views.subpartidas, "1701")]


def test_como_maximo_veinte() -> None:
    assert len(sugerir(views.subpartidas, "0")) == 20


@pytest.mark.parametrize(
    "buscado", ["", " ", "de", "\x00", "1\x00", "' OR 1=1", "&|!():*<->\\", "%", "_", "١٢", "a" * 5000]
)
@pytest.mark.parametrize("vista", [views.subpartidas, views.paises])
def test_lo_raro_no_rompe(vista: Vista, buscado: str) -> None:
    assert len(sugerir(vista, buscado)) <= 20


@pytest.mark.parametrize("buscado", ["méx", "mexico", "MX", "mex", "493", "MÉXICO"])
def test_paises(buscado: str) -> None:
    assert sugerir(views.paises, buscado)[0] == {"codigo": "493", "iso2": "MX", "iso3": "MEX", "texto": "México"}


def test_un_pais_exacto_va_primero() -> None:
    Pais.objects.create(codigo="999", nombre="Pecadora")
    assert sugerir(views.paises, "pe")[0]["texto"] == "Perú"


def test_solo_se_lee() -> None:
    assert views.subpartidas(RequestFactory().post("/")).status_code == 405
