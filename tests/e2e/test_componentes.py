"""The component page in a real browser: accessibility, the content security policy, and what the script adds."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect  # noqa: TID253 - only the browser tests load it
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.e2e, pytest.mark.urls("vuce.comun.urls"), pytest.mark.django_db(transaction=True)]
AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
CAPTURAS = settings.VAR_DIR / "capturas"
ANCHOS = [1280, 390]
Abrir = Callable[..., Page]


@pytest.fixture
def abrir(navegador: Browser, live_server: LiveServer) -> Iterator[Abrir]:
    """Opens the component page; whatever the browser complains of fails the test."""
    contextos: list[BrowserContext] = []
    quejas: list[str] = []

    def abrir(ancho: int = 1280, **opciones: Any) -> Page:
        contexto = navegador.new_context(viewport={"width": ancho, "height": 900}, locale="es-CO", **opciones)
        contextos.append(contexto)
        pagina = contexto.new_page()
        pagina.on("console", lambda mensaje: quejas.append(mensaje.text) if mensaje.type == "error" else None)
        pagina.on("pageerror", lambda error: quejas.append(str(error)))
        pagina.goto(f"{live_server.url}/componentes/")
        return pagina

    yield abrir
    for contexto in contextos:
        contexto.close()
    assert [queja for queja in quejas if "ERR_INTERNET_DISCONNECTED" not in queja] == []


def faltas(pagina: Page) -> list[str]:
    pagina.evaluate(AXE.read_text())
    resultado = pagina.evaluate("axe.run()")
    return [f"{falta['impact']}: {falta['id']}: {falta['nodes'][0]['html']}" for falta in resultado["violations"]]


@pytest.mark.parametrize("ancho", ANCHOS)
def test_accesible_y_sin_desbordar(abrir: Abrir, ancho: int) -> None:
    pagina = abrir(ancho)
    assert faltas(pagina) == []
    assert pagina.evaluate("document.documentElement.scrollWidth") <= ancho
    CAPTURAS.mkdir(parents=True, exist_ok=True)
    pagina.screenshot(path=CAPTURAS / f"componentes-{ancho}.png", full_page=True)


@pytest.mark.parametrize("ancho", ANCHOS)
def test_accesible_tambien_con_errores(abrir: Abrir, ancho: int) -> None:
    pagina = abrir(ancho)
    enviar(pagina)
    assert faltas(pagina) == []


def enviar(pagina: Page) -> None:
    formulario = pagina.locator("#ejemplo")
    formulario.get_by_role("button", name="Enviar").click()
    pagina.get_by_role("dialog").get_by_role("button", name="Enviar").click()
    pagina.wait_for_load_state()


def test_el_foco_va_al_resumen_y_de_ahi_al_campo(abrir: Abrir) -> None:
    pagina = abrir()
    enviar(pagina)
    resumen = pagina.locator("#ejemplo [data-resumen-errores]")
    expect(resumen).to_be_focused()
    resumen.get_by_role("link", name=re.compile("^Correo")).click()
    expect(pagina.locator("#id_nuevo-correo")).to_be_focused()


def test_el_dialogo_se_cancela_y_devuelve_el_foco(abrir: Abrir) -> None:
    pagina = abrir()
    boton = pagina.locator("#ejemplo").get_by_role("button", name="Enviar")
    boton.click()
    pagina.keyboard.press("Escape")
    expect(pagina.get_by_role("dialog")).to_have_count(0)
    expect(boton).to_be_focused()


def test_agregar_y_quitar_lineas(abrir: Abrir) -> None:
    pagina = abrir()
    lineas = pagina.locator("#ejemplo [data-lineas]")
    filas = lineas.locator("[data-linea]:visible")
    expect(lineas.get_by_role("button", name="Quitar")).to_have_count(0)  # one line is the least
    lineas.get_by_role("button", name="Agregar línea").click()
    expect(filas).to_have_count(2)
    expect(pagina.locator("#id_nuevas-1-subpartida")).to_be_focused()
    pagina.keyboard.type("1701")
    lineas.get_by_role("button", name="Quitar").first.click()
    expect(filas).to_have_count(1)
    expect(filas.locator("[data-numero]")).to_have_text("1")
    assert pagina.locator("[name=nuevas-TOTAL_FORMS]").input_value() == "2"
    assert pagina.locator("[name=nuevas-0-DELETE]").input_value() == "on"
    for _ in range(4):
        lineas.get_by_role("button", name="Agregar línea").click()
    expect(filas).to_have_count(5)
    expect(lineas.get_by_role("button", name="Agregar línea")).to_have_count(0)  # five is the most


def test_agregar_linea_sin_javascript(abrir: Abrir) -> None:
    pagina = abrir(java_script_enabled=False)
    pagina.locator("#id_nuevas-0-peso").fill("1.250,5")
    pagina.locator("#ejemplo [data-agregar]").click()
    assert pagina.locator("#ejemplo [data-lineas-cuerpo] [data-linea]").count() == 2
    assert pagina.locator("#id_nuevas-0-peso").input_value() == "1.250,5"


def test_guarda_solo_y_lo_dice(abrir: Abrir) -> None:
    pagina = abrir()
    with pagina.expect_request(lambda peticion: peticion.method == "POST") as guardado:
        pagina.locator("#id_nuevo-exportador").fill("Panela del Río")
    assert "Panela del Río" in (guardado.value.post_data_buffer or b"").decode()
    expect(pagina.locator("#ejemplo [data-guardado]")).to_have_text(re.compile(r"^Guardado a las \d\d:\d\d"))


def test_sin_red_guarda_en_el_equipo_y_lo_envia_al_volver(abrir: Abrir) -> None:
    pagina = abrir()
    pagina.context.set_offline(True)
    pagina.locator("#id_nuevo-exportador").fill("Sin red")
    expect(pagina.locator("#ejemplo [data-guardado]")).to_contain_text("quedan en este equipo")
    guardado = pagina.evaluate("localStorage.getItem('vuce-borrador:/componentes/')")
    assert "Sin red" in guardado
    assert "csrfmiddlewaretoken" not in guardado
    pagina.context.set_offline(False)
    expect(pagina.locator("#ejemplo [data-guardado]")).to_contain_text("Guardado a las")
    assert pagina.evaluate("localStorage.getItem('vuce-borrador:/componentes/')") is None


def test_lo_que_quedo_en_el_equipo_se_ofrece_al_volver(abrir: Abrir) -> None:
    pagina = abrir()
    pagina.evaluate(
        "localStorage.setItem('vuce-borrador:/componentes/', JSON.stringify([['nuevo-exportador', 'Rescatado']]))"
    )
    pagina.reload()
    pagina.get_by_role("button", name="Recuperarlos").click()
    expect(pagina.locator("#id_nuevo-exportador")).to_have_value("Rescatado")
    expect(pagina.locator("#ejemplo [data-guardado]")).to_contain_text("Guardado a las")


def test_un_formulario_no_sale_dos_veces(abrir: Abrir) -> None:
    boton = abrir().locator("#con_errores").get_by_role("button", name="Continuar")
    salidas = boton.evaluate("""boton => {
      let salidas = 0;
      document.addEventListener('submit', (evento) => {
        salidas += evento.defaultPrevented ? 0 : 1;
        evento.preventDefault();
      });
      boton.click();
      boton.click();
      boton.click();
      return salidas;
    }""")
    assert salidas == 1


def test_avisa_antes_de_salir_con_cambios(abrir: Abrir) -> None:
    pagina = abrir()
    pagina.locator("#id_bultos").fill("3")
    avisos: list[str] = []

    def quedarse(dialogo: Any) -> None:
        avisos.append(dialogo.type)
        dialogo.dismiss()

    pagina.on("dialog", quedarse)
    pagina.close(run_before_unload=True)
    pagina.wait_for_timeout(200)
    assert avisos == ["beforeunload"]
    pagina.locator("#id_bultos").evaluate("campo => { campo.form.dataset.sucio = ''; }")


def test_archivo_elegido_y_archivo_de_otro_tipo(abrir: Abrir) -> None:
    pagina = abrir()
    campo, elegidos = pagina.locator("#id_nuevo-factura"), pagina.locator("#ejemplo [data-elegidos]")
    campo.set_input_files({"name": "factura.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2048})
    expect(elegidos).to_have_text("factura.pdf · 2 KB")
    campo.set_input_files({"name": "virus.exe", "mimeType": "application/x-msdownload", "buffer": b"x"})
    expect(elegidos).to_contain_text("no es de un tipo aceptado")
    expect(campo).to_have_value("")


def test_contador_de_caracteres(abrir: Abrir) -> None:
    pagina = abrir()
    pagina.locator("#id_nuevo-razones").fill("x" * 510)
    expect(pagina.locator("#id_nuevo-razones_contador")).to_have_text("Sobran 10 caracteres")


def test_copiar_el_codigo(abrir: Abrir) -> None:
    pagina = abrir(permissions=["clipboard-read", "clipboard-write"])
    pagina.get_by_role("button", name="Copiar").click()
    expect(pagina.locator("#avisos")).to_have_text("Copiado al portapapeles.")
    assert pagina.evaluate("navigator.clipboard.readText()") == "7K3M-9QXT-2B"


def test_el_plazo_de_hoy_cuenta_las_horas(abrir: Abrir) -> None:
    expect(abrir().locator(".plazo.urgente [data-resto]")).to_have_text(re.compile(r"faltan 4 h \d+ min"))


def test_el_menu_se_abre_con_su_boton_en_un_telefono(abrir: Abrir) -> None:
    pagina = abrir(390)
    entrada = pagina.locator(".menu a", has_text="Documentos")
    expect(entrada).not_to_be_visible()
    pagina.get_by_role("button", name="Menú").click()
    expect(entrada).to_be_visible()


def test_el_menu_esta_a_la_vista_sin_javascript(abrir: Abrir) -> None:
    pagina = abrir(390, java_script_enabled=False)
    assert pagina.locator(".menu a", has_text="Documentos").is_visible()


def test_el_progreso_pregunta_hasta_que_termina(abrir: Abrir) -> None:
    pagina = abrir()
    preguntas: list[str] = []

    def con_espera(ruta: Route) -> None:
        respuesta = ruta.fetch()
        espera = '<div class="progreso" hx-get="/espera" hx-trigger="every 100ms" hx-swap="outerHTML"'
        ruta.fulfill(response=respuesta, body=respuesta.text().replace('<div class="progreso"', espera))

    def responder(ruta: Route) -> None:
        preguntas.append(ruta.request.url)
        sigue = '<div id="va" hx-get="/espera" hx-trigger="every 100ms" hx-swap="outerHTML">Va</div>'
        ruta.fulfill(body=sigue if len(preguntas) < 3 else '<p id="va">Listo</p>', content_type="text/html")

    pagina.route("**/componentes/", con_espera)
    pagina.route("**/espera", responder)
    pagina.reload()
    expect(pagina.locator("#va")).to_have_text("Listo")
    pagina.wait_for_timeout(400)
    assert len(preguntas) == 3
