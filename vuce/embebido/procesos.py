"""One operating-system process that we own: started, watched, killed with everything it started itself."""

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

REGISTRO_MAXIMO_BYTES = 10 * 1024 * 1024


class ErrorDeArranque(Exception):
    """A process did not become ready; the message carries the end of its log."""


def cuenta_sin_privilegios() -> pwd.struct_passwd | None:
    """Whom a server that refuses root runs as; None where we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    for nombre in ("vuce", "nobody"):
        try:
            return pwd.getpwnam(nombre)
        except KeyError:
            continue
    raise ErrorDeArranque("No hay un usuario sin privilegios (vuce o nobody) para PostgreSQL.")


def orden_protegida(
    orden: Sequence[str], senal: signal.Signals = signal.SIGTERM, cuenta: pwd.struct_passwd | None = None
) -> list[str]:
    """`orden` under setpriv: the kernel sends it `senal` when we die, even by SIGKILL."""
    prefijo = ["setpriv", "--pdeathsig", senal.name.removeprefix("SIG")]
    if cuenta:
        prefijo += ["--reuid", str(cuenta.pw_uid), "--regid", str(cuenta.pw_gid), "--clear-groups"]
    return [*prefijo, "--", *orden]


@dataclass
class Proceso:
    """A child in its own session, so that Ctrl-C reaches only us and its whole group can be killed."""

    nombre: str
    orden: Sequence[str]
    registro: Path
    carpeta: Path
    entorno: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    senal: signal.Signals = signal.SIGTERM
    cuenta: pwd.struct_passwd | None = None
    listo: Callable[[], bool] | None = None
    espera: float = 60
    comienzo: int = 0
    hijo: subprocess.Popen[bytes] | None = None

    @property
    def vivo(self) -> bool:
        return self.hijo is not None and self.hijo.poll() is None

    @property
    def pid(self) -> int:
        assert self.hijo is not None, self.nombre  # noqa: S101
        return self.hijo.pid

    def lanzar(self) -> None:
        self.rematar()
        if self.registro.exists() and self.registro.stat().st_size > REGISTRO_MAXIMO_BYTES:
            self.registro.replace(self.registro.with_suffix(".log.1"))
        with self.registro.open("ab") as salida:
            self.comienzo = salida.tell()
            self.hijo = subprocess.Popen(
                orden_protegida(self.orden, self.senal, self.cuenta),
                cwd=self.carpeta,
                env=dict(self.entorno),
                stdin=subprocess.DEVNULL,
                stdout=salida,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def esperar_listo(self) -> None:
        limite = time.monotonic() + self.espera
        while self.listo is not None and not self.listo():
            if not self.vivo or time.monotonic() > limite:
                raise ErrorDeArranque(f"{self.nombre} no arrancó.\n{self.cola()}")
            time.sleep(0.05)

    def iniciar(self) -> None:
        self.lanzar()
        self.esperar_listo()

    def pedir_fin(self) -> None:
        if self.hijo is not None and self.vivo:
            self.hijo.send_signal(self.senal)

    def detener(self, plazo: float = 20) -> None:
        """Ask, wait up to `plazo` seconds, then kill what is left of the group."""
        self.pedir_fin()
        if self.hijo is not None:
            with suppress(subprocess.TimeoutExpired):
                self.hijo.wait(plazo)
        self.rematar()

    def rematar(self) -> None:
        """SIGKILL to the whole group; also after the leader died, for its children would work on beside the next."""
        if self.hijo is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.hijo.pid, signal.SIGKILL)
        self.hijo.wait()
        self.hijo = None

    def escrito(self) -> str:
        """What it wrote since it was last started."""
        with self.registro.open("rb") as entrada:
            entrada.seek(self.comienzo)
            return entrada.read().decode(errors="replace")

    def cola(self, lineas: int = 15) -> str:
        return "\n".join(self.escrito().splitlines()[-lineas:])


def correr(orden: Sequence[str], carpeta: Path, entorno: Mapping[str, str]) -> int:
    """Run to the end, out of reach of the terminal's Ctrl-C (we end it ourselves), and give the exit code."""
    protegida = orden_protegida(orden)
    return subprocess.run(protegida, cwd=carpeta, env=dict(entorno), start_new_session=True, check=False).returncode
