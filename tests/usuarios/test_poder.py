"""The mandate (usuarios USR-06): in force by day of Bogotá, approved, not revoked, between two companies."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.ayudas.elenco import Actor
from usuarios.models import Empresa, Poder
from vuce.comun.instantes import BOGOTA


@pytest.fixture
def poder(elenco: dict[str, Actor]) -> Poder:
    return Poder.objects.get()


def vigente() -> bool:
    return Poder.objects.vigentes().exists()


@pytest.mark.parametrize(
    ("cambio", "vale"),
    [
        ({}, True),
        ({"aprobado_en": None}, False),
        ({"revocado_en": "ahora"}, False),
        ({"desde": 1, "hasta": 10}, False),
        ({"desde": -10, "hasta": -1}, False),
        ({"desde": 0, "hasta": 0}, True),
    ],
)
def test_cuando_esta_vigente(poder: Poder, cambio: dict[str, Any], vale: bool) -> None:
    hoy = timezone.localdate()
    dias = {campo: hoy + timedelta(days=n) for campo, n in cambio.items() if isinstance(n, int)}
    instantes = {campo: timezone.now() if n else None for campo, n in cambio.items() if not isinstance(n, int)}
    Poder.objects.update(**dias, **instantes)
    assert vigente() is vale


@pytest.mark.parametrize("lado", ["titular", "apoderada"])
@pytest.mark.parametrize("situacion", ["suspendida", "cancelada"])
def test_entre_dos_empresas_activas(poder: Poder, lado: str, situacion: str) -> None:
    """USR-06: nobody acts for a company whose account is over, nor with one."""
    assert vigente()
    Empresa.objects.filter(pk=getattr(poder, lado).pk).update(situacion=situacion)
    assert not vigente()


def test_el_ultimo_dia_vale_hasta_la_medianoche_de_bogota(poder: Poder) -> None:
    dia = datetime(2026, 3, 31, 23, 59, 59, tzinfo=BOGOTA)
    Poder.objects.update(desde=dia.date() - timedelta(days=5), hasta=dia.date())
    with time_machine.travel(dia, tick=False):  # already 1 April in Greenwich
        assert vigente()
    with time_machine.travel(dia + timedelta(seconds=1), tick=False):
        assert not vigente()


@pytest.mark.parametrize(
    ("cambio", "restriccion"),
    [("fechas", "poder_fechas_en_orden"), ("empresas", "poder_entre_dos_empresas")],
)
def test_la_base_rechaza_un_poder_imposible(poder: Poder, cambio: str, restriccion: str) -> None:
    if cambio == "fechas":
        poder.hasta = poder.desde - timedelta(days=1)
    else:
        poder.apoderada = poder.titular
    with pytest.raises(IntegrityError, match=restriccion), transaction.atomic():
        poder.save()
