"""The refusals at entry, with their exact text and in their order (usuarios USR-05 and Given/When/Then 2 and 3)."""

from __future__ import annotations

import pytest
from guardian.shortcuts import assign_perm, remove_perm

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.cuentas import entro, ingresar, secundario
from tests.ayudas.elenco import Actor, reunir
from usuarios.identidad import calidades
from usuarios.ingreso.admision import negativa
from usuarios.models import Empresa, EventoCuenta, Usuario
from vuce.tramites.quien import Quien

SIN_ROLES = "Usted no puede ingresar a la VUCE dado que el usuario no tiene roles registrados en la VUCE."
OPUESTOS = (
    "Usted no puede ingresar a la VUCE dado que tiene asignado el rol de VUCE.USUARIO.AGENTE_ADUANA y"
    " VUCE.USUARIO.LABORATORIO simultáneamente."
)
SIN_PRINCIPAL = (
    "Usted no puede ingresar a la VUCE dado que el usuario principal del {} aún no se ha autenticado y registrado"
    " en la VUCE."
)
PERDIDO = (
    "Usted ya fue registrado con el Rol {0} y realizó por lo menos un trámite en la VUCE. No puede ingresar sin el rol"
    " {0}"
)
INACTIVO = "El Usuario no está activo"
NIT = "NIT 900.123.456-8"


@pytest.fixture
def ingenio(ana: Actor) -> Empresa:
    return ana.quien.titular  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("roles", "mensaje"),
    [
        ([], SIN_ROLES),
        (["agente_aduana", "laboratorio", "operar"], OPUESTOS),
        (["agente_aduana", "laboratorio"], OPUESTOS),
        (["agente_aduana"], SIN_PRINCIPAL.format(NIT)),
        (["laboratorio"], SIN_PRINCIPAL.format(NIT)),
        (["operar"], ""),
        (["operar", "agente_aduana"], ""),
        (["supervisar"], ""),
    ],
)
def test_lo_que_dicen_los_roles(ingenio: Empresa, roles: list[str], mensaje: str) -> None:
    secundario(ingenio, "pedro", *roles)
    navegador, errores = ingresar("pedro")
    assert errores == ([mensaje] if mensaje else [])
    assert entro(navegador) is not bool(mensaje)


def test_el_principal_entra_antes_que_los_secundarios(ingenio: Empresa, ana: Actor) -> None:
    secundario(ingenio, "pedro", "operar", "agente_aduana")
    Usuario.objects.filter(codigo="ana").update(registrado_en=None)
    assert ingresar("pedro")[1] == [SIN_PRINCIPAL.format(NIT)]
    assert ingresar("ana")[1] == []


def test_a_una_empresa_del_peru_se_le_dice_ruc(db: None) -> None:
    peruana = Empresa.objects.create(
        tipo_identificacion="RUC",
        identificacion="20100047218",
        razon_social="Minera del Sur S.A.",
        correo="m@m.example",
    )
    secundario(peruana, "rosa", "operar")
    assert ingresar("rosa")[1] == [SIN_PRINCIPAL.format("RUC 20100047218")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("rol", "nombre"), [("laboratorio", "VUCE.USUARIO.LABORATORIO"), ("agente_aduana", "VUCE.USUARIO.AGENTE_ADUANA")]
)
def test_quien_radico_con_un_rol_no_entra_sin_el(rol: str, nombre: str) -> None:
    """In transactions of their own: when each role was given and taken is the database's clock."""
    ingenio = reunir()["ana"].quien.titular
    pedro = secundario(ingenio, "pedro", "operar", rol)
    remove_perm(f"usuarios.{rol}", pedro, ingenio)
    assert ingresar("pedro")[1] == []  # it filed nothing with it
    assign_perm(f"usuarios.{rol}", pedro, ingenio)
    permiso_de_juguete(Actor(pedro, Quien(pedro, calidades(pedro)[0].titular)))
    remove_perm(f"usuarios.{rol}", pedro, ingenio)
    assert ingresar("pedro")[1] == [PERDIDO.format(nombre)]
    assign_perm(f"usuarios.{rol}", pedro, ingenio)
    assert ingresar("pedro")[1] == []


def test_se_dice_el_primero_que_aplica(ingenio: Empresa) -> None:
    """USR-05: the order of the table, whatever else is wrong."""
    pedro = secundario(ingenio, "pedro", situacion=Usuario.Estado.SUSPENDIDO)
    assert ingresar("pedro")[1] == [SIN_ROLES]
    for roles, mensaje in (
        (("agente_aduana", "laboratorio"), OPUESTOS),
        (("agente_aduana",), SIN_PRINCIPAL.format(NIT)),
        (("agente_aduana", "operar"), INACTIVO),
    ):
        for rol in ("agente_aduana", "laboratorio", "operar"):
            (assign_perm if rol in roles else remove_perm)(f"usuarios.{rol}", pedro, ingenio)
        assert ingresar("pedro")[1] == [mensaje]


def test_junto_a_la_negativa_va_el_remedio_y_queda_registrada(ingenio: Empresa) -> None:
    pedro = secundario(ingenio, "pedro")
    hallada = negativa(pedro)
    assert hallada is not None
    assert hallada.remedio == "El usuario principal de su empresa debe asignarle los roles."
    navegador, _errores = ingresar("pedro")
    pagina = navegador.post("/usuarios/ingresar/", {"username": "pedro", "password": "demostracion-2026"})
    assert hallada.remedio in pagina.content.decode()
    evento = pedro.eventos.filter(tipo=EventoCuenta.Tipo.INGRESO_NEGADO).first()
    assert evento is not None
    assert (evento.ip, evento.detalle) == ("127.0.0.1", SIN_ROLES)


def test_quien_trabaja_para_una_entidad_necesita_una_cola(elena: Actor) -> None:
    assert negativa(elena.usuario) is None
    remove_perm("catalogos.evaluar", elena.usuario, elena.quien.dependencia)
    assert ingresar("elena")[1] == [SIN_ROLES]
