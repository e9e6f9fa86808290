"""Criterio 14: quantities and money."""

from decimal import ROUND_UP, Context, Decimal, localcontext

import pytest
from django.core.exceptions import ValidationError
from django.template import Context as Contexto
from django.template import Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from vuce.comun.cantidades import escribir_numero, mostrar_cantidad, redondear, validar_decimales
from vuce.comun.dinero import Dinero, al_peso_por_encima, mostrar_dinero, redondear_a, redondear_dinero
from vuce.comun.terminos import Termino, UnidadTermino

cantidades = st.decimals(Decimal("-99999999999999"), Decimal("99999999999999"), places=4, allow_nan=False)


@pytest.mark.parametrize(("valor", "texto"), [("0.00005", "0.0001"), ("0.00015", "0.0002"), ("2.5", "2.5000")])
def test_criterio_14_medio_hacia_arriba(valor: str, texto: str) -> None:
    assert str(redondear(Decimal(valor))) == texto


def test_criterio_14_no_depende_del_contexto_del_hilo() -> None:
    with localcontext(Context(prec=5, rounding=ROUND_UP)):
        assert redondear(Decimal("99999999999999.99984")) == Decimal("99999999999999.9998")


@pytest.mark.parametrize(
    ("valor", "simbolo", "texto"),
    [
        ("1234.5000", "t", "1.234,5 t"),
        ("0", "kg", "0 kg"),
        ("1000000", "", "1.000.000"),
        ("-1234.0001", "t", "-1.234,0001 t"),
        ("1E+3", "t", "1.000 t"),
    ],
)
def test_criterio_14_escritura(valor: str, simbolo: str, texto: str) -> None:
    assert mostrar_cantidad(Decimal(valor), simbolo) == texto.replace(" ", "\N{NO-BREAK SPACE}")


@given(cantidades)
def test_lo_escrito_vale_lo_mismo(valor: Decimal) -> None:
    assert Decimal(escribir_numero(valor).replace(".", "").replace(",", ".")) == valor


def test_decimales_de_la_unidad() -> None:
    validar_decimales(Decimal("1.5000"), 1)
    with pytest.raises(ValidationError, match="como máximo 1 decimal"):
        validar_decimales(Decimal("1.55"), 1)
    with pytest.raises(ValidationError, match="como máximo 3 decimales"):
        validar_decimales(Decimal("1.5555"), 3)
    with pytest.raises(ValidationError, match="sin decimales"):
        validar_decimales(Decimal("1.5"), 0)


def test_criterio_14_dinero() -> None:
    assert mostrar_dinero(Decimal("1234.5"), "USD") == "USD\N{NO-BREAK SPACE}1.234,50"
    assert redondear_dinero(Decimal("0.125")) == Decimal("0.13")
    assert al_peso_por_encima(Decimal("100.01")) == 101
    assert redondear_a(Decimal("4943500"), 1000) == 4_944_000
    assert redondear_a(Decimal("4943499.99"), 1000) == 4_943_000


def test_criterio_14_no_se_mezclan_monedas() -> None:
    cien = Dinero(Decimal(100), "COP")
    assert cien + cien == Dinero(Decimal(200), "COP")
    assert cien - cien < cien <= cien
    assert str(Dinero(Decimal("0.125"), "USD").redondeado()) == "USD\N{NO-BREAK SPACE}0,13"
    with pytest.raises(ValueError, match="cannot be mixed"):
        cien + Dinero(Decimal(1), "USD")


@pytest.mark.parametrize("idioma", ["es-co", "en"])
def test_filtros(idioma: str) -> None:
    plantilla = Template(
        "{% load valores %}{{ c|cantidad:'t' }}|{{ f|dinero:'USD' }}|{{ n|nit }}|{{ x|nit }}|{{ v|cantidad }}"
    )
    with translation.override(idioma):
        texto = plantilla.render(
            Contexto({"c": Decimal("1234.5"), "f": Decimal(10), "n": "900123456", "x": "20512333797", "v": None})
        )
    assert texto.replace("\N{NO-BREAK SPACE}", " ") == "1.234,5 t|USD 10,00|900.123.456-8|20512333797|"


@pytest.mark.parametrize("unidad", UnidadTermino.values)
@pytest.mark.parametrize("corre", [True, False])
def test_un_termino_se_guarda_y_se_lee(unidad: str, corre: bool) -> None:
    termino = Termino(15, UnidadTermino(unidad), corre)
    assert Termino.leer(termino.codigo) == termino


def test_un_termino_se_lee_como_en_la_norma() -> None:
    assert str(Termino(15)) == "15 días hábiles"
    assert str(Termino(1, UnidadTermino.MESES)) == "1 mes"


@pytest.mark.parametrize("texto", ["", "0 habiles", "-1 dias", "quince", "15", "99999 meses", "1 siglos"])
def test_un_termino_mal_escrito(texto: str) -> None:
    with pytest.raises(ValidationError):
        Termino.leer(texto)
