"""USR-07, USU-03, USU-05, USU-06: another delegado, cancellation of accounts, reactivation."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.ayudas.casos import enviado
from tests.ayudas.elenco import Actor
from tests.usuarios.fabricas import sobre_cuentas
from usuarios.cuentas.desde_fuera import pase
from usuarios.cuentas.reglas import representa
from usuarios.demo import CLAVE
from usuarios.models import Empresa, Enlace, Poder, SolicitudCuenta, Usuario
from vuce.notificaciones.models import Aviso
from vuce.tramites.procedimientos import REGISTRO
from vuce.tramites.reglas import ReglaIncumplida
from vuce.tramites.transiciones import ejecutar

MOTIVO = {"motivo": "Cambio en la empresa."}


@pytest.fixture
def nora(elenco: dict[str, Actor]) -> Actor:
    return elenco["nora"]


@pytest.fixture
def luz(ana: Actor) -> Usuario:
    """A secondary user of Ana's company."""
    empresa = ana.quien.titular
    return Usuario.objects.create_user("luzmar01", nombre="Luz Mar", documento="52000111", empresa=empresa)


def aprobar(caso: Any, revisor: Actor) -> None:
    ejecutar(caso.pk, "tomar", revisor.quien)
    ejecutar(caso.pk, "aprobar", revisor.quien)


def situacion(usuario: Usuario) -> str:
    return Usuario.objects.get(pk=usuario.pk).situacion


def test_la_decide_quien_otorgo_la_cuenta(ana: Actor, nora: Actor) -> None:
    assert sobre_cuentas(ana).dependencia_id == "dian-registro"
    empresa = ana.quien.titular
    empresa.otorgada_por_id = "dian-cesa-bogota"
    empresa.save()
    assert sobre_cuentas(ana).dependencia_id == "dian-cesa-bogota"


def test_cambio_de_delegado(ana: Actor, nora: Actor, luz: Usuario) -> None:
    """USU-03, Given 1: the old one is out at once; the users keep working under the new one."""
    navegador = ana.navegador
    caso = sobre_cuentas(ana)
    assert navegador.get("/tramites/").status_code == 200
    aprobar(caso, nora)
    nuevo = Usuario.objects.get(documento="43555777")
    assert (situacion(ana.usuario), situacion(luz), nuevo.situacion) == ("cancelado", "activo", "pendiente_activacion")
    assert "/usuarios/ingresar/" in navegador.get("/tramites/").url
    assert Enlace.objects.get(usuario=nuevo).proposito == "activacion"
    administran = Empresa.objects.get(pk=caso.titular_id)
    assert not Empresa.objects.para(ana.usuario, "administrar", "").exists()
    assert Empresa.objects.para(nuevo, "administrar", "").get() == administran
    assert Aviso.objects.filter(tramite=caso, titular=administran).exists()


def test_el_nuevo_delegado_puede_ser_de_la_casa(ana: Actor, nora: Actor, luz: Usuario) -> None:
    aprobar(sobre_cuentas(ana, nuevo_documento=luz.documento), nora)
    assert Usuario.objects.filter(documento=luz.documento).count() == 1
    assert Empresa.objects.para(luz, "administrar", "").exists()


def test_el_nuevo_delegado_puede_ser_uno_de_cuenta_cancelada(ana: Actor, nora: Actor, luz: Usuario) -> None:
    """USU-03: the cancelled account stays as it is; the person gets another one."""
    Usuario.objects.filter(pk=luz.pk).update(situacion="cancelado")
    aprobar(sobre_cuentas(ana, nuevo_documento=luz.documento), nora)
    nuevo = Usuario.objects.exclude(pk=luz.pk).get(documento=luz.documento)
    assert (situacion(luz), nuevo.situacion) == ("cancelado", "pendiente_activacion")
    assert Empresa.objects.para(nuevo, "administrar", "").exists()


@pytest.mark.parametrize("estado", ["suspendido", "inactivo", "vencido"])
def test_el_nuevo_delegado_de_la_casa_puede_entrar(ana: Actor, nora: Actor, luz: Usuario, estado: str) -> None:
    """USU-03: the company is never left with nobody who enters; the link goes where the request says."""
    ayer = timezone.localdate() - timedelta(days=1)
    Usuario.objects.filter(pk=luz.pk).update(situacion=estado, vence_el=ayer, correo="")
    aprobar(sobre_cuentas(ana, nuevo_documento=luz.documento), nora)
    luz.refresh_from_db()
    assert (luz.situacion, luz.is_active, luz.correo) == ("activo", True, "marta@ana.example")
    assert Enlace.objects.get(usuario=luz, proposito="activacion").correo == "marta@ana.example"


@pytest.mark.parametrize("de_la_casa", [True, False])
def test_el_cambio_de_delegado_no_alarga_la_vigencia_corta(
    ana: Actor, nora: Actor, luz: Usuario, de_la_casa: bool
) -> None:
    """USU-03, 4240 art. 6: three days in a company of a single operation, whoever its delegado."""
    Usuario.objects.filter(pk=ana.usuario.pk).update(vigencia="breve")
    documento = luz.documento if de_la_casa else "43555777"
    aprobar(sobre_cuentas(ana, nuevo_documento=documento), nora)
    nuevo = Usuario.objects.get(documento=documento)
    assert (nuevo.vigencia, nuevo.vence_el) == ("breve", timezone.localdate() + timedelta(days=3))


def test_cancelar_todas_las_que_otorgo(ana: Actor, nora: Actor, luz: Usuario) -> None:
    """USU-03, Given 3."""
    aprobar(sobre_cuentas(ana, destino="cancelar"), nora)
    assert situacion(luz) == "cancelado"


def test_el_delegado_que_no_representa_no_lo_pide(ana: Actor) -> None:
    """USU-03, Given 2."""
    ana.quien.titular.responsables.update(documento="999888")
    with pytest.raises(ReglaIncumplida, match=r"El cambio de delegado debe solicitarlo el representante legal\."):
        sobre_cuentas(ana)


def test_el_nuevo_delegado_es_otro(ana: Actor) -> None:
    with pytest.raises(ReglaIncumplida, match=r"La persona indicada ya es el delegado de cuenta\."):
        sobre_cuentas(ana, nuevo_documento=ana.usuario.documento)


def test_sin_la_copia_del_documento_no_se_radica(ana: Actor) -> None:
    """USU-03, V3."""
    navegador = ana.navegador
    borrador = navegador.post("/tramites/nueva/usuarios.cuenta/").url
    pagina = navegador.post(borrador, {"variante": "delegado"}).content.decode()
    assert "Anexe copia del documento de identificación del nuevo delegado." in pagina
    assert "Indique los datos del nuevo delegado de cuenta." in pagina


@pytest.mark.parametrize(
    ("alcance", "estado_de_luz", "de_la_empresa"),
    [("delegado", "activo", "activa"), ("todas", "cancelado", "cancelada")],
)
def test_cancelacion(
    ana: Actor, nora: Actor, luz: Usuario, alcance: str, estado_de_luz: str, de_la_empresa: str
) -> None:
    """USU-05, Given 1 and 2."""
    aprobar(sobre_cuentas(ana, variante="cancelacion", alcance=alcance), nora)
    assert (situacion(ana.usuario), situacion(luz)) == ("cancelado", estado_de_luz)
    assert Empresa.objects.get(pk=ana.quien.titular.pk).situacion == de_la_empresa


def test_cancelar_solo_al_delegado_no_deja_a_nadie_sin_quien_pida_otro(ana: Actor, nora: Actor, luz: Usuario) -> None:
    """USU-05: the representative without an account of its own names the new delegado in the same request."""
    nadie = dict.fromkeys(("nuevo_nombre", "nuevo_documento", "nuevo_correo"), "")
    with pytest.raises(ReglaIncumplida, match=r"Indique el nuevo delegado de cuenta"):
        sobre_cuentas(ana, variante="cancelacion", alcance="delegado", **nadie)
    aprobar(sobre_cuentas(ana, variante="cancelacion", alcance="delegado"), nora)
    nuevo = Usuario.objects.get(documento="43555777")
    assert (situacion(ana.usuario), situacion(luz), nuevo.situacion) == ("cancelado", "activo", "pendiente_activacion")
    assert Empresa.objects.para(nuevo, "administrar", "").exists()


def test_cancelada_la_empresa_terminan_sus_poderes(ana: Actor, nora: Actor, beto: Actor) -> None:
    """USU-05, USR-06."""
    assert Empresa.objects.para(beto.usuario, "operar", "contingentes").filter(pk=ana.quien.titular.pk).exists()
    aprobar(sobre_cuentas(ana, variante="cancelacion", alcance="todas"), nora)
    assert Poder.objects.get().revocado_en is not None
    assert not Empresa.objects.para(beto.usuario, "operar", "contingentes").filter(pk=ana.quien.titular.pk).exists()


def test_sin_representante_registrado_solo_una_persona_natural_se_representa(ana: Actor) -> None:
    """USU-03.V1: the delegado of a company is not its representative for want of one."""
    empresa = ana.quien.titular
    empresa.responsables.all().delete()
    assert not representa(ana.usuario, empresa)
    ana.usuario.documento = empresa.identificacion
    ana.usuario.save()
    assert representa(ana.usuario, empresa)


def test_la_cancelacion_dice_su_alcance_y_la_pide_el_representante(ana: Actor) -> None:
    ana.quien.titular.responsables.update(documento="999888")
    with pytest.raises(ReglaIncumplida) as faltas:
        sobre_cuentas(ana, variante="cancelacion")
    assert [falta.mensaje for falta in faltas.value.faltas] == [
        "Indique si la cancelación comprende solo al delegado de cuenta o también las cuentas otorgadas por éste.",
        "La cancelación debe solicitarla el representante legal.",
    ]


@pytest.mark.parametrize("estado", ["inactivo", "vencido"])
def test_reactivacion(ana: Actor, nora: Actor, luz: Usuario, estado: str) -> None:
    """USU-06: the account works again, with its own constancia."""
    luz.situacion = estado
    luz.save()
    caso = sobre_cuentas(ana, variante="reactivacion", cuenta=luz.pk)
    aprobar(caso, nora)
    assert situacion(luz) == "activo"
    assert caso.documentos.get().clase == "constancia"
    assert luz.eventos.first().detalle.endswith(f"Reactivación {caso.numero}")


def test_la_reactivacion_de_una_inactiva_que_ya_paso_su_dia_la_renueva(ana: Actor, nora: Actor, luz: Usuario) -> None:
    """USU-06: approved by the entity, the account works."""
    Usuario.objects.filter(pk=luz.pk).update(situacion="inactivo", vence_el=timezone.localdate() - timedelta(days=1))
    aprobar(sobre_cuentas(ana, variante="reactivacion", cuenta=luz.pk), nora)
    luz.refresh_from_db()
    assert (luz.situacion, luz.is_active) == ("activo", True)


@pytest.mark.parametrize("estado", ["inactivo", "vencido"])
def test_quien_no_puede_entrar_pide_su_reactivacion(ana: Actor, nora: Actor, estado: str) -> None:
    """USU-06: the only user of a company is not left outside; the page files one request and opens nothing else."""
    Usuario.objects.filter(pk=ana.usuario.pk).update(situacion=estado)
    navegador = Client()
    pagina = navegador.post("/usuarios/ingresar/", {"username": "ana", "password": CLAVE})
    url = reverse("usuarios:reactivacion", args=[pagina.context["form"].reactivacion])
    assert url in pagina.content.decode()
    assert navegador.post(url, {"motivo": ""}).status_code == 422
    respuestas = [navegador.post(url, {"motivo": "Olvidé la clave."}) for _vez in range(2)]
    caso = SolicitudCuenta.objects.get()
    assert all(caso.numero in respuesta.content.decode() for respuesta in respuestas)
    assert "/usuarios/ingresar/" in navegador.get("/tramites/").url
    aprobar(caso, nora)
    assert situacion(ana.usuario) == "activo"
    assert navegador.get(url).status_code == 410


def test_la_del_secundario_llega_a_su_principal(ana: Actor, luz: Usuario) -> None:
    """USU-06, Given 3."""
    Usuario.objects.filter(pk=luz.pk).update(situacion="inactivo")
    url = reverse("usuarios:reactivacion", args=[pase(Usuario.objects.get(pk=luz.pk))])
    assert "usuario principal" in Client().post(url, {"motivo": "Me bloqueé."}).content.decode()
    aviso = Aviso.objects.get(usuario=ana.usuario)
    assert (aviso.asunto, aviso.cuerpo) == ("Luz Mar pide la reactivación de su usuario luzmar01", "Me bloqueé.")
    assert not SolicitudCuenta.objects.exists()


@pytest.mark.parametrize("situacion", ["activo", "suspendido", "cancelado"])
def test_solo_una_cuenta_inactiva_o_vencida_pide_reactivacion(luz: Usuario, situacion: str) -> None:
    """USU-06; nor with a pass that nobody gave."""
    luz.situacion = situacion
    assert pase(luz) == ""
    assert Client().get(reverse("usuarios:reactivacion", args=["1:x:y"])).status_code == 410


def test_la_cancelada_no_se_reactiva(ana: Actor, luz: Usuario) -> None:
    luz.situacion = "cancelado"
    luz.save()
    with pytest.raises(ReglaIncumplida, match="solicite un nuevo registro"):
        sobre_cuentas(ana, variante="reactivacion", cuenta=luz.pk)


def test_solo_se_elige_entre_las_cuentas_cerradas_de_la_empresa(ana: Actor, carla: Actor, luz: Usuario) -> None:
    carla.usuario.situacion = "inactivo"
    carla.usuario.save()
    for cuenta in (carla.usuario, luz):
        datos = enviado(variante="reactivacion", cuenta=cuenta.pk, **MOTIVO)
        formulario = REGISTRO["usuarios.cuenta"].formulario(datos, quien=ana.quien)
        assert "cuenta" in formulario.errors


def test_un_secundario_no_esta_legitimado(ana: Actor, luz: Usuario) -> None:
    otra = Usuario.objects.create_user("paz00001", nombre="Paz", documento="52000222", empresa=ana.quien.titular)
    otra.situacion = "inactivo"
    otra.save()
    formulario = REGISTRO["usuarios.cuenta"].formulario(
        enviado(variante="reactivacion", cuenta=otra.pk, **MOTIVO), quien=ana.quien
    )
    assert formulario.is_valid(), formulario.errors
    caso = formulario.save(commit=False)
    caso.titular = ana.quien.titular
    regla = next(r for r in REGISTRO["usuarios.cuenta"].reglas["crear"] if r.codigo == "USU-06.V3")
    assert regla.falta(caso, _acto(ana.usuario)) is None
    falta = regla.falta(caso, _acto(luz))
    assert falta is not None
    assert falta.mensaje == "No está legitimado para solicitar la reactivación."


def _acto(usuario: Usuario) -> Any:
    return SimpleNamespace(quien=SimpleNamespace(usuario=usuario))
