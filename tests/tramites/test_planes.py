"""How PostgreSQL reads the lists where there are many cases: by an index, in the order of the page, never whole."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from usuarios.demo import cargar_elenco

CASOS = 50_000
# Two queues and the six companies of the cast in turns; a tenth waits for the authority. The state guard looks at the
# commit, which never comes.
MUCHOS = """
    INSERT INTO tramites_tramite (procedimiento, modulo, numero, titular_id, dependencia_id, asunto, estado, fase,
                                  version, clave, creado_en, enviado_en, estado_desde, vence_en)
    SELECT CASE WHEN n %% 9 = 0 THEN 'contingentes.consumo' ELSE 'contingentes.cupo' END, 'contingentes', 'MIL-' || n,
           (SELECT id FROM usuarios_empresa ORDER BY id OFFSET n %% 6 LIMIT 1),
           CASE WHEN n %% 2 = 0 THEN 'mincit-contingentes' ELSE 'dian-exportaciones' END, 'Caso ' || md5(n::text),
           CASE WHEN n %% 10 = 0 THEN 'enviada' ELSE 'aprobada' END,
           CASE WHEN n %% 10 = 0 THEN 'en_entidad' ELSE 'terminado' END,
           1, gen_random_uuid(), t, t, t, CASE WHEN n %% 10 = 0 THEN t + interval '90 days' END
      FROM (SELECT n, now() - (%s - n) * interval '1 minute' AS t FROM generate_series(1, %s) AS n) AS turno
"""


@pytest.fixture(scope="module")
def navegadores(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Client]]:
    """Ana's and Elena's, in a database of many cases that is undone after the module, in one transaction of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        elenco = cargar_elenco()
        with connection.cursor() as cursor:
            cursor.execute(MUCHOS, [CASOS, CASOS])
            cursor.execute("ANALYZE")
        clientes = {codigo: Client() for codigo in ("ana", "elena")}
        for codigo, cliente in clientes.items():
            cliente.force_login(elenco[codigo], backend="usuarios.backends.NitUsuarioBackend")
        yield clientes
        transaction.set_rollback(True)


def nodos(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Of the list itself: who may see it is asked in subplans, once, of small tables."""
    yield plan
    for hijo in plan.get("Plans", []):
        if hijo["Parent Relationship"] not in {"SubPlan", "InitPlan"}:
            yield from nodos(hijo)


def lecturas(cliente: Client, url: str) -> list[dict[str, Any]]:
    """Nodes that read the table of cases, of the plan of every statement that a page asks."""
    with CaptureQueriesContext(connection) as contexto:
        assert cliente.get(url).status_code == 200
    hallados = []
    with connection.cursor() as cursor:
        for consulta in contexto.captured_queries:
            if 'FROM "tramites_tramite"' in consulta["sql"]:
                cursor.execute("EXPLAIN (FORMAT JSON) " + consulta["sql"].replace("%", "%%"), [])
                (plan,) = cursor.fetchone()
                raiz = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
                hallados += list(nodos(raiz))
    return hallados


@pytest.mark.parametrize(
    ("codigo", "consulta", "indice"),
    [
        ("elena", "", "tramite_dependencia"),
        ("elena", "orden=plazo", "tramite_dependencia_vence"),
        ("elena", "fase=en_entidad", "tramite_dependencia_fase"),
        ("elena", "procedimiento=contingentes.consumo", "tramite_dependencia_proc"),
        ("elena", "hasta=2020-01-01", "tramite_dependencia"),
        ("ana", "", "tramite_titular"),
        ("ana", "orden=plazo", "tramite_titular_vence"),
        ("ana", "fase=en_entidad", "tramite_titular_fase"),
        ("ana", "procedimiento=contingentes.consumo", "tramite_titular_procedimiento"),
    ],
)
def test_cada_lista_se_lee_por_su_indice(
    codigo: str, consulta: str, indice: str, navegadores: dict[str, Client]
) -> None:
    leidos = lecturas(navegadores[codigo], f"/tramites/?{consulta}")
    de_casos = [n for n in leidos if n.get("Relation Name") == "tramites_tramite"]
    assert [n["Index Name"] for n in de_casos] == [indice]
    assert not [n for n in leidos if n["Node Type"] == "Sort"]


@pytest.mark.parametrize(
    ("codigo", "consulta"),
    [
        ("elena", "q=MIL-40000"),
        ("elena", "q=900.123.456-8"),
        ("elena", "q=ingenio"),
        ("elena", "q=noexistetalpalabra"),
        ("ana", "q=MIL-40000"),
        ("ana", "q=noexistetalpalabra"),
    ],
)
def test_ninguna_busqueda_lee_la_tabla_entera(codigo: str, consulta: str, navegadores: dict[str, Client]) -> None:
    leidos = lecturas(navegadores[codigo], f"/tramites/?{consulta}")
    assert [n for n in leidos if n.get("Index Name")]
    assert not [n for n in leidos if n["Node Type"] == "Seq Scan" and n["Relation Name"] == "tramites_tramite"]


@pytest.mark.parametrize("codigo", ["elena", "ana"])
def test_la_portada_cuenta_sin_leer_la_tabla_entera(codigo: str, navegadores: dict[str, Client]) -> None:
    leidos = lecturas(navegadores[codigo], "/")
    assert leidos
    assert not [n for n in leidos if n["Node Type"] == "Seq Scan" and n["Relation Name"] == "tramites_tramite"]
