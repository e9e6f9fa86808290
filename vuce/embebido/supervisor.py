"""bin/run: starts servers and portal in order, restarts what dies, leaves nothing behind when it is told to stop."""

import fcntl
import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TextIO

from vuce.embebido.avance import decir, paso
from vuce.embebido.portal import Portal, entorno_base
from vuce.embebido.procesos import ErrorDeArranque, Proceso
from vuce.embebido.redes import libre, puerto_desde
from vuce.embebido.servidores import Postgres, Redis, carpeta_privada, clave_guardada

PUERTO_USUAL = 8000
RECAIDAS = 6
SENALES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Alto(BaseException):
    """Somebody asked us to stop."""


def atender_senales() -> None:
    def parar(numero: int, _marco: FrameType | None) -> None:
        desatender_senales()
        raise Alto(signal.Signals(numero).name)

    for senal in SENALES:
        if senal != signal.SIGHUP or signal.getsignal(senal) != signal.SIG_IGN:  # nohup stays nohup
            signal.signal(senal, parar)


def desatender_senales() -> None:
    for senal in SENALES:
        signal.signal(senal, signal.SIG_IGN)


class Candado:
    """One portal per `var`: a kernel lock, which no crash leaves behind."""

    def __init__(self, var: Path) -> None:
        self.archivo: TextIO = (var / "candado").open("a+")
        try:
            fcntl.flock(self.archivo, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.archivo.seek(0)
            quien = self.archivo.read().strip()
            raise ErrorDeArranque(f"Ya hay un portal en marcha sobre {var} ({quien}).") from None
        self.anotar("arrancando")

    def anotar(self, texto: str) -> None:
        self.archivo.truncate(0)
        self.archivo.write(f"proceso {os.getpid()}, {texto}\n")
        self.archivo.flush()


@dataclass
class Vigilado:
    """A process and its relapses; a minute of good health clears them."""

    proceso: Proceso
    recaidas: int = 0
    desde: float = field(default_factory=time.monotonic)
    proximo: float | None = None

    def revisar(self) -> None:
        ahora = time.monotonic()
        if self.proceso.vivo:
            return
        if self.proximo is None:
            self.recaidas = 1 if ahora - self.desde > 60 else self.recaidas + 1
            demora = min(30, 2 ** (self.recaidas - 1))
            self.proximo = ahora + demora
            decir(f"! {self.proceso.nombre} se cayó; vuelve en {demora} s. Registro: {self.proceso.registro}")
            if self.recaidas >= RECAIDAS:
                raise ErrorDeArranque(f"{self.proceso.nombre} se cae una y otra vez.\n{self.proceso.cola()}")
        if ahora >= self.proximo:
            self.proceso.lanzar()
            self.desde, self.proximo = ahora, None


@dataclass
class Supervisor:
    var: Path
    servidores: list[Proceso] = field(default_factory=list)
    portal: Portal | None = None

    def entorno(self) -> dict[str, str]:
        """External servers where the environment names them, our own otherwise; starts our own."""
        entorno = entorno_base(self.var)
        entorno.pop("PORT", None)
        entorno.setdefault("SECRET_KEY", clave_guardada(self.var / "secreto", 48))
        if "DATABASE_URL" not in entorno:
            with paso("PostgreSQL"):
                postgres = Postgres(self.var)
                self.servidores.append(postgres.proceso)
                postgres.iniciar()
            correo = carpeta_privada(self.var / "correo")
            propio = {"DATABASE_URL": postgres.url, "VUCE_DEMO": "1", "EMAIL_URL": f"filemail:///{correo}"}
            entorno = propio | entorno
        if "REDIS_URL" not in entorno:
            with paso("Redis"):
                redis = Redis(self.var)
                self.servidores.append(redis.proceso)
                redis.iniciar()
            entorno["REDIS_URL"] = redis.url
        return entorno

    def servir(self, portal: Portal, candado: Candado) -> None:
        self.portal = portal
        with paso("Web, trabajador y reloj"):
            portal.iniciar("web")
            for nombre in ("worker", "beat"):
                portal.procesos[nombre].lanzar()
        candado.anotar(portal.url)
        anunciar(self.var, portal.url)
        vigilados = [Vigilado(proceso) for proceso in [*self.servidores, *portal.procesos.values()]]
        while True:
            for vigilado in vigilados:
                vigilado.revisar()
            time.sleep(0.3)

    def detener(self) -> None:
        """The portal first, which may still write; then the servers."""
        if self.portal:
            self.portal.detener()
        for proceso in self.servidores:
            proceso.pedir_fin()
        for proceso in self.servidores:
            proceso.detener(60)


def elegir_puerto(pedido: str | None) -> int:
    if not pedido:
        return puerto_desde(PUERTO_USUAL)
    if not pedido.isdigit() or not libre(int(pedido)):
        raise ErrorDeArranque(f"El puerto pedido en PORT ({pedido}) no está libre.")
    return int(pedido)


def anunciar(var: Path, url: str) -> None:
    decir(f"\nEl portal está en {url}\n")
    usuarios = var / "demo" / "usuarios.txt"
    if usuarios.exists():
        decir(usuarios.read_text().rstrip())
        decir(f"\nCertificados de demostración (.p12): {usuarios.parent}")
    decir(f"Correos enviados: {var / 'correo'} · Registros: {var / 'registros'}")
    decir("Ctrl-C lo detiene; los datos quedan para la próxima vez.")


def correr_portal(var: Path, *, solo_preparar: bool, casos: int) -> int:
    os.umask(0o077)
    atender_senales()
    supervisor = Supervisor(carpeta_privada(var))
    try:
        candado = Candado(var)
        carpeta_privada(var / "registros")
        puerto = elegir_puerto(os.environ.get("PORT"))
        portal = Portal(var, supervisor.entorno(), puerto)
        portal.poblar(casos)
        if not solo_preparar:
            supervisor.servir(portal, candado)
    except Alto as alto:
        decir(f"\nDeteniendo el portal ({alto})…")
    except ErrorDeArranque as error:
        decir(f"ERROR: {error}")
        return 1
    finally:
        desatender_senales()
        supervisor.detener()
    return 0
