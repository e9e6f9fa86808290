"""Numbers as a person in Colombia writes them (criterio 14): read rightly or refused, never guessed."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from vuce.comun.formularios import CampoDecimal, CampoEntero, leer_decimal

LEIDOS = [
    ("1.234,5", "1234.5"),
    ("1234,5", "1234.5"),
    ("1.234", "1234"),
    ("1.234.567,89", "1234567.89"),
    ("1 234,5", "1234.5"),
    ("1\u00a0234\u00a0567", "1234567"),
    ("0,5", "0.5"),
    ("0,125", "0.125"),
    ("-12,50", "-12.50"),
    ("+7", "7"),
    ("  42 ", "42"),
    ("1234567", "1234567"),
]
RECHAZADOS = [
    "1234.5",
    "12.34",
    "1234.567",
    "1.23.4",
    "1.2345",
    "1,234.5",
    "1,2,3",
    ".5",
    ",5",
    "5,",
    "1..234",
    "1.234 567",
    "1e5",
    "NaN",
    "Infinity",
    "0x10",
    "doce",
    "--1",
    "１２",
    "1'234",
]


@pytest.mark.parametrize("idioma", ["es-co", "en"])
@pytest.mark.parametrize(("texto", "valor"), LEIDOS)
def test_lee_lo_bien_escrito_igual_en_los_dos_idiomas(texto: str, valor: str, idioma: str) -> None:
    with translation.override(idioma):
        assert leer_decimal(texto) == Decimal(valor)


@pytest.mark.parametrize("texto", RECHAZADOS)
def test_rechaza_lo_dudoso_y_dice_como_escribirlo(texto: str) -> None:
    with pytest.raises(ValidationError, match=r"1\.234,5"):
        leer_decimal(texto)


def test_un_numero_que_no_es_texto_pasa_como_es() -> None:
    assert CampoDecimal().clean(Decimal("123.500")) == Decimal("123.500")


def test_vacio_es_vacio_tambien_con_espacios() -> None:
    assert CampoDecimal(required=False).clean("   ") is None
    assert CampoEntero(required=False).clean("") is None


def test_los_limites_del_campo_siguen_valiendo() -> None:
    campo = CampoDecimal(max_digits=6, decimal_places=2, min_value=Decimal("0.01"))
    assert campo.clean("1.234,50") == Decimal("1234.50")
    for malo in ("0", "1,234", "12345,67", "9" * 5000):
        with pytest.raises(ValidationError):
            campo.clean(malo)


@pytest.mark.parametrize(("texto", "valor"), [("1.234", 1234), ("12", 12), ("2,0", 2)])
def test_entero_acepta_miles(texto: str, valor: int) -> None:
    assert CampoEntero().clean(texto) == valor


@pytest.mark.parametrize("texto", ["2,5", "1.23", "9" * 5000])
def test_entero_rechaza_decimales_y_desmesuras(texto: str) -> None:
    with pytest.raises(ValidationError):
        CampoEntero(max_value=10**9).clean(texto)


def test_lo_mostrado_se_vuelve_a_leer_igual() -> None:
    class Formulario(forms.Form):
        peso = CampoDecimal()

    for valor in (Decimal("1234.5"), Decimal("1000000"), Decimal("0.125")):
        mostrado = Formulario(initial={"peso": valor})["peso"].subwidgets[0].data["value"]
        assert CampoDecimal().clean(mostrado) == valor
