"""The fixed cast as fixtures, each with a browser (`client`) of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from usuarios.demo import PERSONAS, cargar_elenco
from usuarios.identidad import calidades
from usuarios.models import Empresa, Usuario
from vuce.firma.demo import PersonaDemo, preparar_demo
from vuce.tramites.quien import Quien


@dataclass(frozen=True)
class Actor:
    """A person of the cast, acting for the first of its qualities unless told otherwise."""

    usuario: Usuario
    quien: Quien

    @property
    def navegador(self) -> Client:
        cliente = Client()
        cliente.force_login(self.usuario, backend="usuarios.backends.NitUsuarioBackend")
        if self.quien.titular is not None:
            sesion = cliente.session
            sesion["actua_por"] = f"empresa-{self.quien.titular.pk}"
            sesion.save()
        return cliente

    def por(self, empresa: Empresa) -> Actor:
        calidad = next(c for c in calidades(self.usuario) if c.titular == empresa)
        return Actor(self.usuario, Quien(self.usuario, calidad.titular, calidad.poderes))


def reunir() -> dict[str, Actor]:
    """The cast in the database that is connected."""
    actores = {}
    for codigo, usuario in cargar_elenco().items():
        calidad = calidades(Usuario.objects.get(pk=usuario.pk))[0]
        quien = Quien(usuario, calidad.titular, calidad.poderes, calidad.dependencia, ip="127.0.0.1")
        actores[codigo] = Actor(usuario, quien)
    return actores


@pytest.fixture
def elenco(db: None) -> dict[str, Actor]:
    return reunir()


def _de(codigo: str) -> Callable[..., Actor]:
    def uno(elenco: dict[str, Actor]) -> Actor:
        return elenco[codigo]

    return pytest.fixture(name=codigo)(uno)


ana, beto, carla = _de("ana"), _de("beto"), _de("carla")
elena, ivan, gloria, oscar = _de("elena"), _de("ivan"), _de("gloria"), _de("oscar")


@pytest.fixture(scope="session")
def certificados(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Path:
    """Folder with the cast's .p12 and the entities', made once; `confianza` makes the database trust their root."""
    carpeta = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), transaction.atomic():
        _preparar(carpeta)
        transaction.set_rollback(True)
    return carpeta


@pytest.fixture
def confianza(db: None, certificados: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The portal signs with the demo certificates and trusts their root."""
    _preparar(certificados)
    monkeypatch.setattr(settings, "FIRMA_P12", {e: str(certificados / f"{e}.p12") for e in ("mincit", "dian")})
    return certificados


def _preparar(carpeta: Path) -> None:
    preparar_demo(carpeta, [PersonaDemo(p.nombre, "CC", p.documento, p.nit, p.razon_social) for p in PERSONAS])
