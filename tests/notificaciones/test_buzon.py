"""The buzón (usuarios USR-09): one's own notices, opened by an act of one's own."""

from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor
from vuce.notificaciones.avisos import avisar
from vuce.notificaciones.models import Aviso


def depositar(actor: Actor, asunto: str = "Aviso", **campos: Any) -> Aviso:
    return avisar(asunto=asunto, cuerpo=f"texto de {asunto}", usuarios=[actor.usuario], **campos)[0]


def asuntos(actor: Actor, consulta: str = "") -> list[str]:
    respuesta = actor.navegador.get(f"/buzon/{consulta}")
    assert respuesta.status_code == 200
    return [aviso.asunto for aviso in respuesta.context["pagina"].filas]


def test_solo_lo_propio(ana: Actor, carla: Actor) -> None:
    aviso = depositar(ana, "de Ana")
    assert asuntos(ana) == ["de Ana"]
    assert asuntos(carla) == []
    for metodo, ruta in (("get", ""), ("post", "abrir/")):
        respuesta = getattr(carla.navegador, metodo)(f"/buzon/{aviso.pk}/{ruta}")
        assert respuesta.status_code == 404
    aviso.refresh_from_db()
    assert aviso.leido_en is None


def test_sin_entrar_no_hay_buzon(ana: Actor, client: Any) -> None:
    aviso = depositar(ana)
    for ruta in ("/buzon/", f"/buzon/{aviso.pk}/"):
        assert client.get(ruta).status_code == 302
    assert client.post(f"/buzon/{aviso.pk}/abrir/").status_code == 302


def test_abrir_deja_constancia_una_sola_vez(ana: Actor) -> None:
    aviso = depositar(ana, "citación")
    antes = ana.navegador.get(f"/buzon/{aviso.pk}/")
    assert "texto de citación" not in antes.content.decode()
    assert ana.navegador.get(f"/buzon/{aviso.pk}/abrir/").status_code == 405
    despues = ana.navegador.post(f"/buzon/{aviso.pk}/abrir/", follow=True)
    assert "texto de citación" in despues.content.decode()
    primera = Aviso.objects.get(pk=aviso.pk).leido_en
    assert primera is not None
    ana.navegador.post(f"/buzon/{aviso.pk}/abrir/")
    assert Aviso.objects.get(pk=aviso.pk).leido_en == primera


def test_primero_lo_que_no_se_ha_abierto(ana: Actor) -> None:
    for asunto in ("uno", "dos", "tres"):
        depositar(ana, asunto)
    ana.navegador.post(f"/buzon/{Aviso.objects.get(asunto='tres').pk}/abrir/")
    assert asuntos(ana) == ["dos", "uno", "tres"]
    assert asuntos(ana, "?leido=si") == ["tres"]
    assert asuntos(ana, "?leido=no") == ["dos", "uno"]


def test_buscar_y_filtrar_por_tramite(ana: Actor) -> None:
    caso = permiso_de_juguete(ana)
    Aviso.objects.all().delete()
    depositar(ana, "Devuelta con observaciones", tramite=caso)
    depositar(ana, "Otra cosa")
    assert asuntos(ana, "?q=OBSERVA") == ["Devuelta con observaciones"]
    assert asuntos(ana, f"?tramite={caso.numero.lower()}") == ["Devuelta con observaciones"]
    assert asuntos(ana, "?q=nada") == []


@pytest.mark.parametrize("basura", ["?q=%00", "?leido=x", "?pagina=zzz", "?tramite=" + "9" * 500, "?q=" + "a" * 5000])
def test_un_filtro_sin_sentido_no_rompe_la_pagina(ana: Actor, basura: str) -> None:
    depositar(ana)
    assert ana.navegador.get(f"/buzon/{basura}").status_code == 200


def test_paginas_por_llave_sin_saltos_ni_repetidos(ana: Actor) -> None:
    for numero in range(60):
        depositar(ana, f"n{numero:02}")
    Aviso.objects.filter(asunto__in=[f"n{n:02}" for n in range(30, 60)]).update(leido_en="2026-01-01T00:00Z")
    vistos, url = [], "/buzon/"
    while url:
        pagina = ana.navegador.get(url).context["pagina"]
        vistos += [aviso.asunto for aviso in pagina.filas]
        url = pagina.siguiente_url
    assert vistos == [f"n{n:02}" for n in (*range(29, -1, -1), *range(59, 29, -1))]


def test_las_consultas_no_crecen_con_las_filas(ana: Actor) -> None:
    def cuantas() -> int:
        navegador = ana.navegador
        with CaptureQueriesContext(connection, ) as consultas:
            assert navegador.get("/buzon/").status_code == 200
        return len(consultas)

    caso = permiso_de_juguete(ana)
    for _i in range(3):
        depositar(ana, tramite=caso)
    con_tres = cuantas()
    for _i in range(20):
        depositar(ana, tramite=caso)
    assert cuantas() == con_tres


def test_el_texto_se_escapa(ana: Actor) -> None:
    aviso = depositar(ana, "<script>alert(1)</script>")
    pagina = ana.navegador.post(f"/buzon/{aviso.pk}/abrir/", follow=True).content.decode()
    assert "<script>alert(1)" not in pagina
    assert "&lt;script&gt;alert(1)" in pagina


@pytest.mark.parametrize(("cuantos", "insignia"), [(0, ""), (3, "3"), (100, "99+")])
def test_insignia(ana: Actor, carla: Actor, cuantos: int, insignia: str) -> None:
    depositar(carla)
    Aviso.objects.bulk_create([Aviso(usuario=ana.usuario, asunto="x", cuerpo="y") for _i in range(cuantos)])
    peticion = RequestFactory().get("/")
    peticion.user = ana.usuario
    plantilla = Template("{% load notificaciones %}{% avisos_sin_leer %}")
    assert plantilla.render(Context({"request": peticion})) == insignia
