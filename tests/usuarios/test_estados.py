"""The states of a user (usuarios USR-03): one door, one record, one notice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.ayudas.cuentas import entro, ingresar, secundario
from tests.ayudas.elenco import Actor
from usuarios.ingreso.estados import SIGUIENTES, cambiar_estado
from usuarios.ingreso.tokens import crear_token
from usuarios.ingreso.vigencia import vencimiento
from usuarios.models import EventoCuenta, Usuario
from vuce.comun.rechazo import Rechazo
from vuce.notificaciones.models import Aviso

E = Usuario.Estado
PASOS = [(antes, nuevo) for antes in E for nuevo in E if antes != nuevo]


@pytest.mark.parametrize(("antes", "nuevo"), PASOS)
def test_solo_los_pasos_de_la_tabla(ana: Actor, antes: str, nuevo: str) -> None:
    pedro = secundario(ana.quien.titular, "pedro", "operar", situacion=antes)
    if nuevo in SIGUIENTES[antes]:
        assert cambiar_estado(pedro, nuevo, ana.quien, "porque sí").situacion == nuevo
        assert pedro.situacion == nuevo
    else:
        with pytest.raises(Rechazo, match="no puede pasar a"):
            cambiar_estado(pedro, nuevo, ana.quien, "porque sí")
        assert Usuario.objects.get(pk=pedro.pk).situacion == antes


def test_de_eliminado_no_se_vuelve() -> None:
    assert SIGUIENTES[E.ELIMINADO] == set()


def test_queda_quien_de_donde_y_por_que(ana: Actor) -> None:
    pedro = secundario(ana.quien.titular, "pedro", "operar")
    cambiar_estado(pedro, E.SUSPENDIDO, ana.quien, "Vacaciones")
    evento = pedro.eventos.get(tipo=EventoCuenta.Tipo.ESTADO)
    assert (evento.actor, evento.ip, evento.detalle) == (ana.usuario, "127.0.0.1", "Activo → Suspendido. Vacaciones")
    aviso = Aviso.objects.get(usuario=pedro)
    assert aviso.asunto == "Su usuario pedro pasó al estado «Suspendido»"
    assert aviso.cuerpo == "Estado anterior: Activo.\nMotivo: Vacaciones"


def test_el_registro_no_se_cambia_ni_se_borra(ana: Actor) -> None:
    pedro = secundario(ana.quien.titular, "pedro", "operar")
    cambiar_estado(pedro, E.SUSPENDIDO, ana.quien, "x")
    for hacer in (lambda q: q.update(detalle="y"), lambda q: q.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            hacer(EventoCuenta.objects.filter(usuario=pedro))


def test_la_sesion_abierta_de_un_suspendido_cae_en_el_ingreso_con_el_mensaje(ana: Actor) -> None:
    """usuarios, Given/When/Then 4."""
    pedro = secundario(ana.quien.titular, "pedro", "operar")
    navegador = ingresar("pedro")[0]
    assert navegador.get("/tramites/").status_code == 200
    cambiar_estado(pedro, E.SUSPENDIDO, ana.quien, "x")
    respuesta = navegador.get("/tramites/", follow=True)
    assert respuesta.redirect_chain == [("/usuarios/ingresar/?next=/tramites/", 302)]
    assert "El Usuario no está activo" in respuesta.content.decode()
    assert "El usuario principal de su empresa puede reactivarlo." in respuesta.content.decode()
    assert "no está activo" not in navegador.get("/usuarios/ingresar/").content.decode()


def test_la_sesion_de_antes_no_revive(ana: Actor) -> None:
    pedro = secundario(ana.quien.titular, "pedro", "operar")
    navegador = ingresar("pedro")[0]
    cambiar_estado(pedro, E.SUSPENDIDO, ana.quien, "x")
    cambiar_estado(pedro, E.ACTIVO, ana.quien, "x")
    assert not entro(navegador)
    assert ingresar("pedro")[1] == []


def test_al_dejar_de_estar_activo_se_revocan_los_tokens(ana: Actor) -> None:
    pedro = secundario(ana.quien.titular, "pedro", "operar")
    crear_token(pedro, "mi programa", f"empresa-{pedro.empresa_id}", timezone.now() + timedelta(days=1))
    cambiar_estado(pedro, E.SUSPENDIDO, ana.quien, "x")
    cambiar_estado(pedro, E.ACTIVO, ana.quien, "x")
    assert not pedro.tokens.vigentes().exists()


@pytest.mark.parametrize(
    ("clase", "ultimo"),
    [("habitual", date(2029, 11, 21)), ("ocasional", date(2029, 11, 21)), ("breve", date(2026, 11, 24))],
)
def test_cuanto_dura_una_cuenta(db: None, clase: str, ultimo: date) -> None:
    """4240 art. 6: three years; three days for an occasional one of a single operation."""
    assert vencimiento(clase, date(2026, 11, 21)) == ultimo


def test_reactivar_una_vencida_le_da_otra_vigencia(ana: Actor) -> None:
    ayer = timezone.localdate() - timedelta(days=1)
    pedro = secundario(ana.quien.titular, "pedro", "operar", situacion=E.VENCIDO, vence_el=ayer, vigencia="breve")
    cambiar_estado(pedro, E.ACTIVO, ana.quien, "Renovada")
    assert pedro.vence_el == timezone.localdate() + timedelta(days=3)
    assert ingresar("pedro")[1] == []


@pytest.mark.parametrize("antes", [E.SUSPENDIDO, E.INACTIVO])
def test_solo_una_vencida_se_renueva(ana: Actor, antes: str) -> None:
    """USR-03: who suspends before the last day and reactivates after it does not give another three years."""
    ayer = timezone.localdate() - timedelta(days=1)
    pedro = secundario(ana.quien.titular, "pedro", "operar", situacion=antes, vence_el=ayer)
    cambiar_estado(pedro, E.ACTIVO, ana.quien, "x")
    assert (pedro.situacion, pedro.vence_el) == (E.VENCIDO, ayer)


def test_el_principal_lee_que_vencio(ana: Actor) -> None:
    """USR-03."""
    ayer = timezone.localdate() - timedelta(days=1)
    pedro = secundario(ana.quien.titular, "pedro", "operar", situacion=E.SUSPENDIDO, vence_el=ayer)
    url = f"/usuarios/secundarios/{pedro.pk}/estado/reactivar/"
    pagina = ana.navegador.post(url, {"motivo": "x", "confirmar": "1"}, follow=True).content.decode()
    assert "La cuenta de pedro venció: pida su reactivación" in pagina


def test_la_cuenta_de_un_secundario_termina_a_lo_sumo_con_la_de_su_empresa(ana: Actor) -> None:
    """USR-02: at its first entry, and when it is renewed."""
    manana = timezone.localdate() + timedelta(days=1)
    Usuario.objects.filter(pk=ana.usuario.pk).update(vence_el=manana)
    nueva = secundario(ana.quien.titular, "nueva", "operar", situacion=E.PENDIENTE_ACTIVACION)
    ayer = timezone.localdate() - timedelta(days=1)
    vencida = secundario(ana.quien.titular, "vencida", "operar", situacion=E.VENCIDO, vence_el=ayer)
    for usuario in (nueva, vencida):
        assert cambiar_estado(usuario, E.ACTIVO, ana.quien, "x").vence_el == manana
    Usuario.objects.filter(pk=ana.usuario.pk).update(situacion=E.VENCIDO, vence_el=ayer)
    assert cambiar_estado(ana.usuario, E.ACTIVO, ana.quien, "x").vence_el == vencimiento(
        ana.usuario.vigencia, timezone.localdate()
    )
