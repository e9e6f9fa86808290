"""The reviewer's inbox and the applicant's list with 1,000,000 cases, against the same lists with 1,000.

Both databases hold the same companies, queues and proportions: one queue has half of the cases, one exporter a
fifth of them. Each page is asked of Django's test client (URL, session, permissions, query, template); the number of
SQL statements must be the same in both. BANDEJA_N sets another size for the large one.
"""

from __future__ import annotations

import base64
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

from django.db import connection, transaction  # noqa: E402
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
EMPRESAS, COLAS = 500, ["mincit-contingentes", "mincit-contingentes", "dian-exportaciones", "dian-importaciones"]
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
    return [ana] * (len(demas) // 4) + demas


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
    medio = Tramite.objects.order_by("-creado_en")[Tramite.objects.count() // 2].creado_en
    cursor = base64.b64encode(urlencode({"p": str(medio)}).encode()).decode()
    cola = Tramite.objects.filter(dependencia=COLAS[0], enviado_en__isnull=False)
    numero = cola.order_by("creado_en")[40].numero
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
    propias = {"search of a NIT": {"q": "800000123"}, "search of a company": {"q": "exportadora 321"}}
    return {
        f"{papel}: {nombre}": (cliente, f"/tramites/?{urlencode(consulta)}")
        for papel, cliente in clientes.items()
        for nombre, consulta in (consultas | (propias if papel == "bandeja" else {})).items()
    }


def medir() -> dict[str, tuple[float, int]]:
    """Median milliseconds and number of statements of each page."""
    resultados = {}
    for nombre, (cliente, url) in paginas(navegadores()).items():
        with CaptureQueriesContext(
            connection,
        ) as consultas:
            respuesta = cliente.get(url)
        if respuesta.status_code != 200:
            raise RuntimeError(f"{url}: {respuesta.status_code}")
        tiempos = [cronometrar(cliente, url) for _vuelta in range(VUELTAS)]
        resultados[nombre] = (statistics.median(tiempos), len(consultas))
    return resultados


def cronometrar(cliente: Client, url: str) -> float:
    inicio = time.perf_counter()
    cliente.get(url)
    return 1000 * (time.perf_counter() - inicio)


def main() -> None:
    previa = setup_databases(verbosity=0, interactive=False)
    try:
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            cargar(GRANDE - PEQUENA, GRANDE)
            pequena = medir()
            inicio = time.perf_counter()
            cargar(0, GRANDE - PEQUENA)
            print(f"{GRANDE} cases loaded in {time.perf_counter() - inicio:.0f} s")
            grande = medir()
    finally:
        teardown_databases(previa, verbosity=0)
    informar(pequena, grande)


def informar(pequena: dict[str, tuple[float, int]], grande: dict[str, tuple[float, int]]) -> None:
    razones = {}
    for nombre, (antes, consultas) in pequena.items():
        ahora, tambien = grande[nombre]
        razones[nombre] = ahora / antes
        print(f"{nombre:50} {antes:7.1f} → {ahora:7.1f} ms  ×{razones[nombre]:.2f}  SQL {consultas} → {tambien}")
    distintas = [nombre for nombre in pequena if pequena[nombre][1] != grande[nombre][1]]
    if distintas:
        raise SystemExit(f"Not the same number of statements: {', '.join(distintas)}")
    peor = max(razones, key=lambda nombre: razones[nombre])
    print(f"worst page: {peor}")
    print(f"bandeja ratio={razones[peor]:.2f} goal={META} n={GRANDE}")


if __name__ == "__main__":
    main()
