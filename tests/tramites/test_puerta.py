"""The one door: lock, version, permission, state, rules, record; and the guards in the database behind it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone
from guardian.shortcuts import assign_perm

from tests.ayudas.casos import llevar_a, permiso_de_juguete
from tests.ayudas.elenco import Actor
from usuarios.models import Poder
from vuce.comun.rechazo import Rechazo
from vuce.tramites.estados import Estado, Fase
from vuce.tramites.models import Actuacion, Consecutivo, Tramite
from vuce.tramites.quien import Quien
from vuce.tramites.reglas import EstadoNoPermite, ReglaIncumplida, SinPermiso, VersionVieja
from vuce.tramites.transiciones import disponibles, ejecutar


def test_crear_numera_y_asienta(ana: Actor) -> None:
    caso = permiso_de_juguete(ana)
    anio = caso.creado_en.year
    assert (caso.numero, caso.estado, caso.fase) == (f"JUG-{anio}-000001", Estado.CREADA, Fase.EN_USUARIO)
    acto = caso.actuaciones.get()
    assert (acto.accion, acto.desde, acto.hasta, acto.usuario) == ("crear", "", "creada", ana.usuario)
    assert acto.datos["lineas"] == [{"nombre": "rueda"}]
    assert permiso_de_juguete(ana).numero == f"JUG-{anio}-000002"


def test_un_radicado_que_se_devuelve_no_deja_hueco(ana: Actor) -> None:
    with pytest.raises(ReglaIncumplida, match="No se prestan «pólvora»"):
        permiso_de_juguete(ana, producto="pólvora")
    assert permiso_de_juguete(ana).numero.endswith("000001")


def test_version_vieja_se_rechaza(ana: Actor) -> None:
    caso = permiso_de_juguete(ana)
    with pytest.raises(VersionVieja):
        ejecutar(caso.pk, "generar_documento", ana.quien, version=caso.version - 1)
    assert Tramite.objects.get(pk=caso.pk).estado == Estado.CREADA


def test_estado_que_no_permite(ana: Actor) -> None:
    caso = llevar_a(permiso_de_juguete(ana), Estado.APROBADA)
    with pytest.raises(EstadoNoPermite, match="Desistir"):
        ejecutar(caso.pk, "desistir", ana.quien, datos={"motivo": "x"})


def test_otro_titular_no_actua(ana: Actor, carla: Actor) -> None:
    caso = permiso_de_juguete(ana)
    with pytest.raises(SinPermiso):
        ejecutar(caso.pk, "generar_documento", carla.quien)
    assert caso.actuaciones.count() == 1


def test_los_cambios_quedan_en_la_actuacion(ana: Actor, elena: Actor, ivan: Actor) -> None:
    caso = llevar_a(permiso_de_juguete(ana), Estado.ENVIADA)
    ejecutar(caso.pk, "tomar", elena.quien)
    ejecutar(caso.pk, "aprobar", ivan.quien, datos={"cantidad": 4})
    acto = caso.actuaciones.get(accion="aprobar")
    assert acto.cambios["cantidad"] == ["10.0000", 4]
    assert acto.cambios["estado"] == ["en_estudio", "aprobada"]


def test_nadie_decide_lo_de_su_empresa(ana: Actor, beto: Actor, elena: Actor) -> None:
    """A person who works for the entity and may also file for the company, as its own or by a mandate."""
    caso = llevar_a(permiso_de_juguete(ana), Estado.ENVIADA)
    Poder.objects.update(modulos=["juguete"])
    for actor in (ana, beto):
        for permiso in ("evaluar", "aprobar"):
            assign_perm(f"catalogos.{permiso}", actor.usuario, caso.dependencia)
        funcionario = Quien(actor.usuario, dependencia=caso.dependencia)
        assert disponibles(funcionario, caso) == []
        with pytest.raises(SinPermiso):
            ejecutar(caso.pk, "tomar", funcionario)
    assert ejecutar(caso.pk, "tomar", elena.quien).estado == Estado.EN_ESTUDIO


@pytest.mark.django_db(transaction=True)
def test_de_dieciseis_a_la_vez_pasa_uno(ana: Actor) -> None:
    caso = permiso_de_juguete(ana)

    def intentar(_n: int) -> str:
        try:
            ejecutar(caso.pk, "generar_documento", ana.quien)
        except Rechazo as rechazo:
            return type(rechazo).__name__
        finally:
            connections.close_all()
        return "hecho"

    with ThreadPoolExecutor(16) as hilos:
        salidas = list(hilos.map(intentar, range(16)))
    assert sorted(salidas) == ["EstadoNoPermite"] * 15 + ["hecho"]
    assert caso.actuaciones.filter(accion="generar_documento").count() == 1
    assert caso.documentos.count() == 1


@pytest.mark.django_db(transaction=True)
def test_consecutivos_sin_huecos_ni_repetidos(ana: Actor) -> None:
    def numerar(n: int) -> str:
        try:
            with transaction.atomic():
                numero = Consecutivo.objects.siguiente("ZZZ", 2026)
                if n % 3 == 0:
                    raise LookupError
                return numero
        except LookupError:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as hilos:
        numeros = sorted(filter(None, hilos.map(numerar, range(30))))
    assert numeros == [f"ZZZ-2026-{n:06d}" for n in range(1, 21)]


def _al_confirmar(sql: str, *parametros: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parametros)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("estado", ["aprobada", ""])
def test_la_base_rechaza_un_estado_sin_actuacion(ana: Actor, estado: str) -> None:
    caso = permiso_de_juguete(ana)
    with pytest.raises(IntegrityError, match="estado sin actuacion"):
        _al_confirmar("UPDATE tramites_tramite SET estado = %s WHERE id = %s", estado, caso.pk)


def test_la_base_rechaza_guardar_el_hijo_con_otro_estado(ana: Actor) -> None:
    caso = permiso_de_juguete(ana)
    caso.__dict__["estado"] = Estado.APROBADA
    caso.save()
    with pytest.raises(IntegrityError, match="estado sin actuacion"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE tramites_actuacion SET accion = 'otra'",
        "DELETE FROM tramites_actuacion",
        "DELETE FROM tramites_tramite",
    ],
)
def test_la_bitacora_solo_crece(ana: Actor, sql: str) -> None:
    permiso_de_juguete(ana)
    with pytest.raises(ProgrammingError, match=r"Cannot (update|delete)"):
        _al_confirmar(sql)


@pytest.mark.django_db(transaction=True)
def test_la_base_rechaza_una_actuacion_que_no_dice_el_estado(ana: Actor) -> None:
    caso = permiso_de_juguete(ana)
    ajena = Actuacion(tramite=caso, orden=2, accion="aprobar", desde="creada", hasta="aprobada", en=timezone.now())
    with pytest.raises(IntegrityError, match="estado sin actuacion"):
        ajena.save()
    assert caso.actuaciones.count() == 1
