"""Terms by declaration: an act starts them, an act stops them, the portal does what expiry causes, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from tests.ayudas.casos import enviado, llevar_a, permiso_de_juguete, radicar
from tests.ayudas.elenco import Actor
from vuce.comun.rechazo import Rechazo
from vuce.notificaciones.models import Aviso
from vuce.plazos.calendario import Calendario
from vuce.plazos.models import Plazo
from vuce.tramites import tasks
from vuce.tramites.models import Tramite
from vuce.tramites.tasks import vencer_plazos
from vuce.tramites.transiciones import ejecutar


def prestar(ana: Actor, dias: int = 3) -> Any:
    permiso = llevar_a(permiso_de_juguete(ana), "aprobada")
    return radicar("juguete.prestamo", ana, enviado(permiso=permiso.pk, dias=dias))


@pytest.fixture
def prestamo(ana: Actor) -> Any:
    return prestar(ana)


def vencido(caso: Any, dias: int = 1) -> Any:
    """The case's term, ended so many days ago."""
    plazo = Plazo.objects.get(tramite=caso)
    plazo.inicia_en, plazo.vence_en = timezone.now() - timedelta(days=dias + 9), timezone.now() - timedelta(days=dias)
    plazo.save(update_fields=["inicia_en", "vence_en"])
    Tramite.objects.filter(pk=caso.pk).update(vence_en=plazo.vence_en)
    return plazo


def test_crear_inicia_el_plazo_y_el_tramite_lo_lleva(prestamo: Any) -> None:
    plazo = Plazo.objects.get(tramite=prestamo)
    assert (plazo.codigo, plazo.termino, plazo.estado) == ("entrega", "3 habiles", Plazo.Estado.CORRIENDO)
    assert plazo.inicia_en == prestamo.creado_en
    assert plazo.vence_en == Tramite.objects.get(pk=prestamo.pk).vence_en > prestamo.creado_en
    habiles = Calendario().habiles_entre(timezone.localdate(plazo.inicia_en), timezone.localdate(plazo.vence_en))
    assert habiles == 3


def test_el_acto_que_lo_cumple_lo_detiene(prestamo: Any, ana: Actor) -> None:
    ejecutar(prestamo.pk, "entregar", ana.quien)
    plazo = Plazo.objects.get(tramite=prestamo)
    assert plazo.estado == Plazo.Estado.DETENIDO
    assert plazo.cerrado_en == prestamo.actuaciones.get(accion="entregar").en
    assert Tramite.objects.get(pk=prestamo.pk).vence_en is None


def test_al_vencer_el_portal_hace_lo_declarado_una_vez(prestamo: Any, ana: Actor) -> None:
    vencer_plazos()
    assert Tramite.objects.get(pk=prestamo.pk).estado == "prestado"
    plazo = vencido(prestamo)
    vencer_plazos()
    vencer_plazos()
    plazo.refresh_from_db()
    caso = Tramite.objects.get(pk=prestamo.pk)
    assert (caso.estado, caso.fase, caso.vence_en) == ("tarde", "terminado", None)
    assert plazo.estado == Plazo.Estado.VENCIDO
    acto = caso.actuaciones.get(accion="vencer")
    assert (acto.usuario, acto.por_cuenta_de, acto.ip) == (None, None, None)
    assert [a.asunto for a in Aviso.objects.filter(usuario=ana.usuario)] == [f"{caso.numero}: Tarde"]


def test_un_barrido_tardio_lo_hace_igual_y_todos_los_que_haya(ana: Actor) -> None:
    casos = [prestar(ana) for _ in range(3)]
    for dias, caso in enumerate(casos, 40):
        vencido(caso, dias)
    vencer_plazos()
    assert [Tramite.objects.get(pk=caso.pk).estado for caso in casos] == ["tarde"] * 3


def test_el_caso_que_ya_siguio_se_deja_como_esta(prestamo: Any) -> None:
    movido = llevar_a(prestamo, "devuelto_a_tiempo")
    plazo = Plazo.objects.get(tramite=prestamo)
    Plazo.objects.update(inicia_en=timezone.now() - timedelta(days=9), vence_en=timezone.now() - timedelta(days=1))
    vencer_plazos()
    plazo.refresh_from_db()
    caso = Tramite.objects.get(pk=prestamo.pk)
    assert (caso.estado, caso.version) == ("devuelto_a_tiempo", movido.version)
    assert plazo.estado == Plazo.Estado.VENCIDO


def test_un_plazo_sin_efecto_deja_el_tramite_donde_esta(ana: Actor, elena: Actor) -> None:
    caso = llevar_a(permiso_de_juguete(ana), "en_estudio")
    Plazo.objects.create(
        tramite=caso,
        codigo="respuesta",
        termino="5 habiles",
        de_autoridad=True,
        inicia_en=timezone.now() - timedelta(days=20),
        vence_en=timezone.now() - timedelta(days=10),
    )
    Tramite.objects.filter(pk=caso.pk).update(vence_en=timezone.now() - timedelta(days=10))
    vencer_plazos()
    actual = Tramite.objects.get(pk=caso.pk)
    assert (actual.estado, actual.version) == ("en_estudio", caso.version)
    ficha = elena.navegador.get(f"/tramites/{caso.pk}/")
    assert ficha.context["situacion"]["vencido"] is True


def test_el_que_falla_no_detiene_a_los_demas(ana: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest first: one that cannot be done now is left for the next sweep, the rest are done."""
    casos = [prestar(ana) for _ in range(3)]
    for dias, caso in zip((9, 5, 2), casos, strict=True):
        vencido(caso, dias)

    def con_tropiezo(tramite: int, accion: str, quien: Any) -> Any:
        if tramite == casos[0].pk:
            raise Rechazo("Ocupado.")
        return ejecutar(tramite, accion, quien)

    with monkeypatch.context() as parche:
        parche.setattr(tasks, "ejecutar", con_tropiezo)
        vencer_plazos()
    assert [Tramite.objects.get(pk=caso.pk).estado for caso in casos] == ["prestado", "tarde", "tarde"]
    vencer_plazos()
    assert Tramite.objects.get(pk=casos[0].pk).estado == "tarde"


@pytest.mark.django_db(transaction=True)
def test_dos_barridos_a_la_vez_lo_hacen_una_vez(ana: Actor) -> None:
    casos = [prestar(ana) for _ in range(4)]
    for caso in casos:
        vencido(caso)

    def barrer(_n: int) -> None:
        try:
            vencer_plazos()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as hilos:
        list(hilos.map(barrer, range(4)))
    assert [Tramite.objects.get(pk=caso.pk).estado for caso in casos] == ["tarde"] * 4
    assert [caso.actuaciones.filter(accion="vencer").count() for caso in casos] == [1] * 4
    assert Plazo.objects.filter(estado=Plazo.Estado.VENCIDO).count() == 4


@pytest.mark.parametrize(("accion", "codigo"), [("devolver", "elena"), ("desistir", "ana")])
def test_devolver_y_desistir_detienen_el_plazo_de_la_entidad(
    ana: Actor, elenco: dict[str, Actor], accion: str, codigo: str
) -> None:
    caso = llevar_a(permiso_de_juguete(ana), "en_estudio")
    plazo = Plazo.objects.create(
        tramite=caso,
        codigo="respuesta",
        termino="5 habiles",
        de_autoridad=True,
        inicia_en=timezone.now(),
        vence_en=timezone.now() + timedelta(days=7),
    )
    ejecutar(caso.pk, accion, elenco[codigo].quien, datos={"observaciones": [("", "x")], "motivo": "x"})
    plazo.refresh_from_db()
    assert plazo.estado == Plazo.Estado.DETENIDO
    assert Tramite.objects.get(pk=caso.pk).vence_en is None
