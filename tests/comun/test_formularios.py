"""What every form of the portal promises in its HTML: names, help and errors tied to their control."""

from typing import Any

import pytest
from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from lxml import html

from vuce.comun.formularios import CampoDecimal, Lineas

MALO = "<script>alert(1)</script>"


class Solicitud(forms.Form):
    nombre = forms.CharField(label="Nombre", help_text="Como en el RUT")
    cantidad = CampoDecimal(label="Cantidad", unidad="t", decimal_places=3, max_digits=12)
    embarque_el = forms.DateField(label="Embarque")
    via = forms.ChoiceField(label="Vía", widget=forms.RadioSelect, choices=[("mar", "Mar"), ("aire", "Aire")])
    pais = forms.ChoiceField(label="País", choices=[("", "—"), ("US", "Estados Unidos")], required=False)
    razones = forms.CharField(label="Razones", max_length=20, widget=forms.Textarea)
    acepta = forms.BooleanField(label="Acepto")
    archivo = forms.FileField(label="Archivo", widget=forms.FileInput({"accept": ".pdf"}))
    origen = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError(f"No cuadra con {MALO}")


class Linea(forms.Form):
    subpartida = forms.CharField(label="Subpartida")
    peso = CampoDecimal(label="Peso", unidad="kg")


LineasSolicitud = formset_factory(Linea, formset=Lineas, extra=0, min_num=1, max_num=4, can_delete=True)


def pagina(objeto: Any) -> html.HtmlElement:
    return html.fromstring(f"<form>{objeto}</form>")


@pytest.fixture
def rechazada() -> html.HtmlElement:
    return pagina(Solicitud({"nombre": "", "cantidad": MALO, "via": "tren", "pais": MALO, "razones": "x" * 30}))


def controles(arbol: html.HtmlElement) -> list[html.HtmlElement]:
    return arbol.xpath("//input[not(@type='hidden')] | //select | //textarea")


def test_cada_control_tiene_rotulo(rechazada: html.HtmlElement) -> None:
    for control in controles(rechazada):
        assert rechazada.xpath(f"//label[@for='{control.get('id')}']"), control.get("name")
    assert rechazada.xpath("//fieldset[legend[contains(., 'Vía')]]//input[@type='radio']")


@pytest.mark.parametrize("enviada", [True, False])
def test_lo_descrito_existe_y_los_id_no_se_repiten(enviada: bool) -> None:
    arbol = pagina(Solicitud({"cantidad": "x"}) if enviada else Solicitud())
    ids = arbol.xpath("//@id")
    assert len(ids) == len(set(ids))
    for descrito in arbol.xpath("//@aria-describedby"):
        assert set(descrito.split()) <= set(ids)


def test_error_unido_a_su_control(rechazada: html.HtmlElement) -> None:
    cantidad = rechazada.get_element_by_id("id_cantidad")
    assert cantidad.get("aria-invalid") == "true"
    descripciones = cantidad.get("aria-describedby").split()
    assert descripciones == ["id_cantidad_error", "id_cantidad_unidad"]
    assert "1.234,5" in rechazada.get_element_by_id("id_cantidad_error").text_content()
    assert "id_via_error" in rechazada.get_element_by_id("id_via").get("aria-describedby")


def test_resumen_enlaza_cada_error_con_su_campo(rechazada: html.HtmlElement) -> None:
    resumen = rechazada.xpath("//*[@data-resumen-errores]")[0]
    assert resumen.get("tabindex") == "-1"
    assert resumen.get("role") == "alert"
    destinos = [enlace.removeprefix("#") for enlace in resumen.xpath(".//a/@href")]
    nombres = [rechazada.get_element_by_id(destino).get("name") for destino in destinos]
    assert nombres == ["nombre", "cantidad", "embarque_el", "via", "pais", "razones", "acepta", "archivo"]
    sueltos = [item.text_content() for item in resumen.xpath(".//li[not(a)]")]
    assert sueltos[0] == f"No cuadra con {MALO}"
    assert len(sueltos) == 2  # the hidden field's too, although no control can be shown


def test_sin_errores_no_hay_resumen() -> None:
    assert not pagina(Solicitud()).xpath("//*[@data-resumen-errores]")


def test_lo_que_escribe_el_usuario_sale_escapado(rechazada: html.HtmlElement) -> None:
    assert not rechazada.xpath("//script")
    assert rechazada.get_element_by_id("id_cantidad").get("value") == MALO


def test_obligatorio_marcado_a_la_vista_y_en_el_control() -> None:
    arbol = pagina(Solicitud())
    assert arbol.xpath("//label[@for='id_nombre']/span[@class='obligatorio'][@aria-hidden='true']")
    assert arbol.get_element_by_id("id_nombre").get("required") is not None
    assert not arbol.xpath("//label[@for='id_pais']/span")


def test_controles_segun_el_dato() -> None:
    arbol = pagina(Solicitud(initial={"embarque_el": "2026-03-24", "cantidad": 1250}))
    assert arbol.get_element_by_id("id_embarque_el").get("type") == "date"
    assert arbol.get_element_by_id("id_embarque_el").get("value") == "2026-03-24"
    cantidad = arbol.get_element_by_id("id_cantidad")
    assert (cantidad.get("type"), cantidad.get("inputmode"), cantidad.get("value")) == ("text", "decimal", "1.250")
    assert arbol.get_element_by_id("id_pais").get("class") == "form-select"
    razones = arbol.get_element_by_id("id_razones")
    assert razones.get("maxlength") is None  # a paste is counted, not cut short in silence
    assert "id_razones_contador" in razones.get("aria-describedby")
    assert arbol.xpath("//*[@data-zona-archivo]//input[@accept='.pdf']")


def enviadas(**cambios: str) -> QueryDict:
    datos = QueryDict(mutable=True)
    datos.update({"l-TOTAL_FORMS": "2", "l-INITIAL_FORMS": "0"})
    datos.update({"l-0-subpartida": "1701", "l-0-peso": "1.250,5", "l-1-subpartida": "", "l-1-peso": "mucho"})
    datos.update(cambios)
    return datos


def tecleado(conjunto: Lineas) -> list[tuple[str, str]]:
    return [(fila["subpartida"].value(), fila["peso"].value()) for fila in conjunto]


def test_agregar_linea_sin_javascript_conserva_lo_tecleado_y_no_se_queja() -> None:
    conjunto = LineasSolicitud.desde(enviadas(agregar_linea="l"), "l")
    assert tecleado(conjunto) == [("1701", "1.250,5"), ("", "mucho"), (None, None)]
    assert not pagina(conjunto).xpath("//*[@aria-invalid]")


def test_quitar_linea_sin_javascript() -> None:
    assert tecleado(LineasSolicitud.desde(enviadas(quitar_linea="l-0"), "l")) == [("", "mucho")]


@pytest.mark.parametrize(
    ("total", "filas"), [("abc", 1), ("-3", 1), ("", 1), ("99999999", LineasSolicitud.max_num + 1)]
)
def test_un_total_amañado_no_rompe_ni_desborda(total: str, filas: int) -> None:
    conjunto = LineasSolicitud.desde(enviadas(**{"l-TOTAL_FORMS": total}), "l")
    assert conjunto.total_form_count() == filas


def test_filas_sin_las_vacias_ni_las_quitadas() -> None:
    datos = enviadas(**{"l-TOTAL_FORMS": "3", "l-1-DELETE": "on", "l-2-subpartida": "", "l-2-peso": ""})
    conjunto = LineasSolicitud(datos, prefix="l")
    assert conjunto.is_valid(), conjunto.errors
    assert [fila["subpartida"] for fila in conjunto.filas] == ["1701"]
    assert set(conjunto.filas[0]) == {"subpartida", "peso"}
    ocultas = pagina(conjunto).xpath("//*[@data-lineas-cuerpo]/*[@data-linea][@hidden]")
    assert len(ocultas) == 1


def test_el_molde_de_una_linea_lleva_el_prefijo_que_el_navegador_cambia() -> None:
    molde = pagina(LineasSolicitud(prefix="l")).xpath("//template[@data-vacia]//input/@name")
    assert {"l-__prefix__-subpartida", "l-__prefix__-peso", "l-__prefix__-DELETE"} <= set(molde)
