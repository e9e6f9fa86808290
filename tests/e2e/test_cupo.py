"""CTG-01 and CTG-02 in Chromium: the whole way from «Nueva solicitud» to a certificate that a stranger verifies."""

from __future__ import annotations

import email
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from cryptography.x509.oid import NameOID
from django.utils import timezone
from playwright.sync_api import Page, expect  # noqa: TID253 - only the browser tests load it

from tests.ayudas.casos import firmar_por_fuera
from tests.ayudas.obra import encargar
from tests.ayudas.procesos import esperar
from tests.documentos.archivos import pdf as pdf_suelto
from tests.e2e.personas import CAPTURAS, Persona
from tests.firma.externos import clases_java, firmar_con_java
from tests.firma.firmas import firmar
from usuarios.demo import PERSONAS
from vuce.embebido.portal import Portal
from vuce.firma.demo import PIN, Autoridad, Credencial

pytestmark = pytest.mark.e2e
expect.set_options(timeout=30_000)  # a loaded machine is slow, not wrong
Entra = Callable[..., Persona]
ANA = next(persona for persona in PERSONAS if persona.codigo == "ana")
AZUCAR = "Azúcar sin refinar y panela a Estados Unidos (ejemplo)"


def numero_de(pagina: Page) -> str:
    hallado = re.search(r"[A-Z]{3}-\d{4}-\d{6}", pagina.locator("h1").inner_text())
    assert hallado, pagina.locator("h1").inner_text()
    return hallado[0]


def estado_es(persona: Persona, etiqueta: str) -> None:
    expect(persona.pagina.locator("h1")).to_contain_text(etiqueta)


def pedir_cupo(ana: Persona, cantidad: str) -> None:
    """From the list of quotas to the empty form, and its data."""
    ana.ir("/contingentes/")
    ana.pulsar(f"Solicitar cupo {AZUCAR}")
    ana.pagina.get_by_label("Grupo de producto").first.select_option(index=1)
    ana.pagina.get_by_label("Cantidad", exact=False).first.fill(cantidad)


def hacer(persona: Persona, accion: str) -> None:
    """An action of the sheet that asks only to be confirmed."""
    persona.seguir(accion)
    persona.pulsar(accion)


def aparte(firma: Callable[..., bytes], *datos: object) -> bytes:
    """In a thread without Playwright's event loop, since signing opens one of its own."""
    with ThreadPoolExecutor(1) as otro:
        return otro.submit(firma, *datos).result()


def radicado_firmado(persona: Persona, p12: Path | None = None) -> bytes:
    """Ask for the document, wait for it, download it, sign it outside."""
    hacer(persona, "Generar documento")
    vigente = persona.pagina.locator(".documento", has_text="Vigente")
    expect(vigente.get_by_role("link", name="Descargar Radicado")).to_be_visible()
    return aparte(firmar_por_fuera, persona.descargar("Descargar Radicado", vigente), p12 or persona.p12)


def enviar(persona: Persona, pdf: bytes) -> None:
    persona.subir(pdf)
    persona.pulsar("Enviar solicitud")


def abrir_de_la_bandeja(persona: Persona, numero: str) -> None:
    persona.ir("/tramites/")
    persona.pagina.get_by_role("link", name=numero).click()
    persona.pagina.wait_for_load_state()


def credencial_de_ana(emisora: Autoridad, **vigencia: object) -> Credencial:
    atributos = {NameOID.COMMON_NAME: ANA.nombre, NameOID.SERIAL_NUMBER: f"CC-{ANA.documento}"}
    return emisora.emitir(atributos, **vigencia)


def correos(portal: Portal, numero: str) -> list[EmailMessage]:
    archivos = (portal.var / "correo").glob("*")
    trozos = (trozo for archivo in archivos for trozo in archivo.read_bytes().split(b"-" * 79 + b"\n"))
    mensajes = [email.message_from_bytes(trozo, policy=default) for trozo in trozos if trozo.strip()]
    return [mensaje for mensaje in mensajes if numero in str(mensaje["Subject"])]


def leer_qr(pdf: bytes, carpeta: Path) -> str:
    """The address in the QR of the page as it is printed."""
    (carpeta / "documento.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "150", "-png", "documento.pdf", "pagina"], cwd=carpeta, check=True, timeout=60)
    paginas = sorted(str(pagina) for pagina in carpeta.glob("pagina*.png"))
    orden = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", *paginas]
    leido = subprocess.run(orden, capture_output=True, text=True, check=True, timeout=60)
    return leido.stdout.split()[0]


def test_del_cupo_al_certificado(entra: Entra, portal: Portal, tmp_path: Path) -> None:
    """CTG-01 and CTG-02, each step as its own person."""
    ana = entra("ana")
    ana.mirar("01-inicio-ana", estrecho=True)
    ana.ir("/contingentes/")
    ana.mirar("02-contingentes", estrecho=True)
    pedir_con_tropiezos(ana)
    numero = numero_de(ana.pagina)
    estado_es(ana, "Creada")
    ana.mirar("06-creada", estrecho=True)

    hacer(ana, "Generar documento")
    ana.mirar("07-en-preparacion")
    expect(ana.pagina.get_by_role("link", name="Descargar Radicado")).to_be_visible()
    ana.mirar("08-por-firmar", estrecho=True)
    radicado = ana.descargar("Descargar Radicado")
    guardar(portal, "radicado", radicado)
    subir_lo_que_no_es(ana, portal, numero, radicado, tmp_path)
    enviar(ana, aparte(firmar_por_fuera, radicado, ana.p12))
    estado_es(ana, "Enviada")
    ana.mirar("12-enviada")

    elena = entra("elena")
    elena.mirar("13-inicio-elena")
    elena.ir("/tramites/")
    elena.mirar("14-bandeja", estrecho=True)
    abrir_de_la_bandeja(elena, numero)
    hacer(elena, "Tomar")
    estado_es(elena, "En estudio")
    elena.mirar("15-en-estudio", estrecho=True)
    elena.seguir("Devolver con observaciones")
    elena.pulsar("Devolver con observaciones")
    expect(elena.pagina.locator("main")).to_contain_text("Escriba al menos una observación")
    elena.pagina.get_by_label("Observación general").fill("La cantidad no corresponde a su capacidad instalada.")
    elena.mirar("16-devolver", estrecho=True)
    elena.pulsar("Devolver con observaciones")
    estado_es(elena, "Devuelta")

    ana.ir("/buzon/")
    ana.mirar("17-buzon")
    ana.ir("/tramites/")
    ana.mirar("18-mis-solicitudes", estrecho=True)
    abrir_de_la_bandeja(ana, numero)
    ana.mirar("19-devuelta", estrecho=True)
    ana.pulsar("Modificar")
    expect(ana.pagina.locator("main")).to_contain_text("La cantidad no corresponde a su capacidad instalada.")
    cantidad = ana.pagina.get_by_label("Cantidad", exact=False).first
    expect(cantidad).to_have_value("1.500,5")
    cantidad.fill("1.200")
    ana.mirar("20-corregir")
    ana.pulsar("Guardar la corrección")
    estado_es(ana, "Creada")
    firmado = radicado_firmado(ana)
    ana.seguir("Enviar solicitud")
    enviar(ana, firmado)
    estado_es(ana, "Enviada")

    abrir_de_la_bandeja(elena, numero)
    hacer(elena, "Tomar")
    ivan = entra("ivan")
    abrir_de_la_bandeja(ivan, numero)
    ivan.seguir("Aprobar")
    otorgada = ivan.pagina.get_by_label("Azúcar de caña sin refinar")
    expect(otorgada).to_have_value("1.200")
    otorgada.fill("1.000")
    ivan.pulsar("Aprobar")
    expect(ivan.pagina.locator("main")).to_contain_text("Marque esta casilla para otorgar menos de lo solicitado.")
    expect(otorgada).to_have_value("1.000")
    ivan.pagina.get_by_label("Otorgo menos de lo solicitado").check()
    ivan.mirar("21-aprobar", estrecho=True)
    ivan.pulsar("Aprobar")
    estado_es(ivan, "Aprobada")

    abrir_de_la_bandeja(ana, numero)
    expect(ana.pagina.get_by_role("link", name="Descargar Otorgamiento")).to_be_visible()
    ana.mirar("22-cupo-aprobado", estrecho=True)
    guardar(portal, "acto", ana.descargar("Descargar Otorgamiento"))
    certificado, consumo = del_consumo_al_certificado(ana, entra("elena"), ivan, portal, tmp_path)
    lo_verifica_un_extrano(entra(), certificado, consumo, tmp_path)
    abrir_de_la_bandeja(ana, numero)
    ana.mirar("31-cupo-con-consumo", estrecho=True)


def pedir_con_tropiezos(ana: Persona) -> None:
    """A number that is none, a page that is loaded again, an attachment: nothing typed is lost."""
    pedir_cupo(ana, "mil quinientas")
    ana.pulsar("Crear solicitud")
    cantidad = ana.pagina.get_by_label("Cantidad", exact=False).first
    expect(cantidad).to_have_value("mil quinientas")
    junto = ana.pagina.locator(".campo-con-error")
    expect(junto).to_have_count(1)
    expect(junto).to_contain_text("Escriba el número así")
    ana.mirar("03-solicitud-con-error", estrecho=True)
    with ana.pagina.expect_response(re.compile("/guardar/")):
        cantidad.fill("1.500,5")
    expect(ana.pagina.locator("main [data-guardado]")).to_contain_text("Guardado")
    ana.pagina.goto(ana.pagina.url)
    expect(cantidad).to_have_value("1.500,5")
    ana.subir(b"%PDF-1.7 nada", "plan.pdf")
    ana.pulsar("Adjuntar")
    expect(cantidad).to_have_value("1.500,5")
    expect(ana.pagina.locator("main .error-campo").first).to_be_visible()
    ana.mirar("04-adjunto-rechazado")
    ana.subir(pdf_suelto(), "plan.pdf")
    ana.pulsar("Adjuntar")
    expect(ana.pagina.locator("main")).to_contain_text("plan.pdf")
    expect(cantidad).to_have_value("1.500,5")
    ana.mirar("05-solicitud", estrecho=True)
    ana.pulsar("Crear solicitud")


def subir_lo_que_no_es(ana: Persona, portal: Portal, numero: str, radicado: bytes, carpeta: Path) -> None:
    """CTG-01 «Given / When / Then» 2 and 3: the exact reason, and nothing changes."""
    (otro,) = encargar(portal, "creadas", 1)
    ficha = ana.pagina.url
    ana.ir(f"/tramites/{otro}/")
    ajeno = radicado_firmado(ana)
    ana.pagina.goto(ficha)
    ana.seguir("Enviar solicitud")
    enviar(ana, ajeno)
    expect(ana.pagina.locator("main .error-campo")).to_contain_text(
        f"El documento firmado no corresponde al radicado {numero}."
    )
    ana.mirar("09-firmado-ajeno", estrecho=True)
    hoy = timezone.now()
    dias = {"desde": hoy - timedelta(days=90), "hasta": hoy - timedelta(days=9)}
    vencida = credencial_de_ana(autoridad_de_la_demo(portal), **dias)
    desconocida = credencial_de_ana(Autoridad.raiz("Autoridad de nadie", "Nadie S.A."))
    casos = [("10-vencido", vencida, "no estaba vigente"), ("11-ajeno", desconocida, "no es una entidad reconocida")]
    for nombre, credencial, motivo in casos:
        enviar(ana, aparte(firmar, radicado, credencial))
        expect(ana.pagina.locator("main .error-campo")).to_contain_text(motivo)
        ana.mirar(nombre)
    otra = ana.nueva_pestana()
    otra.goto(ficha)
    expect(otra.locator("h1")).to_contain_text("Por firmar")
    otra.close()


def autoridad_de_la_demo(portal: Portal) -> Autoridad:
    from cryptography.hazmat.primitives.serialization import pkcs12

    crudo = (portal.var / "demo" / "autoridad.p12").read_bytes()
    llave, certificado, otros = pkcs12.load_key_and_certificates(crudo, PIN.encode())
    return Autoridad(certificado, llave, tuple(otros))


def del_consumo_al_certificado(
    ana: Persona, elena: Persona, ivan: Persona, portal: Portal, carpeta: Path
) -> tuple[bytes, dict[str, str]]:
    factura = numero_de(ana.pagina).replace("CUP", "FE")
    ana.pulsar("Solicitar consumo")
    ana.mirar("23-consumo-vacio", estrecho=True)
    llenar_consumo(ana.pagina, "250,25", factura)
    ana.mirar("24-consumo")
    ana.pulsar("Crear solicitud")
    numero = numero_de(ana.pagina)
    hacer(ana, "Generar documento")
    expect(ana.pagina.get_by_role("link", name="Descargar Radicado")).to_be_visible()
    radicado = ana.descargar("Descargar Radicado")
    guardar(portal, "radicado-consumo", radicado)
    firmado = firmar_con_java(clases_java(carpeta), "itext2-reescribe", radicado, ana.p12, carpeta, PIN)
    ana.seguir("Enviar solicitud")
    enviar(ana, firmado)
    estado_es(ana, "Enviada")
    ana.mirar("25-consumo-enviado")
    abrir_de_la_bandeja(elena, numero)
    hacer(elena, "Tomar")
    abrir_de_la_bandeja(ivan, numero)
    ivan.seguir("Aprobar")
    ivan.mirar("26-aprobar-consumo")
    ivan.pulsar("Aprobar")
    estado_es(ivan, "Aprobada")
    abrir_de_la_bandeja(ana, numero)
    expect(ana.pagina.get_by_role("link", name="Descargar Certificado")).to_be_visible()
    ana.mirar("27-certificado", estrecho=True)
    certificado = ana.descargar("Descargar Certificado")
    guardar(portal, "cqe", certificado)
    assert esperar(lambda: [c for c in correos(portal, numero) if c.get_content_type() == "multipart/mixed"])
    (con_adjunto,) = [c for c in correos(portal, numero) if list(c.iter_attachments())]
    assert con_adjunto["To"] == "comercio.exterior@ana.example"
    (adjunto,) = con_adjunto.iter_attachments()
    assert adjunto.get_content() == certificado
    titulo = ana.pagina.locator("#titulo_consumo").inner_text()
    return certificado, {"numero": numero, "cqe": titulo.split()[-1], "factura": factura}


def llenar_consumo(pagina: Page, cantidad: str, factura: str) -> None:
    embarque = (timezone.localdate() + timedelta(days=30)).isoformat()
    pagina.get_by_label("Grupo", exact=False).first.select_option(index=1)
    pagina.get_by_label("Subpartida").select_option("1701140000")
    pagina.get_by_label("Cantidad").fill(cantidad)
    pagina.get_by_label("Nombre del importador").fill("Sugar Imports Inc.")
    pagina.get_by_label("País del importador").select_option("US")
    pagina.get_by_label("Fecha estimada de embarque").fill(embarque)
    pagina.get_by_label("Factura").fill(factura)


def lo_verifica_un_extrano(extrano: Persona, certificado: bytes, consumo: dict[str, str], carpeta: Path) -> None:
    """CTG-02 «Given / When / Then» 4: number, state, holder, group, amount, date and signature, and nothing else."""
    direccion = leer_qr(certificado, carpeta)
    assert direccion.startswith(f"{extrano.portal.url}/verificar/")
    extrano.pagina.goto(direccion)
    extrano.mirar("28-verificacion", estrecho=True)
    rotulos = extrano.pagina.locator("main dl.resumen dt").all_inner_texts()
    valores = extrano.pagina.locator("main dl.resumen dd").all_inner_texts()
    dicho = {rotulo: valor.strip() for rotulo, valor in zip(rotulos, valores, strict=True)}
    assert set(dicho) == {
        "Número",
        "Estado",
        "Vigente hasta",  # what the state says: until then
        "Titular",
        "Número del CQE",
        "Grupo de producto",
        "Cantidad",
        "Fecha de expedición",
        "Firma",
        "Firmado por",
    }
    assert dicho["Número"] == consumo["numero"]
    assert dicho["Número del CQE"] == consumo["cqe"]
    assert dicho["Estado"] == "Vigente"
    assert dicho["Titular"] == ANA.razon_social
    assert dicho["Grupo de producto"] == "Azúcar de caña sin refinar"
    assert dicho["Cantidad"] == "250,25\xa0t"
    assert dicho["Firma"] == "Válida"
    visible = extrano.pagina.locator("main").inner_text()
    assert not re.search(rf"Sugar Imports|{consumo['factura']}|900.?123.?456|ana@", visible)
    extrano.ir("/verificar/")
    extrano.mirar("29-verificar", estrecho=True)
    extrano.subir(certificado)
    extrano.pulsar("Revisar el archivo")
    expect(extrano.pagina.locator("main")).to_contain_text("idéntico al que expidió el portal")
    extrano.ir("/")
    extrano.mirar("30-portada", estrecho=True)


def guardar(portal: Portal, nombre: str, pdf: bytes) -> None:
    """For people to look at, beside the pictures."""

    (CAPTURAS / f"{nombre}.pdf").write_bytes(pdf)


def test_beto_actua_por_cuenta_de_ana(entra: Entra, portal: Portal) -> None:
    """USR-06: a broker with a mandate asks for one certificate; the record says on whose behalf."""
    (cupo,) = encargar(portal, "en_estudio", 1)
    encargar(portal, "aprobar", [cupo])
    beto = entra("beto")
    assert beto.ir(f"/tramites/{cupo}/") == 200
    expect(beto.pagina.locator("main")).to_contain_text("Usted ve este trámite por un poder")
    expect(beto.pagina.get_by_role("button", name="Solicitar consumo")).to_have_count(0)
    beto.mirar("40-beto-por-un-poder")
    beto.pagina.get_by_label("Cambiar a").select_option(label=f"{ANA.razon_social} (900.123.456-8)")
    beto.pagina.get_by_role("button", name="Cambiar", exact=True).click()
    expect(beto.pagina.locator(".actua-por")).to_contain_text(ANA.razon_social)
    beto.ir(f"/tramites/{cupo}/")
    beto.pulsar("Solicitar consumo")
    llenar_consumo(beto.pagina, "1", f"FE-{cupo}")
    beto.pulsar("Crear solicitud")
    estado_es(beto, "Creada")
    expect(beto.pagina.locator("main")).to_contain_text(f"Alberto Rincón Díaz por cuenta de {ANA.razon_social}")
    beto.mirar("41-beto-por-cuenta-de-ana", estrecho=True)


def test_carla_no_sabe_que_existe(entra: Entra, portal: Portal) -> None:
    (caso,) = encargar(portal, "creadas", 1)
    carla = entra("carla")
    assert carla.ir(f"/tramites/{caso}/") == 404
    carla.mirar("42-no-encontrado", estrecho=True)
    assert carla.ir(f"/tramites/{caso}/acciones/generar_documento/") == 404
    carla.ir("/tramites/")
    expect(carla.pagina.locator("main")).to_contain_text("Aún no tiene solicitudes")
    carla.mirar("43-sin-solicitudes", estrecho=True)


def test_doble_clic_y_atras(entra: Entra, portal: Portal) -> None:
    """One request, whatever the fingers do: the second click does nothing, the back button finds what was made."""
    ana = entra("ana")
    pedir_cupo(ana, "3")
    ana.pagina.get_by_role("button", name="Crear solicitud").dblclick()
    expect(ana.pagina.locator("h1")).to_contain_text("Creada")
    ficha = ana.pagina.url
    ana.pagina.go_back()
    if "/borradores/" in ana.pagina.url and ana.pagina.get_by_role("button", name="Crear solicitud").count():
        ana.pulsar("Crear solicitud")
    expect(ana.pagina).to_have_url(ficha)
    hacer(ana, "Generar documento")
    expect(ana.pagina.get_by_role("link", name="Descargar Radicado")).to_be_visible()
    firmado = aparte(firmar_por_fuera, ana.descargar("Descargar Radicado"), ana.p12)
    ana.seguir("Enviar solicitud")
    ana.subir(firmado)
    ana.pagina.get_by_role("button", name="Enviar solicitud").dblclick()
    estado_es(ana, "Enviada")
    assert (
        ana.pagina.locator("main").inner_text().count("Enviada") == 3
    )  # the message, the state, and one line of the record


def test_dos_pestanas(entra: Entra, portal: Portal) -> None:
    """The tab left behind is told so, and nothing happens twice."""
    (caso,) = encargar(portal, "creadas", 1)
    ana = entra("ana")
    ana.ir(f"/tramites/{caso}/acciones/desistir/")
    otra = ana.nueva_pestana()
    otra.goto(f"{portal.url}/tramites/{caso}/acciones/generar_documento/")
    otra.locator("main").get_by_role("button", name="Generar documento").click()
    expect(otra.locator("h1")).to_contain_text("Por firmar")
    ana.pagina.get_by_label("Motivo").fill("Ya no se exporta.")
    with ana.pagina.expect_response(re.compile("/desistir/")) as respuesta:
        ana.pulsar("Desistir")
    assert respuesta.value.status == 409
    expect(ana.pagina.locator("main")).to_contain_text("cambió")
    expect(ana.pagina.get_by_label("Motivo")).to_have_value("Ya no se exporta.")
    ana.mirar("44-pestana-vieja", estrecho=True)


def test_sin_javascript(entra: Entra, portal: Portal) -> None:
    """Everything but the comforts: ask for two groups, file, generate, download, send."""
    ana = entra("ana", java_script_enabled=False)
    pedir_cupo(ana, "2")
    ana.pulsar("Agregar línea")
    expect(ana.pagina.get_by_label("Cantidad").first).to_have_value("2")
    ana.pagina.get_by_label("Grupo de producto").nth(1).select_option(index=2)
    ana.pagina.get_by_label("Cantidad").nth(1).fill("1")
    ana.mirar("45-sin-javascript", estrecho=True)
    ana.pulsar("Crear solicitud")
    estado_es(ana, "Creada")
    hacer(ana, "Generar documento")
    estado_es(ana, "Por firmar")
    descarga = ana.pagina.get_by_role("link", name="Descargar Radicado")
    assert esperar(lambda: ana.pagina.reload() and descarga.count())
    firmado = aparte(firmar_por_fuera, ana.descargar("Descargar Radicado"), ana.p12)
    ana.seguir("Enviar solicitud")
    enviar(ana, firmado)
    estado_es(ana, "Enviada")
