"""The reviewer's inbox and the applicant's list with 1,000,000 cases, against the same lists with 1,000.

Both databases hold the same companies, queues and proportions: one queue has half of the cases, one exporter a
fifth of them, another a twelfth. Each page is asked of Django's test client (URL, session, permissions, query,
template), in turns, so that the machine's noise falls on both alike; the number of SQL statements must be the same
in both. BANDEJA_N sets another size for the large one.
"""

from __future__ import annotations

import base64
import json
import os
import random
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases  # noqa: E402
from django.utils import timezone  # noqa: E402

from usuarios.demo import cargar_elenco  # noqa: E402
from usuarios.models import Empresa  # noqa: E402
from vuce.catalogos.models import Dependencia  # noqa: E402
from vuce.comun.copia import copiar, reservar_claves  # noqa: E402
from vuce.tramites.models import Actuacion, Tramite  # noqa: E402

META, PEQUENA, VUELTAS, LOTE = 1.5, 1_000, 15, 20_000
GRANDE = int(os.environ.get("BANDEJA_N", "1000000"))
EMPRESAS, BUSCADA = 500, "800000123"
COLAS = ["mincit-contingentes", "mincit-contingentes", "dian-exportaciones", "dian-importaciones"]
# estado: (fase, cases in a hundred)
ESTADOS = {
    "creada": ("en_usuario", 5),
    "devuelta": ("en_usuario", 3),
    "enviada": ("en_entidad", 8),
    "en_estudio": ("en_entidad", 6),
    "aprobada": ("terminado", 60),
    "negada": ("terminado", 18),
}
PRODUCTOS = ["azúcar crudo", "panela", "cueros", "chatarra", "quesos", "mantequilla", "harina", "arequipe"]
FINAL = timezone.now()


def empresas(ana: Empresa) -> list[Empresa]:
    otras = [
        Empresa(identificacion=str(800_000_000 + n), razon_social=f"Exportadora {n} S.A.S.") for n in range(EMPRESAS)
    ]
    Empresa.objects.bulk_create(otras, ignore_conflicts=True)
    demas = list(Empresa.objects.exclude(pk=ana.pk).order_by("pk"))
    buscada = next(empresa for empresa in demas if empresa.identificacion == BUSCADA)
    return [ana] * (len(demas) // 4) + [buscada] * (len(demas) // 10) + demas


def cargar(desde: int, hasta: int) -> None:
    """Cases number `desde` to `hasta`, each with the one line of record that the database demands of its state."""
    elenco = cargar_elenco()
    Dependencia.objects.get_or_create(
        codigo="dian-importaciones", defaults={"entidad_id": "dian", "nombre": "DIAN · Importaciones"}
    )
    titulares, azar = empresas(elenco["ana"].empresa), random.Random(desde)
    nombres, pesos = list(ESTADOS), [peso for _fase, peso in ESTADOS.values()]
    for inicio in range(desde, hasta, LOTE):
        numeros = range(inicio, min(inicio + LOTE, hasta))
        casos = [
            caso(pk, n, azar.choices(nombres, pesos)[0], azar, titulares, elenco["elena"].pk)
            for pk, n in zip(reservar_claves(Tramite, len(numeros)), numeros, strict=True)
        ]
        with transaction.atomic():
            copiar(Tramite, casos)
            copiar(Actuacion, map(actuacion, casos))
        if inicio % 100_000 == 0 and inicio:
            print(f"  {inicio} cases loaded", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def caso(pk: int, n: int, estado: str, azar: random.Random, titulares: list[Empresa], elena: int) -> Tramite:
    fase = ESTADOS[estado][0]
    en = FINAL - timedelta(seconds=60 * (GRANDE - n))
    return Tramite(
        pk=pk,
        procedimiento=azar.choice(["contingentes.cupo", "contingentes.consumo", "contingentes.consumo"]),
        modulo="contingentes",
        numero=f"CON-2026-{n:07d}",
        titular=azar.choice(titulares),
        dependencia_id=azar.choice(COLAS),
        asignado_a_id=elena if estado == "en_estudio" else None,
        asunto=f"Contingente de ejemplo. {azar.choice(PRODUCTOS)}: {azar.randint(1, 900)} t, embarque {n}",
        estado=estado,
        fase=fase,
        version=1,
        creado_en=en,
        enviado_en=None if estado == "creada" else en,
        estado_desde=en,
        vence_en=en + timedelta(days=14, seconds=n % 1000) if fase == "en_entidad" else None,
    )


def actuacion(tramite: Tramite) -> Actuacion:
    linea = Actuacion(tramite_id=tramite.pk, orden=1, accion="crear", hasta=tramite.estado, en=tramite.creado_en)
    linea.huella = linea.calcular_huella()
    return linea


def navegadores() -> dict[str, Client]:
    elenco = cargar_elenco()
    clientes = {}
    for papel, codigo in {"bandeja": "elena", "mis solicitudes": "ana"}.items():
        clientes[papel] = Client()
        clientes[papel].force_login(elenco[codigo], backend="usuarios.backends.NitUsuarioBackend")
    return clientes


def paginas(clientes: dict[str, Client]) -> dict[str, tuple[Client, str]]:
    """Name of each page measured, with who asks for it and its address."""
    mediano = Tramite.objects.order_by("-creado_en")[Tramite.objects.count() // 2]
    medio, posicion = mediano.creado_en, json.dumps([str(mediano.creado_en), str(mediano.pk)])
    cursor = base64.b64encode(urlencode({"p": posicion}).encode()).decode()
    de_ambas = Tramite.objects.filter(dependencia=COLAS[0], titular__usuarios__codigo="ana", enviado_en__isnull=False)
    numero = de_ambas.order_by("creado_en")[10].numero
    consultas = {
        "first page": {},
        "a page in the middle, by cursor": {"pagina": cursor},
        "what expires first": {"orden": "plazo"},
        "filter by phase": {"fase": "en_entidad"},
        "filter by procedure and phase": {"procedimiento": "contingentes.cupo", "fase": "terminado"},
        "created until the middle": {"hasta": medio.date().isoformat()},
        "search of a number": {"q": numero},
        "search of words": {"q": "quesos embarque"},
    }
    propias = {"search of a NIT": {"q": BUSCADA}, "search of a company": {"q": "exportadora 123"}}
    return {
        f"{papel}: {nombre}": (cliente, f"/tramites/?{urlencode(consulta)}")
        for papel, cliente in clientes.items()
        for nombre, consulta in (consultas | (propias if papel == "bandeja" else {})).items()
    }


def en(base: BaseDatabaseWrapper) -> None:
    """What follows asks this database."""
    connections[DEFAULT_DB_ALIAS] = base


def medir(bases: list[BaseDatabaseWrapper]) -> dict[str, list[tuple[float, int]]]:
    """Median milliseconds and number of statements of each page in each database, asked in turns."""
    visitas: list[dict[str, tuple[Client, str]]] = []
    for base in bases:
        en(base)
        visitas.append(paginas(navegadores()))
    resultados = {}
    for nombre in visitas[0]:
        cuantas, tiempos = [], [[], []]
        for base, visita in zip(bases, visitas, strict=True):
            en(base)
            cuantas.append(sentencias(base, *visita[nombre]))
        for _vuelta in range(VUELTAS):
            for base, visita, propios in zip(bases, visitas, tiempos, strict=True):
                en(base)
                propios.append(cronometrar(*visita[nombre]))
        resultados[nombre] = [(statistics.median(t), n) for t, n in zip(tiempos, cuantas, strict=True)]
    return resultados


def sentencias(base: BaseDatabaseWrapper, cliente: Client, url: str) -> int:
    with CaptureQueriesContext(base) as consultas:
        respuesta = cliente.get(url)
    if respuesta.status_code != 200 or b"<tbody>" not in respuesta.content:
        raise RuntimeError(f"{url}: {respuesta.status_code}")
    return len(consultas)


def cronometrar(cliente: Client, url: str) -> float:
    inicio = time.perf_counter()
    cliente.get(url)
    return 1000 * (time.perf_counter() - inicio)


def copia(base: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    """Another database with what is in `base` now."""
    base.close()
    base.creation.clone_test_db("pequena", autoclobber=True)
    otra = base.copy()
    otra.settings_dict = base.creation.get_test_db_clone_settings("pequena")
    return otra


def main() -> None:
    previa = setup_databases(verbosity=0, interactive=False)
    grande = pequena = connections[DEFAULT_DB_ALIAS]
    try:
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            cargar(GRANDE - PEQUENA, GRANDE)
            pequena = copia(grande)
            inicio = time.perf_counter()
            cargar(0, GRANDE - PEQUENA)
            print(f"{GRANDE} cases loaded in {time.perf_counter() - inicio:.0f} s", flush=True)
            resultados = medir([pequena, grande])
    finally:
        en(grande)
        if pequena is not grande:
            pequena.close()
            grande.creation.destroy_test_db(suffix="pequena", verbosity=0)
        teardown_databases(previa, verbosity=0)
    informar(resultados)


def informar(resultados: dict[str, list[tuple[float, int]]]) -> None:
    razones = {}
    for nombre, ((antes, consultas), (ahora, tambien)) in resultados.items():
        razones[nombre] = ahora / antes
        print(f"{nombre:50} {antes:7.1f} → {ahora:7.1f} ms  ×{razones[nombre]:.2f}  SQL {consultas} → {tambien}")
    distintas = [nombre for nombre, ((_a, antes), (_b, ahora)) in resultados.items() if antes != ahora]
    if distintas:
        raise SystemExit(f"Not the same number of statements: {', '.join(distintas)}")
    peor = max(razones, key=lambda nombre: razones[nombre])
    print(f"worst page: {peor}")
    print(f"bandeja ratio={razones[peor]:.2f} goal={META} n={GRANDE}")


if __name__ == "__main__":
    main()
