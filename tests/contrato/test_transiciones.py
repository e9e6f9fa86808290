"""The same five sentences for every transition of every procedure: who may, who may not, wrong state, stale form."""

from typing import Any

import pytest

from tests.ayudas.casos import llevar_a
from tests.ayudas.elenco import Actor
from tests.contrato.fabricas import FABRICAS
from usuarios.demo import FUNCIONARIOS
from vuce.tramites.models import Tramite
from vuce.tramites.permisos import PERMISO_DE_ENTIDAD, Rol
from vuce.tramites.procedimientos import REGISTRO, Procedimiento
from vuce.tramites.quien import SISTEMA
from vuce.tramites.reglas import EstadoNoPermite, SinPermiso, VersionVieja
from vuce.tramites.transiciones import Transicion, disponibles, ejecutar, transiciones_de

PASOS = [
    pytest.param(procedimiento, paso, id=f"{procedimiento.codigo}-{paso.accion}")
    for procedimiento in REGISTRO.values()
    for paso in transiciones_de(procedimiento.modelo).values()
]
pasos = pytest.mark.parametrize(("procedimiento", "paso"), PASOS)


@pytest.fixture
def caso(procedimiento: Procedimiento, paso: Transicion, ana: Actor) -> Any:
    creado = FABRICAS[procedimiento.codigo](ana)
    return creado if creado.estado in paso.de else llevar_a(creado, paso.de[0])


def _codigo(rol: Rol, caso: Any) -> str:
    """Who of the cast holds the role; of an authority, whoever of the case's queue has no more rights than needed."""
    if rol is Rol.TITULAR:
        return "ana"
    permiso = PERMISO_DE_ENTIDAD[rol]
    capaces = [(len(p), c) for c, (_n, p, d) in FUNCIONARIOS.items() if d == caso.dependencia_id and permiso in p]
    return min(capaces)[1]


def _quien(rol: Rol, elenco: dict[str, Actor], caso: Any) -> Any:
    return SISTEMA if rol is Rol.SISTEMA else elenco[_codigo(rol, caso)].quien


@pasos
def test_a_quien_le_toca_se_le_ofrece(paso: Transicion, caso: Any, elenco: dict[str, Actor]) -> None:
    assert paso.accion in [p.accion for p in disponibles(_quien(paso.quien, elenco, caso), caso)]


@pasos
def test_un_colega_sin_ese_papel_no_puede(paso: Transicion, caso: Any, elenco: dict[str, Actor]) -> None:
    """Everybody of the cast who does not hold the transition's role, among those who may see the case."""
    colegas = {"ana": Rol.TITULAR, "elena": Rol.EVALUADOR, "gloria": None}
    for codigo in (c for c, rol in colegas.items() if rol is not paso.quien):
        with pytest.raises(SinPermiso):
            ejecutar(caso.pk, paso.accion, elenco[codigo].quien)


@pasos
def test_un_extrano_no_puede_ni_verlo(paso: Transicion, caso: Any, carla: Actor, oscar: Actor) -> None:
    for extrano in (carla, oscar):
        with pytest.raises(SinPermiso):
            ejecutar(caso.pk, paso.accion, extrano.quien)
        for url in (f"/tramites/{caso.pk}/acciones/{paso.accion}/", f"/tramites/{caso.pk}/"):
            assert extrano.navegador.get(url).status_code == 404
    assert Tramite.objects.get(pk=caso.pk).version == caso.version


@pasos
def test_en_otro_estado_no_se_puede(paso: Transicion, caso: Any, elenco: dict[str, Actor]) -> None:
    alcanzables = {type(caso).inicial} | {p.a for p in transiciones_de(type(caso)).values() if p.a}
    otro = next(iter(sorted(alcanzables - set(paso.de))))
    movido = llevar_a(caso, otro)
    with pytest.raises(EstadoNoPermite):
        ejecutar(movido.pk, paso.accion, _quien(paso.quien, elenco, caso))


@pasos
def test_con_un_formulario_viejo_no_se_puede(paso: Transicion, caso: Any, elenco: dict[str, Actor]) -> None:
    with pytest.raises(VersionVieja):
        ejecutar(caso.pk, paso.accion, _quien(paso.quien, elenco, caso), version=caso.version - 1)


@pasos
def test_la_pagina_de_la_accion_se_muestra(paso: Transicion, caso: Any, elenco: dict[str, Actor]) -> None:
    if paso.quien is Rol.SISTEMA or paso.accion == "modificar":
        assert elenco["ana"].navegador.get(f"/tramites/{caso.pk}/acciones/{paso.accion}/").status_code in {403, 404}
        return
    codigo = _codigo(paso.quien, caso)
    respuesta = elenco[codigo].navegador.get(f"/tramites/{caso.pk}/acciones/{paso.accion}/")
    assert respuesta.status_code == 200
    assert str(paso.etiqueta) in respuesta.content.decode()
