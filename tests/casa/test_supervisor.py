"""bin/run as the operating system sees it: what is left after each way to end it."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
import redis

from tests.ayudas.procesos import bajo, esperar
from vuce.embebido.portal import RAIZ, SALUD
from vuce.embebido.supervisor import PUERTO_USUAL


@dataclass
class Corrida:
    """One `bin/run` over `var`, without the system packages that bin/run itself has checked before."""

    var: Path
    ambiente: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        propio = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "PORT", "SITIO_URL"}}
        propio |= {"VUCE_VAR": str(self.var), "VUCE_DEMO": "0", "DJANGO_SETTINGS_MODULE": "tests.settings"}
        self.salida = tempfile.TemporaryFile()  # noqa: SIM115 - closed by cerrar()
        self.proceso = subprocess.Popen(
            [sys.executable, "-m", "vuce.embebido", "servir"],
            cwd=RAIZ,
            env=propio | self.ambiente,
            stdout=self.salida,
            stderr=subprocess.STDOUT,
        )

    @property
    def texto(self) -> str:
        self.salida.flush()
        return os.pread(self.salida.fileno(), 1 << 20, 0).decode()

    @property
    def url(self) -> str:
        hallada = re.search(r"El portal está en (\S+)", self.texto)
        return hallada.group(1) if hallada else ""

    def esperar_url(self) -> str:
        assert esperar(lambda: self.url or self.proceso.poll() is not None, 300), self.texto
        assert self.url, self.texto
        return self.url

    def pid(self, nombre: str) -> int:
        """The oldest process of `nombre`, which the supervisor started; 0 while there is none."""
        return min((pid for pid, linea in bajo(self.var).items() if nombre in linea), default=0)

    def matar(self, nombre: str) -> int:
        muerto = self.pid(nombre)
        assert muerto, self.texto  # nobody: 0 would be this process's own group
        os.kill(muerto, signal.SIGKILL)
        return muerto

    def ambiente_de(self, nombre: str) -> dict[str, str]:
        crudo = Path(f"/proc/{self.pid(nombre)}/environ").read_text().split("\0")
        return dict(par.split("=", 1) for par in crudo if "=" in par)

    def terminar(self, senal: signal.Signals = signal.SIGTERM) -> int:
        self.proceso.send_signal(senal)
        return self.proceso.wait(60)

    def cerrar(self) -> None:
        if self.proceso.poll() is None:
            self.terminar()
        self.salida.close()


def sano(url: str) -> bool:
    try:
        with urllib.request.urlopen(url + SALUD, timeout=5) as respuesta:
            return bool(respuesta.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="vuce-", ignore_cleanup_errors=True) as carpeta:
        yield Path(carpeta)


@pytest.fixture
def corrida(var: Path) -> Iterator[Corrida]:
    una = Corrida(var)
    una.esperar_url()
    yield una
    una.cerrar()
    assert esperar(lambda: not bajo(var)), bajo(var)


@pytest.fixture(scope="module")
def viva() -> Iterator[Corrida]:
    """One run that several tests share, over a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="vuce-", ignore_cleanup_errors=True) as carpeta:
        una = Corrida(Path(carpeta))
        una.esperar_url()
        yield una
        una.cerrar()


@pytest.mark.parametrize("senal", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_cada_senal_lo_detiene_todo(corrida: Corrida, senal: signal.Signals) -> None:
    assert esperar(lambda: sano(corrida.url), 30), corrida.texto
    assert corrida.terminar(senal) == 0
    assert bajo(corrida.var) == {}


def test_sigkill_del_supervisor_no_deja_huerfanos(corrida: Corrida) -> None:
    assert len(bajo(corrida.var)) >= 5
    corrida.terminar(signal.SIGKILL)
    assert esperar(lambda: not bajo(corrida.var), 40), bajo(corrida.var)


def test_la_segunda_vez_encuentra_lo_escrito(corrida: Corrida) -> None:
    antes = corrida.ambiente_de("gunicorn")
    with psycopg.connect(antes["DATABASE_URL"]) as conexion:
        conexion.execute("create table marca (dato text)")
        conexion.execute("insert into marca values ('sigue aquí')")
    with redis.Redis.from_url(antes["REDIS_URL"]) as cola:
        cola.rpush("marca", "en cola")
    corrida.terminar()
    segunda = Corrida(corrida.var)
    try:
        segunda.esperar_url()
        ahora = segunda.ambiente_de("gunicorn")
        with psycopg.connect(ahora["DATABASE_URL"]) as conexion:
            assert conexion.execute("select dato from marca").fetchone() == ("sigue aquí",)
            conexion.execute("drop table marca")
        with redis.Redis.from_url(ahora["REDIS_URL"]) as cola:
            assert cola.lpop("marca") == b"en cola"
        assert ahora["SECRET_KEY"] == antes["SECRET_KEY"]
    finally:
        segunda.cerrar()


def test_otro_sobre_la_misma_carpeta_se_niega(viva: Corrida) -> None:
    otro = Corrida(viva.var)
    assert otro.proceso.wait(120) == 1
    assert f"Ya hay un portal en marcha sobre {viva.var}" in otro.texto
    assert viva.url in otro.texto
    assert sano(viva.url)
    otro.cerrar()


@pytest.mark.parametrize("nombre", ["gunicorn", "celery -A vuce worker", "celery -A vuce beat", "postgres -D", "redis"])
def test_lo_que_se_cae_vuelve(viva: Corrida, nombre: str) -> None:
    muerto = viva.matar(nombre)
    assert esperar(lambda: "se cayó; vuelve en 1 s" in viva.texto, 30), viva.texto
    assert esperar(lambda: viva.pid(nombre) not in {0, muerto}, 30), viva.texto
    assert esperar(lambda: sano(viva.url), 30), viva.texto


def test_el_puerto_usual_ocupado_da_otro(var: Path) -> None:
    with socket.socket() as ocupante:
        ocupante.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            ocupante.bind(("127.0.0.1", PUERTO_USUAL))
            ocupante.listen()
        except OSError:
            pass  # somebody else holds it: as good
        una = Corrida(var)
        try:
            assert una.esperar_url() != f"http://localhost:{PUERTO_USUAL}"
            assert sano(una.url)
        finally:
            una.cerrar()


def test_el_puerto_pedido_ocupado_se_dice(var: Path) -> None:
    with socket.socket() as ocupante:
        ocupante.bind(("127.0.0.1", 0))
        ocupante.listen()
        puerto = ocupante.getsockname()[1]
        una = Corrida(var, {"PORT": str(puerto)})
        assert una.proceso.wait(120) == 1
        assert f"El puerto pedido en PORT ({puerto}) no está libre" in una.texto
        una.cerrar()


def test_lo_escrito_en_var_es_solo_del_dueno(viva: Corrida) -> None:
    secretos = ["secreto", "postgres.clave", "redis.clave", "redis/redis.conf", "registros/web.log"]
    abiertos = [nombre for nombre in ["", *secretos] if (viva.var / nombre).stat().st_mode & 0o077]
    assert abiertos == []
