"""Pages of accounts where there are many, against the same pages where there are few.

Large: a company with 1,000 users, a broker with 2,000 mandates, 100,000 users in all. Small: thirty of each, so that
every list has a second page in both. Asked as in `bandeja`: by Django's test client, in turns, the same number of SQL
statements in both. USUARIOS_N sets another total.
"""

from __future__ import annotations

import os
import statistics
import time
from datetime import timedelta

from bandeja import VUELTAS, copia, cronometrar, en  # sets Django up
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from django.utils import timezone
from guardian.shortcuts import assign_perm

from usuarios.demo import cargar_elenco
from usuarios.models import Empresa, Perfil, Poder, Usuario
from vuce.notificaciones.models import Aviso

META = 1.5
POCOS, DE_LA_EMPRESA, PODERES = 30, 1_000, 2_000
TOTAL = int(os.environ.get("USUARIOS_N", "100000"))
LOTE = 5_000


def cargar(desde: int, de_la_empresa: int, poderes: int, total: int) -> None:
    """Users of Ana's company, mandates to Beto's, and others, numbered from `desde` so that nothing is loaded twice."""
    elenco, hoy = cargar_elenco(), timezone.localdate()
    propia, agencia = elenco["ana"].empresa, elenco["beto"].empresa
    usuarios_de(propia, range(desde, de_la_empresa))
    otras = Empresa.objects.bulk_create(
        Empresa(identificacion=str(800_000_000 + n), razon_social=f"Exportadora {n:05d}", correo="x@x.example")
        for n in range(desde, poderes)
    )
    comun = {"apoderada": agencia, "modulos": ["contingentes"], "desde": hoy, "hasta": hoy + timedelta(days=90)}
    Poder.objects.bulk_create(Poder(titular=otra, aprobado_en=timezone.now(), **comun) for otra in otras)
    for inicio in range(desde, total, LOTE):
        usuarios_de(otras[inicio % len(otras)], range(10_000_000 + inicio, 10_000_000 + min(inicio + LOTE, total)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def usuarios_de(empresa: Empresa, numeros: range) -> None:
    nuevos = Usuario.objects.bulk_create(
        Usuario(codigo=f"U{n:08d}", nombre=f"Persona {n}", documento=str(n), empresa=empresa, password="!")
        for n in numeros
    )
    Perfil.objects.bulk_create(Perfil(usuario=usuario, modulo="contingentes") for usuario in nuevos)
    Aviso.objects.bulk_create(Aviso(usuario=u, asunto="Aviso", cuerpo="texto", correo="no") for u in nuevos)


def navegadores() -> dict[str, Client]:
    elenco = cargar_elenco()
    assign_perm("usuarios.supervisar", elenco["ana"], elenco["ana"].empresa)
    clientes = {}
    for codigo in ("ana", "beto"):
        clientes[codigo] = Client()
        clientes[codigo].force_login(elenco[codigo], backend="usuarios.backends.NitUsuarioBackend")
    clientes["por otro"] = Client()
    clientes["por otro"].force_login(elenco["beto"], backend="usuarios.backends.NitUsuarioBackend")
    titular = Empresa.objects.get(identificacion="800000007")
    clientes["por otro"].post("/usuarios/actuar-por/", {"calidad": f"empresa-{titular.pk}"})
    return clientes


PAGINAS = {
    "secondary users": ("ana", "/usuarios/secundarios/"),
    "search of a user": ("ana", "/usuarios/secundarios/?q=u00000017"),
    "change of states": ("ana", "/usuarios/secundarios/areas/estados/"),
    "mailboxes of the company": ("ana", "/buzon/?de=empresa"),
    "broker: home": ("beto", "/"),
    "broker: companies to act for": ("beto", "/usuarios/actuar-por/"),
    "broker: search of a company": ("beto", "/usuarios/actuar-por/?q=exportadora+00017"),
    "broker: mandates received": ("beto", "/usuarios/poderes/?vista=recibidos"),
    "broker: cases of a titular": ("por otro", "/tramites/"),
}


def sentencias(base: BaseDatabaseWrapper, cliente: Client, url: str) -> int:
    with CaptureQueriesContext(base) as consultas:
        respuesta = cliente.get(url)
    if respuesta.status_code != 200:
        raise RuntimeError(f"{url}: {respuesta.status_code}")
    return len(consultas)


def medir(bases: list[BaseDatabaseWrapper]) -> dict[str, list[tuple[float, int]]]:
    """Median milliseconds and number of statements of each page in each database, asked in turns."""
    visitas = []
    for base in bases:
        en(base)
        visitas.append(navegadores())
    resultados = {}
    for nombre, (quien, url) in PAGINAS.items():
        cuantas, tiempos = [], [[], []]
        for base, clientes in zip(bases, visitas, strict=True):
            en(base)
            cuantas.append(sentencias(base, clientes[quien], url))
        for _vuelta in range(VUELTAS):
            for base, clientes, propios in zip(bases, visitas, tiempos, strict=True):
                en(base)
                propios.append(cronometrar(clientes[quien], url))
        resultados[nombre] = [(statistics.median(t), n) for t, n in zip(tiempos, cuantas, strict=True)]
    return resultados


def main() -> None:
    previa = setup_databases(verbosity=0, interactive=False)
    grande = pequena = connections[DEFAULT_DB_ALIAS]
    try:
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            cargar(0, POCOS, POCOS, POCOS)
            pequena = copia(grande)
            inicio = time.perf_counter()
            cargar(POCOS, DE_LA_EMPRESA, PODERES, TOTAL)
            print(f"{TOTAL} users loaded in {time.perf_counter() - inicio:.0f} s", flush=True)
            resultados = medir([pequena, grande])
    finally:
        en(grande)
        if pequena is not grande:
            pequena.close()
            grande.creation.destroy_test_db(suffix="pequena", verbosity=0)
        teardown_databases(previa, verbosity=0)
    informar(resultados)


def informar(resultados: dict[str, list[tuple[float, int]]]) -> None:
    for nombre, ((antes, consultas), (ahora, tambien)) in resultados.items():
        print(f"{nombre:32} {antes:7.1f} → {ahora:7.1f} ms  ×{ahora / antes:.2f}  SQL {consultas} → {tambien}")
    distintas = [nombre for nombre, ((_a, antes), (_b, ahora)) in resultados.items() if antes != ahora]
    if distintas:
        raise SystemExit(f"Not the same number of statements: {', '.join(distintas)}")
    razones = {nombre: ahora / antes for nombre, ((antes, _n), (ahora, _m)) in resultados.items()}
    peor = max(razones, key=lambda nombre: razones[nombre])
    print(f"worst page: {peor}")
    print(f"usuarios ratio={razones[peor]:.2f} goal={META} n={TOTAL}")


if __name__ == "__main__":
    main()
