"""On whose behalf one acts: chosen from one's own, checked at each request, written in the record."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import assign_perm, remove_perm

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor
from usuarios.identidad import calidades
from usuarios.models import Empresa, Poder
from vuce.tramites.permisos import visibles_para

CAMBIAR = "/usuarios/actuar-por/"


@pytest.fixture
def poder(elenco: dict[str, Actor]) -> Poder:
    """The mandate that Ana's company gave Beto's, over the toy."""
    fila = Poder.objects.get()
    fila.modulos = ["juguete"]
    fila.save(update_fields=["modulos"])
    return fila


def actua_por(navegador: Client) -> Any:
    return navegador.get("/").wsgi_request.actua_por


def cambiar(navegador: Client, clave: str) -> int:
    return navegador.post(CAMBIAR, {"calidad": clave}).status_code


def test_las_calidades_de_cada_quien(elenco: dict[str, Actor]) -> None:
    nombres = {codigo: [c.clave.partition("-")[0] for c in calidades(a.usuario)] for codigo, a in elenco.items()}
    assert nombres["ana"] == ["empresa"]
    assert nombres["beto"] == ["empresa", "empresa"]
    assert nombres["elena"] == nombres["gloria"] == ["dependencia"]


def test_cambiar_de_calidad(poder: Poder, beto: Actor) -> None:
    navegador = beto.navegador
    assert actua_por(navegador).titular == beto.quien.titular
    assert cambiar(navegador, f"empresa-{poder.titular_id}") == 302
    quien = actua_por(navegador)
    assert (quien.titular, quien.poderes) == (poder.titular, (poder,))


def test_la_calidad_de_otro_no_existe(poder: Poder, ana: Actor, beto: Actor, carla: Actor) -> None:
    ajenas = [
        f"empresa-{carla.quien.titular.pk}",
        f"empresa-{beto.quien.titular.pk}",
        "dependencia-mincit-contingentes",
    ]
    for clave in [*ajenas, "", "empresa-", "empresa-999999999999999999999", "\0"]:
        assert cambiar(ana.navegador, clave) == 404


def test_una_calidad_escrita_a_mano_en_la_sesion_no_vale(ana: Actor, carla: Actor) -> None:
    navegador = ana.navegador
    sesion = navegador.session
    sesion["actua_por"] = f"empresa-{carla.quien.titular.pk}"
    sesion.save()
    assert actua_por(navegador).titular == ana.quien.titular


def test_revocado_el_poder_se_vuelve_a_la_empresa_propia(poder: Poder, ana: Actor, beto: Actor) -> None:
    caso = permiso_de_juguete(ana)
    navegador = beto.por(poder.titular).navegador
    assert navegador.get(f"/tramites/{caso.pk}/").status_code == 200
    Poder.objects.update(revocado_en=timezone.now())
    assert navegador.get(f"/tramites/{caso.pk}/").status_code == 404
    assert actua_por(navegador).titular == beto.quien.titular


def test_el_poder_solo_cubre_sus_modulos(poder: Poder, ana: Actor, beto: Actor) -> None:
    """usuarios, Given/When/Then 5."""
    caso = permiso_de_juguete(ana)
    Poder.objects.update(modulos=["contingentes"])
    navegador = beto.por(poder.titular).navegador
    assert navegador.get(f"/tramites/{caso.pk}/").status_code == 404
    assert navegador.post("/tramites/nueva/juguete.permiso/").status_code == 404
    assert navegador.post("/tramites/nueva/contingentes.cupo/").status_code == 302


def test_el_acto_del_agente_queda_con_su_poder_y_su_titular(poder: Poder, ana: Actor, beto: Actor) -> None:
    caso = permiso_de_juguete(ana)
    beto.por(poder.titular).navegador.post(f"/tramites/{caso.pk}/acciones/generar_documento/", {"version": 1})
    acto = caso.actuaciones.get(accion="generar_documento")
    assert (acto.usuario, acto.por_cuenta_de, acto.poder) == (beto.usuario, poder.titular, poder.pk)
    propio = caso.actuaciones.get(accion="crear")
    assert (propio.usuario, propio.por_cuenta_de, propio.poder) == (ana.usuario, ana.quien.titular, None)
    ficha = ana.navegador.get(f"/tramites/{caso.pk}/").content.decode()
    assert "Alberto Rincón Díaz por cuenta de Ingenio Valle Dulce S.A.S." in ficha


@pytest.mark.parametrize(
    ("codigo", "permiso", "modulo", "tiene"),
    [
        ("ana", "operar", "juguete", True),
        ("ana", "operar", "otro", True),
        ("ana", "administrar", "juguete", True),
        ("ana", "laboratorio", "juguete", False),
        ("beto", "operar", "juguete", True),
        ("beto", "operar", "otro", False),
        ("beto", "administrar", "juguete", False),
        ("beto", "agente_aduana", "juguete", False),
        ("carla", "operar", "juguete", False),
        ("elena", "operar", "juguete", False),
        ("nadie", "operar", "juguete", False),
    ],
)
def test_quien_tiene_que_derecho_sobre_el_ingenio(
    poder: Poder, elenco: dict[str, Actor], codigo: str, permiso: str, modulo: str, tiene: bool
) -> None:
    usuario = AnonymousUser() if codigo == "nadie" else elenco[codigo].usuario
    assert Empresa.objects.para(usuario, permiso, modulo).filter(pk=poder.titular_id).exists() is tiene
    condicion = Empresa.objects.all().derecho(usuario, permiso, titular="pk", modulo=Value(modulo))
    assert Empresa.objects.filter(condicion, pk=poder.titular_id).exists() is tiene


def test_el_agente_necesita_ademas_el_papel_en_su_propia_empresa(poder: Poder, ana: Actor, beto: Actor) -> None:
    permiso_de_juguete(ana)
    assert visibles_para(beto.usuario).count() == 1
    remove_perm("usuarios.operar", beto.usuario, beto.quien.titular)
    assert visibles_para(beto.usuario).count() == 0
    assign_perm("usuarios.operar", beto.usuario, beto.quien.titular)
    assert visibles_para(beto.usuario).count() == 1


@pytest.mark.parametrize(
    ("tipo", "numero", "vale"),
    [
        ("NIT", "900123456", True),
        ("NIT", "1098765432", True),
        ("RUC", "20100047218", True),
        ("NIT", "900.123.456", False),
        ("NIT", "900123456-8", False),
        ("NIT", "0900123456", False),
        ("NIT", "12345", False),
        ("RUC", "900123456", False),
        ("RUC", "30100047218", False),
        ("XXX", "900123456", False),
    ],
)
def test_la_base_solo_guarda_identificaciones_bien_escritas(db: None, tipo: str, numero: str, vale: bool) -> None:
    empresa = Empresa(tipo_identificacion=tipo, identificacion=numero, razon_social="X", correo="x@x.example")
    if vale:
        empresa.full_clean()
        empresa.save()
        return
    with pytest.raises(ValidationError):
        empresa.full_clean()
    with pytest.raises(IntegrityError, match="empresa_identificacion_bien_escrita"), transaction.atomic():
        empresa.save()
