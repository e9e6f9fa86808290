"""Back office of a queue: cases are shared out, taken and released, and the load of each reviewer is seen."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.ayudas.casos import llevar_a, permiso_de_juguete
from tests.ayudas.elenco import Actor
from usuarios.models import Usuario
from vuce.catalogos.models import Dependencia
from vuce.notificaciones.models import Aviso
from vuce.tramites.carga import carga_de
from vuce.tramites.models import Tramite
from vuce.tramites.reglas import ReglaIncumplida, SinPermiso
from vuce.tramites.transiciones import ejecutar

COLA = "mincit-contingentes"


def enviada(ana: Actor, evaluador: Usuario | None = None, *, hace: int = 0, vence: int | None = None) -> Any:
    """A case before the queue since `hace` days, that expires in `vence`."""
    caso = llevar_a(permiso_de_juguete(ana), "en_estudio" if evaluador else "enviada")
    ahora = timezone.now()
    Tramite.objects.filter(pk=caso.pk).update(
        asignado_a=evaluador,
        enviado_en=ahora - timedelta(days=hace),
        vence_en=None if vence is None else ahora + timedelta(days=vence),
    )
    return Tramite.objects.get(pk=caso.pk)


def test_asignar_a_un_colega(ana: Actor, ivan: Actor, elena: Actor) -> None:
    caso = enviada(ana)
    pagina = ivan.navegador.get(f"/tramites/{caso.pk}/acciones/asignar/").content.decode()
    assert "Elena Torres Vega" in pagina
    assert "Óscar Leal Prieto" not in pagina, "only reviewers of the queue"
    datos = {"evaluador": elena.usuario.pk, "version": caso.version}
    assert ivan.navegador.post(f"/tramites/{caso.pk}/acciones/asignar/", datos).status_code == 302
    caso = Tramite.objects.get(pk=caso.pk)
    assert (caso.estado, caso.asignado_a) == ("enviada", elena.usuario)
    assert Aviso.objects.filter(tramite=caso, usuario=elena.usuario).exists()
    assert caso.actuaciones.latest("orden").datos == {"evaluador": elena.usuario.pk}
    assert "Asignar" in ivan.navegador.get(f"/tramites/{caso.pk}/").content.decode()


def test_asignar_pide_permiso(ana: Actor, elena: Actor) -> None:
    with pytest.raises(SinPermiso):
        ejecutar(enviada(ana).pk, "asignar", elena.quien, datos={"evaluador": elena.usuario})


def test_a_quien_no_puede_entrar_no_se_le_asigna(ana: Actor, ivan: Actor, elena: Actor) -> None:
    elena.usuario.situacion = "suspendido"
    elena.usuario.save()
    caso = enviada(ana)
    assert "Elena" not in ivan.navegador.get(f"/tramites/{caso.pk}/acciones/asignar/").content.decode()


def test_soltar_lo_devuelve_a_la_cola(ana: Actor, elena: Actor, ivan: Actor) -> None:
    caso = enviada(ana)
    ejecutar(caso.pk, "tomar", elena.quien)
    with pytest.raises(ReglaIncumplida, match=r"Solo Elena Torres Vega puede soltar este trámite\."):
        ejecutar(caso.pk, "soltar", ivan.quien)
    suelto = ejecutar(caso.pk, "soltar", elena.quien)
    assert (suelto.estado, suelto.asignado_a) == ("enviada", None)


def test_la_carga_de_cada_quien(ana: Actor, elena: Actor, ivan: Actor, oscar: Actor) -> None:
    enviada(ana, hace=1)
    enviada(ana, elena.usuario, hace=10, vence=0)
    enviada(ana, elena.usuario, hace=4, vence=40)
    llevar_a(permiso_de_juguete(ana), "aprobada")
    filas = {carga.nombre: carga for carga in carga_de(Dependencia.objects.get(pk=COLA))}
    assert list(filas) == ["Sin asignar", "Elena Torres Vega", "Iván Castro Molina"]
    de_elena = filas["Elena Torres Vega"]
    assert (de_elena.abiertos, de_elena.dias, de_elena.vencen) == (2, 7, 1)
    assert de_elena.mas_antiguo_en is not None
    assert (timezone.now() - de_elena.mas_antiguo_en).days == 10
    assert (filas["Sin asignar"].abiertos, filas["Iván Castro Molina"].abiertos) == (1, 0)
    assert oscar.usuario.nombre not in filas


def test_quien_ya_no_evalua_conserva_lo_suyo_a_la_vista(ana: Actor, elena: Actor) -> None:
    enviada(ana, elena.usuario)
    elena.usuario.situacion = "suspendido"
    elena.usuario.save()
    filas = {carga.nombre: carga.abiertos for carga in carga_de(Dependencia.objects.get(pk=COLA))}
    assert filas["Elena Torres Vega"] == 1


def test_la_pagina_es_de_quien_reparte(ana: Actor, elena: Actor, ivan: Actor) -> None:
    enviada(ana, elena.usuario)
    for persona in (ana, elena):
        assert persona.navegador.get("/tramites/carga/").status_code == 404
        assert "Carga de trabajo" not in persona.navegador.get("/tramites/").content.decode()
    assert "Carga de trabajo" in ivan.navegador.get("/tramites/").content.decode()
    pagina = ivan.navegador.get("/tramites/carga/").content.decode()
    enlace = re.search(r'href="(/tramites/\?[^"]*evaluador=\d+)"', pagina)
    assert enlace
    assert ana.quien.titular.razon_social in ivan.navegador.get(enlace[1].replace("&amp;", "&")).content.decode()


def test_con_las_mismas_consultas(ana: Actor, ivan: Actor, elena: Actor, django_assert_num_queries: Any) -> None:
    cola = Dependencia.objects.get(pk=COLA)
    for cuantos in (3, 9):
        for _n in range(cuantos):
            enviada(ana, elena.usuario)
        with django_assert_num_queries(2):
            carga_de(cola)
