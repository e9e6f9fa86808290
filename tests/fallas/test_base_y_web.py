"""kill -9 of PostgreSQL while people file, and of the web server inside a request: whole or nothing."""

from __future__ import annotations

import threading
import time
import urllib.error
from contextlib import suppress

import psycopg

from tests.ayudas.obra import en_marcha, encargar, terminar
from tests.ayudas.procesos import esperar
from tests.fallas.conftest import Escenario

A_MEDIAS = """
    select t.numero from tramites_tramite t
    left join contingentes_solicitudcupo s on s.tramite_ptr_id = t.id
    where s.tramite_ptr_id is null
       or not exists (select from contingentes_lineacupo l where l.solicitud_id = t.id)
       or t.version <> (select count(*) from tramites_actuacion a where a.tramite_id = t.id)
"""


def numeros(escenario: Escenario) -> list[str]:
    filas = escenario.filas("select numero from tramites_tramite where procedimiento = 'contingentes.cupo' order by 1")
    return [fila[0] for fila in filas]


def sin_huecos(numerados: list[str]) -> bool:
    consecutivos = [int(numero.rpartition("-")[2]) for numero in numerados]
    return consecutivos == list(range(1, len(consecutivos) + 1))


def test_postgres_muere_mientras_se_radica(escenario: Escenario) -> None:
    """Nothing half-written, what was confirmed is kept, the record is whole, numbers without gaps."""
    antes = len(numeros(escenario))
    with en_marcha(escenario.portal, "radicar_hasta_caer", 4) as carga:
        assert esperar(lambda: len(numeros(escenario)) > antes + 20)
        escenario.matar_postgres()
        confirmados = terminar(carga)
    escenario.servidores.postgres.iniciar()

    quedaron = numeros(escenario)
    assert len(confirmados) >= 20
    assert set(confirmados) <= set(quedaron)
    assert sin_huecos(quedaron)
    assert escenario.filas(A_MEDIAS) == []
    assert escenario.bitacora_sana()
    (caso,) = encargar(escenario.portal, "creadas", 1)
    assert sin_huecos(numeros(escenario))
    assert escenario.visitante().ingresar("ana").ver(f"/tramites/{caso}/").estado == 200


def test_la_web_muere_mientras_radica(escenario: Escenario) -> None:
    """The draft is as it was, no number is spent, and the same person files it once."""
    ana = escenario.visitante().ingresar("ana")
    cuota, grupo = escenario.filas(
        "select c.id, min(g.id) from contingentes_contingente c join contingentes_grupo g on g.contingente_id = c.id"
        " where c.codigo = 'ejemplo-azucar-eeuu' group by c.id"
    )[0]
    borrador = ana.enviar("/tramites/nueva/contingentes.cupo/", "/contingentes/", contingente=str(cuota)).url
    datos = {"contingente": str(cuota), "lineas-TOTAL_FORMS": "1", "lineas-INITIAL_FORMS": "0"}
    datos |= {"lineas-0-grupo": str(grupo), "lineas-0-cantidad": "7"}
    encargar(escenario.portal, "creadas", 1)  # the year's counter exists
    antes = numeros(escenario)

    def radicar() -> None:
        with suppress(OSError, urllib.error.URLError):
            ana.enviar(borrador, **datos)

    with psycopg.connect(escenario.servidores.postgres.url) as cerrojo:
        cerrojo.execute("select from tramites_consecutivo for update")
        hilo = threading.Thread(target=radicar)
        hilo.start()
        assert esperar(lambda: _esperan_cerrojo(escenario))
        escenario.portal.matar("web")
        cerrojo.rollback()
    hilo.join()
    assert esperar(lambda: not _esperan_cerrojo(escenario))
    time.sleep(0.2)  # a backend whose client is gone learns it when it answers
    assert numeros(escenario) == antes

    escenario.portal.iniciar("web")
    hecho = ana.enviar(borrador, **datos)
    assert "creada" in hecho.texto
    repetido = ana.ver(borrador)
    assert repetido.url == hecho.url
    assert len(numeros(escenario)) == len(antes) + 1
    assert sin_huecos(numeros(escenario))


def _esperan_cerrojo(escenario: Escenario) -> bool:
    return bool(escenario.filas("select from pg_stat_activity where wait_event_type = 'Lock'"))
