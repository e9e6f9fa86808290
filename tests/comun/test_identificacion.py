"""Criterio 7: one reading of every identity number."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from vuce.comun.identificacion import (
    CampoNit,
    TipoDocumento,
    digito_nit,
    lecturas,
    leer_documento,
    leer_nit,
    leer_ruc,
    mostrar_nit,
)

bases = st.one_of(
    st.integers(100_000, 999_999_999).map(str), st.integers(1_000_000_000, 1_999_999_999).map(str)
)  # six to nine digits, and the ten-digit NUIP


@pytest.mark.parametrize(
    ("escrito", "numero"),
    [
        ("900.123.456-8", "900123456"),
        ("900123456-8", "900123456"),
        ("900123456", "900123456"),
        ("9001234568", "900123456"),
        (" 900 123 456 - 8 ", "900123456"),
        ("79.123.456", "79123456"),
        ("123456", "123456"),
        ("1.020.304.050", "1020304050"),
    ],
)
def test_criterio_7_nit_con_y_sin_puntos_guion_y_digito(escrito: str, numero: str) -> None:
    assert leer_nit(escrito) == numero


@pytest.mark.parametrize("escrito", ["800.900.268-1", "8009002681", "800900268-1"])
def test_criterio_7_digito_equivocado(escrito: str) -> None:
    """The norm's own example, 800.900.268-1, fails modulo 11."""
    with pytest.raises(ValidationError) as error:
        leer_nit(escrito)
    assert error.value.messages == ["El dígito de verificación del NIT 800.900.268-1 no corresponde."]


@pytest.mark.parametrize(
    "escrito",
    [
        *("", "-", "12345", "900123456-", "900123456-88", "900-123-456", "900,123,456-8", "90012345A", "٩٠٠١٢٣٤٥٦"),
        *("012345678", "900123456–8", "NIT 900123456", "123456789012", ".-8", "900123456\x00"),
    ],
)
def test_criterio_7_solo_digitos_puntos_un_guion_y_espacios(escrito: str) -> None:
    with pytest.raises(ValidationError):
        leer_nit(escrito)


@given(bases)
def test_criterio_7_lo_mostrado_se_vuelve_a_leer(numero: str) -> None:
    assert leer_nit(mostrar_nit(numero)) == numero
    assert leer_nit(f"{numero}-{digito_nit(numero)}") == numero
    assert leer_nit(numero) == numero


@given(bases, st.sampled_from("0123456789"))
def test_criterio_7_un_digito_equivocado_nunca_pasa_tras_el_guion(numero: str, digito: str) -> None:
    if digito != digito_nit(numero):
        with pytest.raises(ValidationError, match="no corresponde"):
            leer_nit(f"{numero}-{digito}")


@given(st.integers(200_000_000, 999_999_999).map(str), st.sampled_from("0123456789"))
def test_criterio_7_un_digito_equivocado_nunca_pasa_sin_guion(numero: str, digito: str) -> None:
    """Nine digits and a tenth typed without dash are never taken for a number of ten."""
    if digito == digito_nit(numero):
        assert leer_nit(numero + digito) == numero
    else:
        with pytest.raises(ValidationError, match="no corresponde"):
            leer_nit(numero + digito)


def test_criterio_7_ruc() -> None:
    assert leer_ruc("20512333797") == "20512333797"
    for malo in ("20512333798", "2051233379", "30512333797", "2051233379A"):
        with pytest.raises(ValidationError):
            leer_ruc(malo)


@pytest.mark.parametrize("prefijo", ["10", "15", "16", "17", "20"])
def test_criterio_7_prefijos_del_ruc(prefijo: str) -> None:
    validos = [f"{prefijo}05414828{d}" for d in "0123456789"]
    leidos = []
    for numero in validos:
        try:
            leidos.append(leer_ruc(numero))
        except ValidationError as error:
            assert error.code == "ruc_digito"  # noqa: PT017
    assert len(leidos) == 1


@pytest.mark.parametrize(
    ("tipo", "bueno", "malos"),
    [
        (TipoDocumento.CC, "1.020.304.050", ["12", "12345678901", "12A45"]),
        (TipoDocumento.CE, "e123456", ["12345", "12345678901"]),
        (TipoDocumento.PA, "AB123456", ["AB12", "A" * 21, "AB#12345"]),
        (TipoDocumento.DNI, "05414828", ["0541482", "054148289"]),
    ],
)
def test_criterio_7_documentos_de_personas(tipo: str, bueno: str, malos: list[str]) -> None:
    assert leer_documento(tipo, bueno) == bueno.replace(".", "").upper()
    for malo in malos:
        with pytest.raises(ValidationError):
            leer_documento(tipo, malo)


def test_tipo_de_documento_desconocido() -> None:
    with pytest.raises(ValidationError, match="desconocido"):
        leer_documento("XX", "123")


def test_lecturas_para_el_ingreso() -> None:
    """USR-05: the box takes the NIT or the RUC."""
    assert lecturas("900.123.456-8") == [("NIT", "900123456")]
    assert lecturas("20512333797") == [("RUC", "20512333797")]
    assert lecturas("hola") == []


class Formulario(forms.Form):
    nit = CampoNit(label="NIT")


def test_campo_nit_limpia_y_muestra_el_digito() -> None:
    formulario = Formulario({"nit": "900123456"})
    assert formulario.is_valid()
    assert formulario.cleaned_data["nit"] == "900123456"
    assert formulario["nit"].value() == "900.123.456-8"


def test_campo_nit_conserva_lo_escrito() -> None:
    formulario = Formulario({"nit": "900.123.456-7"})
    assert formulario.errors["nit"] == ["El dígito de verificación del NIT 900.123.456-7 no corresponde."]
    assert formulario["nit"].value() == "900.123.456-7"


def test_campo_nit_sin_cambio() -> None:
    assert not Formulario({"nit": "900.123.456-8"}, initial={"nit": "900123456"}).has_changed()


def test_campo_nit_vacio() -> None:
    assert Formulario({"nit": "  "}).errors["nit"] == ["Escriba el NIT."]
