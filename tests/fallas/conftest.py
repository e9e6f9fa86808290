"""A portal over servers of its own, for the tests to kill. What these servers confirm is on disk."""

from __future__ import annotations

import email
import json
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.ayudas.portal import entorno_de_portal, poblado
from tests.ayudas.procesos import bajo, esperar
from tests.ayudas.web import Visitante
from vuce.embebido.portal import Portal, manage
from vuce.embebido.servidores import Servidores, servidores

BARRIDO = 2


@dataclass
class Escenario:
    servidores: Servidores
    portal: Portal

    def filas(self, consulta: str, *valores: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.servidores.postgres.url, autocommit=True) as conexion:
            return conexion.execute(consulta, valores).fetchall()

    def hacer(self, orden: str, *valores: Any) -> None:
        with psycopg.connect(self.servidores.postgres.url, autocommit=True) as conexion:
            conexion.execute(orden, valores)

    def documentos(self, casos: list[int], clase: str) -> list[tuple[Any, ...]]:
        """(case, state, signed file, report, last error) of each, void ones too."""
        consulta = "select tramite_id, estado, firmado, informe, ultimo_error from documentos_documento"
        return self.filas(f"{consulta} where tramite_id = any(%s) and clase = %s order by id", casos, clase)

    def todos_listos(self, casos: list[int], clase: str, segundos: float = 90) -> bool:
        def listos() -> bool:
            return {fila[1] for fila in self.documentos(casos, clase)} == {"listo"}

        return esperar(listos, segundos)

    def correos(self) -> list[EmailMessage]:
        """Every mail that left, in the files where the demo's mail server leaves them."""
        carpeta = self.portal.var / "correo"
        crudos = (trozo for archivo in carpeta.glob("*") for trozo in archivo.read_bytes().split(b"-" * 79 + b"\n"))
        return [email.message_from_bytes(crudo, policy=default) for crudo in crudos if crudo.strip()]

    def correos_de(self, caso: int, asunto: str) -> list[EmailMessage]:
        ((numero,),) = self.filas("select numero from tramites_tramite where id = %s", caso)
        return [c for c in self.correos() if numero in str(c["Subject"]) and str(c["Subject"]).startswith(asunto)]

    def visitante(self) -> Visitante:
        return Visitante(self.portal.url)

    def ambiente(self, nombre: str, **cambios: str) -> None:
        """Start `nombre` again with this on top of its environment."""
        self.portal.matar(nombre)
        self.portal.procesos[nombre].entorno = {**self.portal.entorno, **cambios}
        self.portal.iniciar(nombre)

    def matar_postgres(self) -> None:
        """SIGKILL to all of it at once: its servers leave the process group of the one that started them."""
        for pid in bajo(self.servidores.postgres.datos):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.servidores.postgres.proceso.rematar()

    def bitacora_sana(self) -> bool:
        return manage(self.portal.entorno, "verificar_bitacora") == 0


@pytest.fixture(scope="session")
def escenario_vivo() -> Iterator[Escenario]:
    with tempfile.TemporaryDirectory(prefix="vuce-", ignore_cleanup_errors=True) as carpeta:
        base, propia = Path(carpeta) / "servidores", Path(carpeta) / "portal"
        for nueva in (Path(carpeta), base, propia):
            nueva.mkdir(exist_ok=True)
            nueva.chmod(0o755)
        with servidores(base, durable=True) as pareja:
            entorno = entorno_de_portal(propia, pareja, BARRIDO_SEGUNDOS=str(BARRIDO))
            with poblado(propia, entorno) as portal:
                yield Escenario(pareja, portal)


@pytest.fixture
def escenario(escenario_vivo: Escenario) -> Iterator[Escenario]:
    """Every process alive and in its own environment, before and after."""
    yield escenario_vivo
    if not escenario_vivo.servidores.redis.proceso.vivo:
        escenario_vivo.servidores.redis.iniciar()
    if not escenario_vivo.servidores.postgres.proceso.vivo:
        escenario_vivo.servidores.postgres.iniciar()
    for nombre, proceso in escenario_vivo.portal.procesos.items():
        if not proceso.vivo or proceso.entorno != escenario_vivo.portal.entorno:
            escenario_vivo.ambiente(nombre)


def informe_valido(informe: Any) -> bool:
    dato = json.loads(informe) if isinstance(informe, str) else informe
    return bool(dato.get("valido"))
