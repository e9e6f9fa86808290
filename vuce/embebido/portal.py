"""The portal's own processes (web, worker, beat) over given servers: what bin/run supervises and tests kill."""

import os
import secrets
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from vuce.embebido.procesos import ErrorDeArranque, Proceso, correr
from vuce.embebido.redes import puerto_cualquiera
from vuce.embebido.servidores import carpeta_privada

RAIZ = Path(__file__).resolve().parents[2]
BINARIOS = Path(sys.executable).parent
SALUD = "/salud/"
# Declared again, word for word, in docker-compose.yml (a test compares them). gunicorn reads its address from PORT or
# GUNICORN_CMD_ARGS and the number of its processes from WEB_CONCURRENCY; celery beat keeps its schedule in the folder
# where it runs.
ORDENES: dict[str, list[str]] = {
    "web": [
        "gunicorn",
        "vuce.wsgi:application",
        "--preload",
        "--threads=4",
        "--graceful-timeout=10",
        "--timeout=60",
        "--max-requests=5000",
        "--max-requests-jitter=500",
        "--worker-tmp-dir=/dev/shm",
        "--no-control-socket",
    ],
    "worker": ["celery", "-A", "vuce", "worker", "--loglevel=INFO", "--concurrency=2", "--without-gossip"],
    "beat": ["celery", "-A", "vuce", "beat", "--loglevel=INFO"],
}


def entorno_base(var: Path) -> dict[str, str]:
    """Our environment with what every process of the portal needs to find code, programs and a writable folder."""
    heredado = dict(os.environ)
    return heredado | {
        "PATH": f"{BINARIOS}{os.pathsep}{heredado.get('PATH', os.defpath)}",
        "PYTHONPATH": str(RAIZ),
        "VUCE_VAR": str(var),
        "HOME": str(carpeta_privada(var / "trabajo")),
    }


def manage(entorno: Mapping[str, str], *argumentos: str) -> int:
    return correr([sys.executable, str(RAIZ / "manage.py"), *argumentos], RAIZ, entorno)


def contesta(url: str) -> bool:
    """Whether the health page answers well."""
    try:
        with urllib.request.urlopen(url + SALUD, timeout=5) as respuesta:  # noqa: S310
            return bool(respuesta.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@dataclass
class Portal:
    """web, worker and beat in `var`; a context manager for tests, which may kill and start each by name."""

    var: Path
    entorno: Mapping[str, str]
    puerto: int = field(default_factory=puerto_cualquiera)
    ordenes: Mapping[str, list[str]] = field(default_factory=lambda: ORDENES)

    def __post_init__(self) -> None:
        self.url = f"http://localhost:{self.puerto}"
        propio = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "SITIO_URL": self.url,
            "GUNICORN_CMD_ARGS": f"--bind=127.0.0.1:{self.puerto}",
            "PORT": str(self.puerto),
            "WEB_CONCURRENCY": "2",
        }
        self.entorno = entorno_base(self.var) | propio | dict(self.entorno)
        self.procesos = {nombre: self._proceso(nombre) for nombre in self.ordenes}

    def poblar(self, casos: int = 0) -> None:
        """Migrations, static files, catalogues and demo data; `casos` demo cases more."""
        if correr([sys.executable, "-m", "vuce.embebido.poblar", f"--casos={casos}"], RAIZ, self.entorno):
            raise ErrorDeArranque("La preparación de los datos falló: vea las líneas anteriores.")

    def iniciar(self, nombre: str) -> None:
        self.procesos[nombre].iniciar()

    def matar(self, nombre: str) -> None:
        """kill -9 of the process and of everything that it started."""
        self.procesos[nombre].rematar()

    def __enter__(self) -> Self:
        try:
            for proceso in self.procesos.values():
                proceso.lanzar()
            for proceso in self.procesos.values():
                proceso.esperar_listo()
        except BaseException:
            self.detener()
            raise
        return self

    def __exit__(
        self, tipo: type[BaseException] | None, error: BaseException | None, traza: TracebackType | None
    ) -> None:
        self.detener()

    def detener(self) -> None:
        for proceso in self.procesos.values():
            proceso.pedir_fin()
        for proceso in self.procesos.values():
            proceso.detener()

    def _proceso(self, nombre: str) -> Proceso:
        registros = carpeta_privada(self.var / "registros")
        proceso = Proceso(
            nombre=nombre,
            orden=[str(BINARIOS / self.ordenes[nombre][0]), *self.ordenes[nombre][1:]],
            registro=registros / f"{nombre}.log",
            carpeta=carpeta_privada(self.var / "trabajo"),
            entorno=self.entorno,
            senal=signal.SIGTERM,
        )
        if nombre == "web":
            proceso.listo = lambda: contesta(self.url)
        if nombre == "worker":
            proceso.listo = lambda: " ready." in proceso.escrito()
        return proceso
