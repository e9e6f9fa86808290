"""The entry in a browser: invitation, first entry, refusals, second factor with app and passkey, one's own account."""

from __future__ import annotations

import email
import re
from collections.abc import Callable
from email import policy
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect  # noqa: TID253 - only the browser tests load it

from tests.ayudas.obra import encargar
from tests.ayudas.procesos import esperar
from tests.e2e.personas import Persona
from usuarios.demo import CLAVE

if TYPE_CHECKING:
    from vuce.embebido.portal import Portal

pytestmark = pytest.mark.e2e
Entra = Callable[..., Persona]
NUEVA = "cordillera-y-mar-7"
LLAVE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}


def enlaces_a(portal: Portal, direccion: str) -> list[str]:
    archivos = (portal.var / "correo").glob("*")
    trozos = (trozo for archivo in archivos for trozo in archivo.read_bytes().split(b"-" * 79 + b"\n"))
    mensajes = [email.message_from_bytes(trozo, policy=policy.default) for trozo in trozos if trozo.strip()]
    suyos = [str(m.get_content()) for m in mensajes if m["To"] == direccion and "VUCE" in str(m["Subject"])]
    return [hallado[1] for texto in suyos if (hallado := re.search(r"(/usuarios/enlace/\S+)", texto))]


def elegir(persona: Persona, clave: str = NUEVA) -> None:
    """Choose a password, written twice."""
    persona.pagina.locator("input[name=new_password1]").fill(clave)
    persona.pagina.locator("input[name=new_password2]").fill(clave)
    persona.pulsar("Guardar la contraseña")


def probar(persona: Persona, codigo: str, clave: str) -> None:
    persona.ir("/usuarios/ingresar/")
    persona.pagina.get_by_label(re.compile("^Usuario")).fill(codigo)
    persona.pagina.get_by_label("Contraseña").fill(clave)
    persona.pulsar("Ingresar")


def confirmar(persona: Persona) -> None:
    """Say again that it is oneself."""
    expect(persona.pagina.locator("h1")).to_have_text("Confirme su identidad")
    persona.pagina.locator("main input[name=password]").fill(CLAVE)
    persona.pulsar("Confirmar")


def test_del_enlace_al_primer_tramite(entra: Entra, portal: Portal) -> None:
    """USR-02, USR-04: invited by mail, chooses a password, gives its data, verifies its address, accepts, enters."""
    ruta = encargar(portal, "invitar", "pedro001")
    pedro = entra()
    assert pedro.ir(ruta) == 200
    pedro.mirar("60-elegir-clave", estrecho=True)
    elegir(pedro, "corta")
    expect(pedro.pagina.locator("main")).to_contain_text("demasiado corta")
    elegir(pedro)
    probar(pedro, "pedro001", NUEVA)
    expect(pedro.pagina.locator("h1")).to_have_text("Datos generales del usuario")
    pedro.mirar("61-primer-ingreso-datos", estrecho=True)
    pedro.ir("/tramites/")
    expect(pedro.pagina.locator("h1")).to_have_text("Datos generales del usuario")
    pedro.pagina.get_by_label("Departamento y municipio").select_option(label="Cali")
    pedro.pagina.get_by_label("Dirección").fill("Calle 5 n.º 1-2")
    pedro.pagina.get_by_label("Teléfono").fill("602 555 0101")
    pedro.pagina.get_by_label("Correo electrónico").fill("otro@ana.example")
    pedro.pulsar("Continuar")
    expect(pedro.pagina.locator("h1")).to_have_text("Verifique su correo")
    pedro.mirar("62-primer-ingreso-correo", estrecho=True)
    assert esperar(lambda: enlaces_a(portal, "otro@ana.example"))
    pedro.ir(enlaces_a(portal, "otro@ana.example")[0])
    pedro.mirar("63-confirmar-correo")
    pedro.pulsar("Sí, verificar")
    expect(pedro.pagina.locator("h1")).to_have_text("Condiciones del Servicio")
    pedro.mirar("64-primer-ingreso-condiciones", estrecho=True)
    pedro.pagina.get_by_label("Leí y acepto").check()
    pedro.pulsar("Continuar")
    expect(pedro.pagina.locator("h1")).to_have_text("Qué hacer ahora")
    assert pedro.ir(ruta) == 410
    pedro.mirar("65-enlace-vencido")
    pedro.quejas[:] = [queja for queja in pedro.quejas if "410" not in queja]
    assert encargar(portal, "suspender", "pedro001") == "suspendido"
    pedro.ir("/tramites/")
    expect(pedro.pagina.locator("main")).to_contain_text("El Usuario no está activo")
    pedro.mirar("66-suspendido", estrecho=True)


def test_la_cuenta_propia(entra: Entra) -> None:
    """USR-04, USR-08: data by clicking the name; sessions, keys to the API, activity, change of password."""
    ana, otra = entra("ana"), entra("ana")
    ana.pagina.get_by_role("link", name="Ana Gómez Restrepo").click()
    expect(ana.pagina.locator("h1")).to_have_text("Mis datos")
    ana.mirar("70-mis-datos", estrecho=True)
    ana.seguir("Sesiones")
    ana.mirar("71-sesiones", estrecho=True)
    ana.pulsar("Cerrar todas las demás")
    otra.ir("/tramites/")
    expect(otra.pagina.locator("h1")).to_have_text("Ingresar")
    ana.seguir("Tokens de la API")
    confirmar(ana)
    ana.pagina.get_by_label("Nombre").fill("ERP de la planta")
    ana.pulsar("Crear el token")
    secreto = ana.pagina.locator("main code").first.inner_text()
    ana.mirar("72-token", estrecho=True)
    pedido = ana.contexto.request.get(
        f"{ana.portal.url}/api/v1/contingentes/cupo/", headers={"Authorization": f"Bearer {secreto}"}
    )
    assert pedido.status == 200
    ana.seguir("Actividad")
    expect(ana.pagina.locator("main")).to_contain_text("Creado: ERP de la planta")
    ana.mirar("73-actividad", estrecho=True)
    ana.seguir("Contraseña")
    ana.mirar("74-clave", estrecho=True)


def test_se_olvida_la_contrasena(entra: Entra, portal: Portal) -> None:
    """USR-08: by a link of the mail, without saying whether the address exists; the old one no longer serves."""
    fanny = entra()
    fanny.ir("/usuarios/ingresar/")
    fanny.seguir("Olvidé mi contraseña")
    fanny.mirar("75-pedir-clave", estrecho=True)
    fanny.pagina.get_by_label("Correo electrónico").fill("fanny@fanny.example")
    fanny.pulsar("Enviar el enlace")
    expect(fanny.pagina.locator("h1")).to_have_text("Revise su correo")
    assert esperar(lambda: enlaces_a(portal, "fanny@fanny.example"))
    fanny.ir(enlaces_a(portal, "fanny@fanny.example")[-1])
    elegir(fanny)
    probar(fanny, "fanny", CLAVE)
    expect(fanny.pagina.locator("main")).to_contain_text("no son correctos")
    fanny.mirar("76-ingreso-fallido", estrecho=True)
    probar(fanny, "fanny", NUEVA)
    expect(fanny.pagina.locator("h1")).to_have_text("Qué hacer ahora")


def test_con_aplicacion_de_codigos(entra: Entra) -> None:
    """USR-05: the second factor by TOTP, and its recovery codes."""
    diego = entra("diego")
    diego.ir("/usuarios/segundo-factor/")
    diego.mirar("80-segundo-factor", estrecho=True)
    diego.seguir("Activar una aplicación")
    confirmar(diego)
    secreto = diego.pagina.locator("main code").inner_text()
    diego.mirar("81-activar-totp", estrecho=True)
    pasos = list(yield_hotp_counters_from_time())
    diego.pagina.locator("input[name=code]").fill(format_hotp_value(hotp_value(secreto, pasos[0])))
    diego.pulsar("Activar")
    expect(diego.pagina.locator("h1")).to_have_text("Códigos de recuperación")
    diego.mirar("82-codigos", estrecho=True)
    diego.pagina.locator("header").get_by_role("button", name="Salir").click()
    diego.ingresar()
    expect(diego.pagina.locator("h1")).to_have_text("Segundo factor")
    diego.mirar("83-pedir-codigo", estrecho=True)
    pasos = list(yield_hotp_counters_from_time())
    diego.pagina.locator("input[name=code]").fill(format_hotp_value(hotp_value(secreto, pasos[2])))
    diego.pulsar("Ingresar")
    expect(diego.pagina.locator("h1")).to_have_text("Qué hacer ahora")


def test_con_una_llave(entra: Entra) -> None:
    """USR-05: the second factor by WebAuthn, with a virtual authenticator."""
    hugo = entra("hugo")
    chromium = hugo.contexto.new_cdp_session(hugo.pagina)
    chromium.send("WebAuthn.enable")
    opciones = LLAVE | {"isUserVerified": True, "automaticPresenceSimulation": True}
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": opciones})
    hugo.ir("/usuarios/segundo-factor/webauthn/add/")
    confirmar(hugo)
    hugo.pagina.locator("input[name=name]").fill("Mi portátil")
    hugo.pulsar("Agregar")
    expect(hugo.pagina.locator("h1")).to_have_text("Códigos de recuperación")
    hugo.ir("/usuarios/segundo-factor/webauthn/")
    expect(hugo.pagina.locator("main")).to_contain_text("Mi portátil")
    hugo.mirar("84-llaves", estrecho=True)
    hugo.pagina.locator("header").get_by_role("button", name="Salir").click()
    hugo.ingresar()
    hugo.pulsar("Usar mi llave")
    expect(hugo.pagina.locator("h1")).to_have_text("Qué hacer ahora")
