"""Failed attempts (usuarios USR-03, 4240 art. 6): from a known machine they inactivate, from others they wait."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.core import signing
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as SinRedis

from tests.ayudas.cuentas import MAL, entro, ingresar
from tests.ayudas.elenco import Actor
from usuarios.demo import CLAVE
from usuarios.ingreso.freno import EQUIPO, POR_ORIGEN, POR_ORIGEN_Y_USUARIO, POR_USUARIO, SAL
from usuarios.models import EventoCuenta, Usuario
from vuce.notificaciones.models import Aviso

FRENADO = "Hubo demasiados intentos fallidos desde este equipo. Espere quince minutos, o pida una contraseña nueva."


def situacion(codigo: str = "ana") -> str:
    return Usuario.objects.get(codigo=codigo).situacion


def equipo_de(codigo: str) -> Client:
    """A browser in which the user entered once, and left."""
    navegador = ingresar(codigo)[0]
    navegador.post("/usuarios/salir/")
    return navegador


def fallar(codigo: str, veces: int, navegador: Client | None = None, ip: str = "127.0.0.1") -> list[str]:
    navegador = navegador or Client(REMOTE_ADDR=ip)
    return [mensaje for _vez in range(veces) for mensaje in ingresar(codigo, "otra-clave", navegador)[1]]


def test_el_cuarto_fallo_seguido_desde_un_equipo_conocido_inactiva(ana: Actor) -> None:
    navegador = equipo_de("ana")
    assert fallar("ana", 3, navegador) == [MAL] * 3
    assert situacion() == "activo"
    assert fallar("ana", 1, navegador) == [MAL]
    assert situacion() == "inactivo"
    assert ingresar("ana", navegador=navegador)[1] == ["El Usuario no está activo"]
    aviso = Aviso.objects.get(usuario=ana.usuario)
    assert aviso.asunto == "Su usuario ana pasó al estado «Inactivo»"
    assert "Más de 3 ingresos fallidos seguidos." in aviso.cuerpo


def test_un_ingreso_bueno_empieza_la_cuenta_de_nuevo(ana: Actor) -> None:
    navegador = equipo_de("ana")
    fallar("ana", 3, navegador)
    ingresar("ana", navegador=navegador)
    navegador.post("/usuarios/salir/")
    fallar("ana", 3, navegador)
    assert situacion() == "activo"


def test_un_extrano_no_inactiva_a_nadie(ana: Actor) -> None:
    """However many attempts from however many places: the owner's machine still enters."""
    de_ana = equipo_de("ana")
    for n in range(12):
        fallar("ana", 4, ip=f"198.51.100.{n}")
    assert situacion() == "activo"
    assert ingresar("ana", navegador=de_ana)[1] == []


def test_el_origen_se_frena_antes_de_mirar_la_clave(ana: Actor) -> None:
    extrano = Client(REMOTE_ADDR="198.51.100.1")
    assert fallar("ana", POR_ORIGEN_Y_USUARIO, extrano) == [MAL] * POR_ORIGEN_Y_USUARIO
    assert ingresar("ana", navegador=extrano)[1] == [FRENADO]
    assert not entro(extrano)
    assert ingresar("ana", navegador=Client(REMOTE_ADDR="198.51.100.2"))[1] == []


def test_a_un_usuario_lo_prueban_desde_muchos_origenes(ana: Actor) -> None:
    for n in range(POR_USUARIO):
        fallar("ana", 1, ip=f"198.51.100.{n}")
    assert ingresar("ana", navegador=Client(REMOTE_ADDR="203.0.113.1"))[1] == [FRENADO]


def test_un_origen_prueba_a_muchos_usuarios(ana: Actor) -> None:
    extrano = Client(REMOTE_ADDR="198.51.100.1")
    for n in range(POR_ORIGEN):
        fallar(f"alguien{n}", 1, extrano)
    assert ingresar("ana", navegador=extrano)[1] == [FRENADO]


def test_se_frena_igual_a_quien_no_existe(ana: Actor) -> None:
    for codigo in ("ana", "nadie"):
        assert fallar(codigo, POR_ORIGEN_Y_USUARIO + 1, ip="198.51.100.7")[-1] == FRENADO


@pytest.mark.parametrize("falsa", ["", "x", "eyJhIjoxfQ:abc:def"])
def test_la_marca_del_equipo_no_se_inventa(ana: Actor, falsa: str) -> None:
    navegador = Client()
    navegador.cookies[EQUIPO] = falsa
    fallar("ana", 4, navegador)
    assert (situacion(), Usuario.objects.get(codigo="ana").fallos) == ("activo", 0)


def test_la_marca_de_uno_no_sirve_contra_otro(ana: Actor, carla: Actor) -> None:
    fallar("carla", 5, equipo_de("ana"))
    assert situacion("carla") == "activo"


def test_todo_fallo_queda_registrado_tambien_el_de_quien_no_existe(ana: Actor) -> None:
    fallar("ana", 1)
    fallar("nadie", 1)
    fallos = EventoCuenta.objects.filter(tipo=EventoCuenta.Tipo.INGRESO_FALLIDO).order_by("id")
    assert [(f.usuario, f.actor, f.ip) for f in fallos] == [(ana.usuario, None, "127.0.0.1"), (None, None, "127.0.0.1")]


def test_sin_redis_se_entra_y_cuenta_la_base(ana: Actor) -> None:
    """Redis gone: nobody is slowed down, and the known machine's failures still count."""
    navegador = equipo_de("ana")

    def caido(*_args: Any, **_kwargs: Any) -> None:
        raise SinRedis

    with mock.patch.object(caches["default"]._cache, "get_client", caido):
        assert fallar("ana", 1) == [MAL]
        assert fallar("ana", 4, navegador) == [MAL] * 4
    assert situacion() == "inactivo"


def test_a_quien_no_existe_se_le_hace_el_mismo_trabajo(ana: Actor) -> None:
    """USR-05: as many queries and one hash, whether or not there is such a user (the hash: test_ingreso)."""
    cuantas = []
    for codigo in ("ana", "nadie"):
        with CaptureQueriesContext(connection) as consultas:
            fallar(codigo, 1, ip="198.51.100.8")
        cuantas.append(len(consultas))
    assert cuantas[0] == cuantas[1]


def test_inactivo_el_equipo_conocido_espera_como_cualquiera(ana: Actor) -> None:
    """USR-03: known or not, nobody goes on guessing the password of an account that is not active."""
    navegador = equipo_de("ana")
    fallar("ana", 4, navegador)
    assert situacion() == "inactivo"
    assert fallar("ana", POR_ORIGEN_Y_USUARIO + 1, navegador)[-1] == FRENADO
    assert ingresar("ana", navegador=navegador)[1] == [FRENADO]
    assert Usuario.objects.get(codigo="ana").fallos == 4


@pytest.mark.parametrize("estado", [e for e in Usuario.Estado if e != Usuario.Estado.ACTIVO])
def test_solo_los_fallos_de_quien_esta_activo_van_a_su_cuenta(ana: Actor, estado: str) -> None:
    """USR-03."""
    navegador = equipo_de("ana")
    Usuario.objects.filter(codigo="ana").update(situacion=estado)
    assert fallar("ana", POR_ORIGEN_Y_USUARIO + 1, navegador)[-1] == FRENADO
    assert Usuario.objects.get(codigo="ana").fallos == 0


def test_con_otra_contrasena_el_equipo_ya_no_se_conoce(ana: Actor) -> None:
    """USR-08: whoever kept the machine of before inactivates nobody; the one that changed it stays known."""
    viejo = equipo_de("ana")
    actual = ingresar("ana")[0]
    actual.post("/usuarios/confirmar-identidad/", {"password": CLAVE})
    nuevas = {"new_password1": "cordillera-y-mar-7", "new_password2": "cordillera-y-mar-7"}
    cambio = {"old_password": CLAVE, **nuevas, "aviso_sesiones": "on", "aviso_reserva": "on"}
    assert actual.post("/usuarios/clave/", cambio).status_code == 302
    fallar("ana", 5, viejo)
    assert (situacion(), Usuario.objects.get(codigo="ana").fallos) == ("activo", 0)
    actual.post("/usuarios/salir/")
    fallar("ana", 4, actual)
    assert situacion() == "inactivo"


def test_la_marca_de_antes_no_da_error(ana: Actor) -> None:
    """One signed when it held codes alone."""
    navegador = Client()
    navegador.cookies[EQUIPO] = signing.dumps(["ana"], salt=SAL)
    assert fallar("ana", 1, navegador) == [MAL]
    assert ingresar("ana", navegador=navegador)[1] == []
