"""USR-06 in Chromium: a broker presents a mandate, it is approved, the broker works by it, the titular revokes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect  # noqa: TID253 - only the browser tests load it

from tests.ayudas.casos import firmar_por_fuera
from tests.documentos.archivos import pdf
from tests.e2e.personas import Persona
from tests.e2e.test_cupo import aparte, hacer, numero_de
from usuarios.demo import CLAVE, PERSONAS

pytestmark = pytest.mark.e2e
Entra = Callable[..., Persona]
CARLA = next(persona for persona in PERSONAS if persona.codigo == "carla")


def presentar(beto: Persona, firmado: bytes) -> str:
    beto.ir("/tramites/nueva/")
    beto.pulsar("Iniciar Poder para actuar por otra empresa")
    hoy = timezone.localdate()
    beto.pagina.get_by_label("NIT o RUC del titular").fill(CARLA.nit)
    beto.pagina.get_by_label("calidad en que actúa").select_option("agencia")
    beto.pagina.get_by_label("Contingentes de exportación").check()
    beto.pagina.get_by_label("vigente desde").fill(hoy.isoformat())
    beto.pagina.get_by_label("vigente hasta").fill((hoy + timedelta(days=30)).isoformat())
    beto.subir(firmado, "poder.pdf")
    beto.mirar("poder-formulario", estrecho=True)
    beto.pulsar("Crear solicitud")
    beto.mirar("poder-radicado", estrecho=True)
    return numero_de(beto.pagina)


def actuar_por(beto: Persona, razon_social: str) -> None:
    beto.pagina.get_by_label("Cambiar a").select_option(label=razon_social)
    beto.pagina.get_by_role("button", name="Cambiar", exact=True).click()
    beto.pagina.wait_for_load_state()


def test_de_presentar_a_revocar(entra: Entra) -> None:
    beto, nora, carla = entra("beto"), entra("nora"), entra("carla")
    numero = presentar(beto, aparte(firmar_por_fuera, pdf(), carla.p12))
    nora.ir(f"/tramites/?q={numero}")
    nora.seguir(numero)
    hacer(nora, "Tomar")
    hacer(nora, "Aprobar")
    nora.mirar("poder-aprobado")

    beto.ir("/usuarios/poderes/?vista=recibidos")
    beto.mirar("poderes-recibidos", estrecho=True)
    expect(beto.pagina.locator("main")).to_contain_text(CARLA.razon_social)
    opcion = beto.pagina.get_by_label("Cambiar a").locator("option", has_text=CARLA.razon_social).inner_text()
    actuar_por(beto, opcion)
    expect(beto.pagina.locator(".actua-por")).to_contain_text(CARLA.razon_social)

    carla.ir("/usuarios/poderes/")
    carla.mirar("poderes-otorgados", estrecho=True)
    carla.pagina.locator("main").get_by_role("link", name="Revocar").first.click()
    if "confirmar-identidad" in carla.pagina.url:
        carla.pagina.locator("main input[type=password]").fill(CLAVE)
        carla.pagina.locator("main button[type=submit]").first.click()
    carla.pagina.get_by_label("Motivo").fill("Cambio de agencia")
    carla.mirar("poderes-revocar", estrecho=True)
    carla.pulsar("Revocar")
    expect(carla.pagina.locator("main")).to_contain_text("Revocado")

    beto.ir("/tramites/")
    expect(beto.pagina.locator(".actua-por strong")).not_to_contain_text(CARLA.razon_social)
