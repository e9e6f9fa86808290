"""What `obra` can be told to do, through the real forms and the one door."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection
from guardian.shortcuts import assign_perm

from contingentes.demo import cargar_contingentes
from contingentes.models import Contingente, SolicitudCupo
from contingentes.models.cupo import siguiente_orden
from tests.ayudas.casos import enviado, llevar_a, radicar
from tests.ayudas.elenco import Actor, reunir
from tests.ayudas.obra import CONTINGENTE
from usuarios.demo import cargar
from usuarios.ingreso.enlaces import emitir
from usuarios.ingreso.estados import cambiar_estado
from usuarios.models import Usuario
from vuce.tramites.models import Tramite
from vuce.tramites.procedimientos import concreto
from vuce.tramites.transiciones import ejecutar


def elenco_y_contingentes() -> int:
    cargar(settings.DEMO_DIR)
    return len(cargar_contingentes())


def en_estudio(cuantos: int) -> list[int]:
    """Requests of Ana on the approver's desk."""
    ana = reunir()["ana"]
    return [_en_estudio(pedir(ana)).pk for _n in range(cuantos)]


def creadas(cuantos: int) -> list[int]:
    ana = reunir()["ana"]
    return [pedir(ana).pk for _n in range(cuantos)]


def generar(casos: list[int]) -> int:
    """Ask for the document to be signed of each."""
    ana = reunir()["ana"]
    for caso in casos:
        ejecutar(caso, "generar_documento", ana.quien)
    return len(casos)


def aprobar(casos: list[int]) -> int:
    """Iván grants each what it asks: its act and its mail are due."""
    ivan = reunir()["ivan"]
    for pk in casos:
        caso: Any = concreto(Tramite.objects.get(pk=pk))
        cantidades = {linea.pk: linea.cantidad for linea in caso.lineas.all()}
        ejecutar(pk, "aprobar", ivan.quien, datos={"cantidades": cantidades})
    return len(casos)


def radicar_hasta_caer(hilos: int) -> list[str]:
    """File without pause until the database dies; the numbers of which it said that they are kept."""
    ana, numeros = reunir()["ana"], list[str]()

    def uno() -> None:
        with suppress(DatabaseError, InterfaceError):
            while True:
                numeros.append(pedir(ana).numero)
        with suppress(DatabaseError, InterfaceError):
            connection.close()

    _a_la_vez(uno, hilos)
    return numeros


def pedir(actor: Actor) -> Any:
    cuota = Contingente.objects.get(codigo=CONTINGENTE)
    grupo = cuota.grupos.order_by("pk").first()
    lineas = {"lineas-TOTAL_FORMS": 1, "lineas-INITIAL_FORMS": 0, "lineas-0-grupo": grupo.pk, "lineas-0-cantidad": "5"}
    return radicar("contingentes.cupo", actor, enviado(contingente=cuota.pk, **lineas))


def _en_estudio(caso: Any) -> Any:
    SolicitudCupo.objects.filter(pk=caso.pk).update(llegada=siguiente_orden())
    return llevar_a(caso, "en_estudio")


def _a_la_vez(tarea: Callable[[], None], hilos: int) -> None:
    with ThreadPoolExecutor(hilos) as grupo:
        for hecho in [grupo.submit(tarea) for _n in range(hilos)]:
            hecho.result()


def invitar(codigo: str) -> str:
    """A new user of Ana's company; the path of the link that it was sent. The places of the country are loaded."""
    call_command("cargar_catalogos", verbosity=0)
    ingenio = reunir()["ana"].quien.titular
    nuevo = Usuario.objects.create_user(
        codigo, None, nombre="Pedro", empresa=ingenio, correo=f"{codigo}@ana.example", situacion="pendiente_activacion"
    )
    assign_perm("usuarios.operar", nuevo, ingenio)
    return emitir(nuevo, "invitacion").removeprefix(settings.SITIO_URL)


def suspender(codigo: str) -> str:
    usuario = Usuario.objects.get(codigo=codigo)
    return cambiar_estado(usuario, Usuario.Estado.SUSPENDIDO, reunir()["ana"].quien, "Vacaciones").situacion
