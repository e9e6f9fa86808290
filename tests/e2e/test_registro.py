"""USR-01 in Chromium: a newcomer registers, is returned, corrects, is approved, activates by link and enters."""

from __future__ import annotations

import email
import re
from collections.abc import Callable
from datetime import date
from email.policy import default

import pytest
from playwright.sync_api import expect  # noqa: TID253 - only the browser tests load it

from tests.ayudas.procesos import esperar
from tests.documentos.archivos import pdf
from tests.e2e.personas import Persona
from vuce.embebido.portal import Portal

pytestmark = pytest.mark.e2e
expect.set_options(timeout=30_000)  # a loaded machine is slow, not wrong
Entra = Callable[..., Persona]
CORREO = "luis@panelera.example"
CLAVE = "panela-del-sur-2026"
TEXTOS = {
    "Número de identificación": "860.034.313-7",
    "Razón social o nombre": "Panelera del Sur S.A.S.",
    "Representante legal: nombres y apellidos": "Rosa Díaz Parra",
    "Representante legal: número": "52.718.282",
    "Delegado de cuenta: nombres y apellidos": "Luis Mora Gil",
    "Delegado de cuenta: número": "79.554.120",
    "Dirección": "Calle 5 n.º 10-20",
    "Teléfono": "602 555 0000",
    "Correo electrónico autorizado de la empresa": "comercio@panelera.example",
}
ELEGIDOS = {
    "Tipo de usuario aduanero": "ocasional",
    "Tipo de persona": "juridica",
    "Tipo de identificación": "NIT",
    "Quién presenta la solicitud": "representante",
    "Representante legal: tipo de documento": "CC",
    "Delegado de cuenta: tipo de documento": "CC",
    "Departamento y municipio": "76001",
}


def enlaces(portal: Portal, parte: str) -> list[str]:
    """Addresses with `parte` in the mails to the newcomer, the oldest first."""
    archivos = sorted((portal.var / "correo").glob("*"), key=lambda archivo: archivo.stat().st_mtime)
    trozos = (trozo for archivo in archivos for trozo in archivo.read_bytes().split(b"-" * 79 + b"\n"))
    mensajes = [email.message_from_bytes(trozo, policy=default) for trozo in trozos if trozo.strip()]
    textos = [str(m.get_content()) for m in mensajes if m["To"] == CORREO and m.get_content_maintype() == "text"]
    return [hallado for texto in textos for hallado in re.findall(rf"https?://[^/\s]+(/\S*{parte}\S*)", texto)]


def enlace_nuevo(portal: Portal, parte: str, anteriores: int) -> str:
    """The address that comes beyond those that had come."""
    esperar(lambda: len(enlaces(portal, parte)) > anteriores, segundos=60)
    return enlaces(portal, parte)[-1]


def pedir_enlace(persona: Persona, portal: Portal) -> None:
    anteriores = len(enlaces(portal, "registro"))
    persona.ir("/usuarios/registro/")
    persona.pagina.get_by_label("Correo electrónico").fill(CORREO)
    persona.pulsar("Enviarme el enlace")
    expect(persona.pagina.locator("h1")).to_contain_text("Revise su correo")
    persona.ir(enlace_nuevo(portal, "registro", anteriores))


def diligenciar(persona: Persona) -> None:
    pagina = persona.pagina
    for rotulo, texto in TEXTOS.items():
        pagina.get_by_label(re.compile(f"^{re.escape(rotulo)}", re.IGNORECASE)).first.fill(texto)
    for rotulo, valor in ELEGIDOS.items():
        pagina.get_by_label(re.compile(f"^{re.escape(rotulo)}", re.IGNORECASE)).first.select_option(valor)
    pagina.get_by_label("Dependencia ante la que se registra").select_option(label="Ocasional · CESA Bogotá")
    pagina.get_by_label("Fecha de expedición del certificado").fill(date.today().isoformat())
    pagina.get_by_label(re.compile("^Contingentes")).check()


def adjuntar(persona: Persona, clase: str) -> None:
    archivo = {"name": f"{clase}.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    persona.pagina.locator(f"main input[name=adjunto_{clase}]").set_input_files(archivo)


def revisar(revisor: Persona, numero: str, accion: str) -> None:
    revisor.ir("/tramites/")
    revisor.pagina.get_by_role("link", name=numero).click()
    revisor.pagina.wait_for_load_state()
    revisor.seguir("Tomar")
    revisor.pulsar("Tomar")
    revisor.seguir(accion)


def test_de_la_solicitud_al_primer_ingreso(entra: Entra, portal: Portal) -> None:
    """USR-01, USR-04: each step as its own person."""
    nuevo = entra()
    nuevo.ir("/usuarios/registro/")
    nuevo.mirar("40-registro", estrecho=True)
    pedir_enlace(nuevo, portal)
    nuevo.mirar("41-registro-continuar")
    nuevo.pulsar("Continuar")
    nuevo.mirar("42-su-registro", estrecho=True)
    nuevo.pulsar("Diligenciar la solicitud")
    diligenciar(nuevo)
    nuevo.pulsar("Crear solicitud")
    expect(nuevo.pagina.locator("main")).to_contain_text("Falta el adjunto «Certificado de existencia")
    nuevo.mirar("43-registro-con-errores", estrecho=True)
    adjuntar(nuevo, "certificado")
    adjuntar(nuevo, "identidad")
    nuevo.pulsar("Crear solicitud")
    expect(nuevo.pagina.locator("h1")).to_contain_text("Radicada")
    hallado = re.search(r"REG-\d{4}-\d{6}", nuevo.pagina.locator("h1").inner_text())
    assert hallado
    numero = hallado[0]
    nuevo.mirar("44-registro-radicado", estrecho=True)

    raul = entra("raul")
    revisar(raul, numero, "Devolver con observaciones")
    raul.pagina.get_by_label("Teléfono").fill("El número no contesta.")
    raul.pulsar("Devolver con observaciones")

    nuevo.contexto.clear_cookies()
    pedir_enlace(nuevo, portal)
    nuevo.pulsar("Continuar")
    nuevo.seguir(numero)
    expect(nuevo.pagina.locator("main")).to_contain_text("El número no contesta.")
    nuevo.mirar("45-registro-devuelto", estrecho=True)
    nuevo.pulsar("Subsanar")
    nuevo.pagina.get_by_label(re.compile("^Teléfono")).fill("602 555 9999")
    nuevo.pulsar("Guardar la corrección")
    expect(nuevo.pagina.locator("h1")).to_contain_text("Subsanada")

    antes = len(enlaces(portal, "/enlace/"))
    revisar(raul, numero, "Aprobar")
    raul.mirar("46-registro-aprobar")
    raul.pulsar("Aprobar")
    expect(raul.pagina.locator("h1")).to_contain_text("Aprobada")
    raul.mirar("47-registro-aprobado", estrecho=True)

    nuevo.ir("/tramites/")
    expect(nuevo.pagina.locator("h1")).to_contain_text("Ingresar")
    nuevo.ir(enlace_nuevo(portal, "/enlace/", antes))
    nuevo.mirar("48-elegir-clave")
    codigo = nuevo.pagina.locator("main strong").first.inner_text()
    for casilla in nuevo.pagina.locator("main input[type=password]").all():
        casilla.fill(CLAVE)
    nuevo.pulsar("Guardar la contraseña")
    nuevo.pagina.get_by_label(re.compile("^Usuario")).fill(codigo)
    nuevo.pagina.get_by_label("Contraseña").fill(CLAVE)
    nuevo.pulsar("Ingresar")
    completar_primer_ingreso(nuevo)
    expect(nuevo.pagina.locator("body")).to_contain_text("Panelera del Sur S.A.S.")
    nuevo.ir("/usuarios/empresa/")
    nuevo.mirar("50-datos-de-la-empresa", estrecho=True)
    nuevo.ir("/usuarios/empresa/historia/")
    nuevo.mirar("51-historia", estrecho=True)


def completar_primer_ingreso(nuevo: Persona) -> None:
    expect(nuevo.pagina.locator("h1")).to_contain_text("Datos generales del usuario")
    nuevo.mirar("49-primer-ingreso", estrecho=True)
    nuevo.pagina.get_by_label(re.compile("^Departamento y municipio")).select_option("76001")
    nuevo.pagina.get_by_label(re.compile("^Dirección")).fill("Calle 5 n.º 10-20")
    nuevo.pagina.get_by_label(re.compile("^Teléfono")).fill("602 555 9999")
    nuevo.pulsar("Continuar")
    nuevo.pagina.get_by_label("Leí y acepto").check()
    nuevo.pulsar("Continuar")


def test_quien_reparte_ve_la_carga_y_asigna(entra: Entra, portal: Portal) -> None:
    ivan = entra("ivan")
    ivan.ir("/tramites/")
    ivan.seguir("Carga de trabajo")
    expect(ivan.pagina.locator("main")).to_contain_text("Elena Torres Vega")
    ivan.mirar("52-carga", estrecho=True)
