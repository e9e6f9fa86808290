"""USR-02 and USR-03 in Chromium: a principal creates a user in three steps, suspends it, deletes it, and loads many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect  # noqa: TID253 - only the browser tests load it

from tests.e2e.personas import Persona
from usuarios.demo import CLAVE
from usuarios.secundarios.archivos import COLUMNAS

pytestmark = pytest.mark.e2e
Entra = Callable[..., Persona]


def llenar(ana: Persona, codigo: str, documento: str) -> None:
    ana.ir("/usuarios/secundarios/nuevo/")
    ana.pagina.get_by_label("Número de documento").fill(documento)
    ana.pagina.get_by_label("Apellidos y nombres").fill("Rosa Díaz Parra")
    ana.pagina.get_by_label("Correo electrónico").fill("rosa@ingenio.example")
    ana.pagina.get_by_label("Código de usuario").fill(codigo)


def crear(ana: Persona, codigo: str, documento: str) -> None:
    llenar(ana, codigo, documento)
    ana.pulsar("Continuar")
    ana.pulsar("Confirmar")
    ana.pagina.get_by_label("Contingentes de exportación").check()
    ana.pulsar("Continuar")
    ana.pulsar("Confirmar")
    ana.pagina.get_by_label("VUCE.USUARIO.OPERACION").check()
    ana.pulsar("Continuar")
    ana.pulsar("Confirmar")


def elegir(ana: Persona, codigo: str, accion: str) -> None:
    ana.ir("/usuarios/secundarios/areas/estados/")
    ana.pagina.get_by_label(f"Elegir a {codigo}").check()
    ana.pulsar(accion)


def test_los_tres_pasos_y_volver_no_pierde_nada(entra: Entra) -> None:
    ana = entra("ana")
    llenar(ana, "rosa2026", "52718285")
    ana.mirar("secundarios-paso-1", estrecho=True)
    ana.pulsar("Continuar")
    ana.mirar("secundarios-confirmacion", estrecho=True)
    ana.pulsar("Volver a corregir")
    expect(ana.pagina.get_by_label("Apellidos y nombres")).to_have_value("Rosa Díaz Parra")
    ana.pulsar("Continuar")
    ana.pulsar("Confirmar")
    ana.mirar("secundarios-paso-2")
    ana.pagina.get_by_label("Contingentes de exportación").check()
    ana.pulsar("Continuar")
    ana.pulsar("Confirmar")
    ana.mirar("secundarios-paso-3", estrecho=True)
    ana.pagina.get_by_label("VUCE.USUARIO.AGENTE_ADUANA").check()
    ana.pulsar("Continuar")
    expect(ana.pagina.locator("main")).to_contain_text("va siempre con VUCE.USUARIO.OPERACION")
    ana.pagina.get_by_label("VUCE.USUARIO.OPERACION").check()
    ana.pulsar("Continuar")
    ana.pulsar("Confirmar")
    ana.mirar("secundarios-perfiles", estrecho=True)
    expect(ana.pagina.locator("main")).to_contain_text("ROSA2026")
    ana.ir("/usuarios/secundarios/")
    ana.mirar("secundarios-lista", estrecho=True)


def test_suspender_reactivar_y_eliminar(entra: Entra) -> None:
    ana = entra("ana")
    crear(ana, "luis2026", "79554121")
    for accion in ("Suspender", "Reactivar"):
        elegir(ana, "LUIS2026", accion)
        ana.pagina.get_by_label("Motivo").fill("Vacaciones")
        ana.pulsar("Continuar")
        ana.mirar(f"secundarios-{accion.lower()}", estrecho=True)
        ana.pulsar(accion)
    elegir(ana, "LUIS2026", "Eliminar")
    if "confirmar-identidad" in ana.pagina.url:
        ana.pagina.locator("main input[type=password]").fill(CLAVE)
        ana.pagina.locator("main button[type=submit]").first.click()
    ana.pagina.get_by_label("Motivo").fill("Ya no trabaja aquí")
    ana.pulsar("Continuar")
    ana.mirar("secundarios-eliminar")
    ana.pulsar("Eliminar")
    ana.mirar("secundarios-estados", estrecho=True)
    expect(ana.pagina.locator("main")).to_contain_text("Eliminado")
    assert ana.pagina.get_by_label("Elegir a LUIS2026").count() == 0


def test_muchos_desde_un_archivo(entra: Entra) -> None:
    ana = entra("ana")
    ana.ir("/usuarios/secundarios/cargas/")
    ana.mirar("secundarios-cargas", estrecho=True)
    filas = [f"CC;{52_000_000 + n};Persona {n};p{n}@x.example;MASA{n:04d};contingentes;OPERACION" for n in range(30)]
    texto = "\n".join([";".join(COLUMNAS), *filas, "CC;x;;mal;MASA0000;nada;NADA"])
    archivo = {"name": "usuarios.csv", "mimeType": "text/csv", "buffer": texto.encode()}
    ana.pagina.locator("main input[type=file]").set_input_files(archivo)
    ana.pulsar("Revisar el archivo")
    expect(ana.pagina.locator("main")).to_contain_text("Filas buenas: 30. Filas con errores: 1.")
    ana.mirar("secundarios-carga", estrecho=True)
    ana.pulsar("Crear los 30 usuarios")
    expect(ana.pagina.locator("main")).to_contain_text("Usuarios creados: 30.")
