"""Links that work once (USR-01, USR-02) and the change and reset of the password (USR-08)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from celery import current_app
from django.core import mail
from django.test import Client
from django.utils import timezone

from tests.ayudas.cuentas import enlace_del_correo, entro, ingresar, secundario
from tests.ayudas.elenco import Actor
from usuarios.demo import CLAVE
from usuarios.ingreso.enlaces import emitir, leer
from usuarios.ingreso.freno import EQUIPO
from usuarios.ingreso.tokens import crear_token
from usuarios.ingreso.views_clave import PEDIDOS_POR_HORA
from usuarios.models import Enlace, EventoCuenta, Usuario
from usuarios.tasks import barrer_enlaces, enviar_enlace, restablecer_clave
from vuce.comun import cola

NUEVA = "cordillera-y-mar-7"
PEDIR = "/usuarios/clave/nueva/"
NUEVAS = {"new_password1": NUEVA, "new_password2": NUEVA}


pytestmark = pytest.mark.usefixtures("trabajador")


@pytest.fixture
def pedro(ana: Actor) -> Usuario:
    return secundario(ana.quien.titular, "pedro", "operar")


def abrir(ruta: str) -> int:
    return Client().get(ruta).status_code


@pytest.mark.parametrize(
    ("proposito", "horas"), [("activacion", 72), ("invitacion", 72), ("correo", 72), ("clave", 0.5)]
)
def test_cuanto_dura_cada_uno(pedro: Usuario, proposito: str, horas: float) -> None:
    emitir(pedro, proposito)
    ruta, fila = enlace_del_correo(), Enlace.objects.get()
    assert fila.vence_en - fila.creado_en == pytest.approx(timedelta(hours=horas), abs=timedelta(seconds=2))
    assert abrir(ruta) == 200
    Enlace.objects.update(vence_en=timezone.now())
    assert abrir(ruta) == 410


def test_sirve_una_sola_vez(pedro: Usuario) -> None:
    emitir(pedro, "clave")
    ruta = enlace_del_correo()
    assert Client().post(ruta, NUEVAS).status_code == 302
    assert abrir(ruta) == 410
    assert (
        Client().post(ruta, {"new_password1": "otra-cosa-larga-9", "new_password2": "otra-cosa-larga-9"}).status_code
        == 410
    )
    assert ingresar("pedro", NUEVA)[1] == []


def test_pedir_otro_anula_el_anterior(pedro: Usuario) -> None:
    emitir(pedro, "clave")
    viejo = enlace_del_correo()
    emitir(pedro, "clave")
    assert (abrir(viejo), abrir(enlace_del_correo())) == (410, 200)


def test_no_se_inventa_ni_sirve_para_otra_direccion(pedro: Usuario) -> None:
    emitir(pedro, "correo")
    ruta = enlace_del_correo()
    clave = ruta.split("/")[-2].split(":")[0]
    for malo in (clave, f"{clave}:x", "x"):
        assert abrir(f"/usuarios/enlace/{malo}/") == 410
    Usuario.objects.filter(pk=pedro.pk).update(correo="otra@x.example")
    assert leer(ruta.split("/")[-2]) is None


@pytest.mark.parametrize("situacion", [e for e in Usuario.Estado if e not in Usuario.ENTRAN])
def test_el_de_quien_no_puede_entrar_no_abre(pedro: Usuario, situacion: str) -> None:
    """USR-03, USR-08: sent while it could enter."""
    emitir(pedro, "clave")
    ruta = enlace_del_correo()
    Usuario.objects.filter(pk=pedro.pk).update(situacion=situacion)
    assert abrir(ruta) == 410
    assert Client().post(ruta, NUEVAS).status_code == 410


def test_el_secreto_no_se_guarda(pedro: Usuario) -> None:
    direccion = emitir(pedro, "clave")
    fila = Enlace.objects.values().get()
    assert not any(direccion.split("/")[-2] in str(valor) for valor in fila.values())


def test_lo_que_no_salio_se_vuelve_a_enviar(pedro: Usuario, monkeypatch: pytest.MonkeyPatch) -> None:
    with mock.patch("usuarios.tasks.EmailMessage.send", side_effect=ConnectionError):
        emitir(pedro, "clave")
    assert mail.outbox == []
    monkeypatch.setattr(cola, "_no_antes_de", 0.0)
    barrer_enlaces()
    assert len(mail.outbox) == 1
    enviar_enlace(str(Enlace.objects.get().pk))
    barrer_enlaces()
    assert len(mail.outbox) == 1


def test_la_contrasena_nueva_por_correo(pedro: Usuario) -> None:
    """USR-08: by the link; the open sessions end, and the browser counts as known."""
    abierta = ingresar("pedro")[0]
    assert Client().post(PEDIR, {"correo": "PEDRO@x.example"}).status_code == 200
    navegador = Client()
    assert navegador.post(enlace_del_correo(), NUEVAS).url == "/usuarios/ingresar/"
    assert not entro(abierta)
    assert EQUIPO in navegador.cookies
    assert ingresar("pedro", CLAVE)[1] != []
    assert ingresar("pedro", NUEVA)[1] == []
    assert pedro.eventos.filter(tipo=EventoCuenta.Tipo.CLAVE, ip="127.0.0.1").count() == 1


def test_no_se_revela_si_la_direccion_existe(pedro: Usuario) -> None:
    """USR-08: the page does not even look; a worker does."""
    with mock.patch.object(current_app, "send_task") as enviar:
        paginas = [_sin_testigo(Client().post(PEDIR, {"correo": c})) for c in ("pedro@x.example", "nadie@x.example")]
    assert paginas[0] == paginas[1]
    assert [llamada.args for llamada in enviar.call_args_list] == [
        ("usuarios.tasks.restablecer_clave", ("pedro@x.example",)),
        ("usuarios.tasks.restablecer_clave", ("nadie@x.example",)),
    ]
    restablecer_clave("nadie@x.example")
    restablecer_clave("")
    assert mail.outbox == []


def _sin_testigo(respuesta: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", respuesta.content.decode())


@pytest.mark.parametrize("proposito", ["activacion", "invitacion"])
def test_vencido_el_primer_enlace_se_pide_otro(pedro: Usuario, proposito: str) -> None:
    """USR-01, USR-02: 72 hours later the approved company is not locked out; the new link is of the same kind."""
    Usuario.objects.filter(pk=pedro.pk).update(situacion="pendiente_activacion", registrado_en=None)
    pedro.refresh_from_db()
    emitir(pedro, proposito)
    Enlace.objects.update(vence_en=timezone.now(), creado_en=timezone.now() - timedelta(hours=73))
    Client().post(PEDIR, {"correo": "pedro@x.example"})
    assert Client().post(enlace_del_correo(), NUEVAS).status_code == 302
    assert set(pedro.enlaces.values_list("proposito", flat=True)) == {proposito}
    assert ingresar("pedro", NUEVA)[1] == []


@pytest.mark.parametrize("situacion", [e for e in Usuario.Estado if e != Usuario.Estado.ACTIVO])
def test_solo_a_un_usuario_activo(pedro: Usuario, situacion: str) -> None:
    Usuario.objects.filter(pk=pedro.pk).update(situacion=situacion)
    restablecer_clave("pedro@x.example")
    assert mail.outbox == []


def test_nadie_llena_un_buzon_de_enlaces(pedro: Usuario) -> None:
    for _vez in range(5):
        restablecer_clave("pedro@x.example")
    assert len(mail.outbox) == 3


def test_ni_un_origen_pide_sin_fin(pedro: Usuario) -> None:
    with mock.patch.object(current_app, "send_task") as enviar:
        for _vez in range(PEDIDOS_POR_HORA + 5):
            assert Client().post(PEDIR, {"correo": "nadie@x.example"}).status_code == 200
    assert enviar.call_count == PEDIDOS_POR_HORA


@pytest.mark.parametrize(
    ("mala", "dice"),
    [
        ("corta-7-x", "por lo menos 12 caracteres"),
        ("123456789012345", "numérica"),
        ("contraseña123", ""),
        ("pedro@x.example", "muy parecida a correo"),
    ],
)
def test_la_contrasena_se_revisa(pedro: Usuario, mala: str, dice: str) -> None:
    emitir(pedro, "invitacion")
    respuesta = Client().post(enlace_del_correo(), {"new_password1": mala, "new_password2": mala})
    if not dice:
        assert respuesta.status_code == 302
        return
    assert respuesta.status_code == 200
    assert dice in str(respuesta.context["form"].errors)


CAMBIAR = "/usuarios/clave/"


def identificado(navegador: Client, clave: str = CLAVE) -> Client:
    respuesta = navegador.post("/usuarios/confirmar-identidad/", {"password": clave})
    assert respuesta.status_code == 302, respuesta.context["form"].errors
    return navegador


@pytest.mark.parametrize("por", ["enlace", "cambio"])
def test_con_otra_contrasena_los_tokens_ya_no_sirven(pedro: Usuario, por: str) -> None:
    """USR-08: whoever read the old password keeps no key."""
    crear_token(pedro, "programa", f"empresa-{pedro.empresa_id}", timezone.now() + timedelta(days=9))
    assert pedro.tokens.vigentes().count() == 1
    if por == "enlace":
        emitir(pedro, "clave")
        Client().post(enlace_del_correo(), NUEVAS)
    else:
        cambio = {"old_password": CLAVE, **NUEVAS, "aviso_sesiones": "on", "aviso_reserva": "on"}
        identificado(ingresar("pedro")[0]).post(CAMBIAR, cambio)
    assert ingresar("pedro", NUEVA)[1] == []
    assert not pedro.tokens.vigentes().exists()


def test_cambiar_la_contrasena_cierra_las_demas_sesiones(pedro: Usuario) -> None:
    otra, navegador = ingresar("pedro")[0], identificado(ingresar("pedro")[0])
    cambio = {"old_password": CLAVE, **NUEVAS, "aviso_sesiones": "on", "aviso_reserva": "on"}
    assert navegador.post(CAMBIAR, cambio).status_code == 302
    assert (entro(navegador), entro(otra)) == (True, False)
    assert ingresar("pedro", NUEVA)[1] == []


@pytest.mark.parametrize("falta", ["old_password", "aviso_sesiones", "aviso_reserva"])
def test_cambiarla_exige_la_anterior_y_los_dos_avisos(pedro: Usuario, falta: str) -> None:
    navegador = identificado(ingresar("pedro")[0])
    cambio = {"old_password": CLAVE, **NUEVAS, "aviso_sesiones": "on", "aviso_reserva": "on"}
    respuesta = navegador.post(CAMBIAR, cambio | {falta: ""})
    assert list(respuesta.context["form"].errors) == [falta]
    assert ingresar("pedro")[1] == []


def test_antes_hay_que_decir_quien_se_es(pedro: Usuario) -> None:
    navegador = ingresar("pedro")[0]
    assert navegador.get(CAMBIAR).url == "/usuarios/confirmar-identidad/?next=%2Fusuarios%2Fclave%2F"
    mal = navegador.post("/usuarios/confirmar-identidad/?next=/usuarios/clave/", {"password": "otra-clave"})
    assert mal.status_code == 200
    bien = navegador.post("/usuarios/confirmar-identidad/?next=/usuarios/clave/", {"password": CLAVE})
    assert bien.url == CAMBIAR
    assert navegador.get(CAMBIAR).status_code == 200
