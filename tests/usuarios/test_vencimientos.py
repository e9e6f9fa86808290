"""Accounts that expire (usuarios USR-03; 4240 art. 6): warned 30, 15 and 5 days before, closed the day after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.ayudas.cuentas import ingresar, secundario
from tests.ayudas.elenco import Actor
from usuarios.ingreso.vencimientos import avisar_vencimientos, vencer
from usuarios.models import Sesion, Usuario
from usuarios.tasks import revisar_cuentas
from vuce.notificaciones.models import Aviso


@pytest.fixture
def pedro(ana: Actor) -> Usuario:
    return secundario(ana.quien.titular, "pedro", "operar")


def a_dias(usuario: Usuario, dias: int) -> None:
    Usuario.objects.filter(pk=usuario.pk).update(vence_el=timezone.localdate() + timedelta(days=dias))


def avisos(usuario: Usuario) -> int:
    return Aviso.objects.filter(usuario=usuario, asunto__startswith="Su cuenta vence el").count()


def test_se_avisa_una_vez_en_cada_plazo(pedro: Usuario) -> None:
    llegan = []
    for dias in (31, 30, 29, 16, 15, 6, 5, 1, 0):
        a_dias(pedro, dias)
        avisar_vencimientos()
        avisar_vencimientos()
        llegan.append(avisos(pedro))
    assert llegan == [0, 1, 1, 1, 2, 2, 3, 3, 3]


def test_un_dia_sin_revisar_no_pierde_el_aviso_ni_lo_triplica(pedro: Usuario) -> None:
    a_dias(pedro, 4)
    avisar_vencimientos()
    assert avisos(pedro) == 1


def test_el_ultimo_dia_sirve_y_al_siguiente_no(pedro: Usuario) -> None:
    a_dias(pedro, 0)
    vencer()
    navegador, errores = ingresar("pedro")
    assert errores == []
    a_dias(pedro, -1)
    assert navegador.get("/tramites/").status_code == 302  # before the nightly review too
    assert ingresar("pedro")[1] == ["El Usuario no está activo"]
    vencer()
    assert Usuario.objects.get(pk=pedro.pk).situacion == "vencido"


def test_los_funcionarios_no_vencen(elena: Actor) -> None:
    revisar_cuentas()
    assert Usuario.objects.get(pk=elena.usuario.pk).situacion == "activo"


def test_de_paso_se_olvidan_las_sesiones_terminadas(pedro: Usuario) -> None:
    Sesion.objects.create(session_key="vieja", session_data="", expire_date=timezone.now() - timedelta(days=1))
    revisar_cuentas()
    assert not Sesion.objects.filter(session_key="vieja").exists()
