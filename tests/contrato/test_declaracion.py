"""What every registered procedure must declare: read from the registry, so a new one is held to it by itself."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import get_template

from tests.contrato.fabricas import FABRICAS
from vuce.tramites.estados import Fase
from vuce.tramites.permisos import Rol
from vuce.tramites.procedimientos import REGISTRO, Procedimiento
from vuce.tramites.transiciones import transiciones_de

RAIZ = Path(__file__).parents[2]
todos = pytest.mark.parametrize("procedimiento", REGISTRO.values(), ids=lambda p: p.codigo)


@todos
def test_dice_ficha_nivel_articulos_y_prefijo(procedimiento: Procedimiento) -> None:
    assert procedimiento.fichas
    assert procedimiento.nivel in {"A", "B", "C", "R"}
    assert str(procedimiento.nombre)
    assert str(procedimiento.articulos)
    assert procedimiento.prefijo.isupper()
    prefijos = [p.prefijo for p in REGISTRO.values()]
    assert prefijos.count(procedimiento.prefijo) == 1
    assert procedimiento.codigo in FABRICAS


@todos
def test_sus_plantillas_existen(procedimiento: Procedimiento) -> None:
    for nombre in ["_ficha.html", *(f"{papel.clase}.pdf.html" for papel in procedimiento.papeles)]:
        assert get_template(f"{procedimiento.carpeta}/{nombre}")


@todos
def test_todo_estado_se_alcanza_y_solo_los_terminados_no_salen(procedimiento: Procedimiento) -> None:
    pasos = transiciones_de(procedimiento.modelo).values()
    alcanzables = {procedimiento.modelo.inicial} | {paso.a for paso in pasos if paso.a}
    de_salida = {estado for paso in pasos if paso.a for estado in paso.de}
    assert de_salida <= alcanzables
    terminados = {e for e in alcanzables if procedimiento.modelo.fases[e] == Fase.TERMINADO}
    assert alcanzables - de_salida <= terminados


@todos
def test_lo_que_declara_por_accion_existe(procedimiento: Procedimiento) -> None:
    acciones = {"crear", *transiciones_de(procedimiento.modelo)}
    nombradas = {*procedimiento.reglas, *procedimiento.formularios, *procedimiento.efectos}
    for papel in procedimiento.papeles:
        nombradas |= {*papel.al, *papel.anula}
    for tiempo in procedimiento.tiempos:
        nombradas |= {*tiempo.inicia, *tiempo.detiene, *([tiempo.al_vencer] if tiempo.al_vencer else [])}
    assert nombradas <= acciones
    for tiempo in procedimiento.tiempos:
        if tiempo.al_vencer:
            assert transiciones_de(procedimiento.modelo)[tiempo.al_vencer].quien is Rol.SISTEMA


@todos
def test_toda_regla_cita_su_articulo_y_su_mensaje(procedimiento: Procedimiento) -> None:
    propias = [r for reglas in procedimiento.reglas.values() for r in reglas]
    comunes = [r for paso in transiciones_de(procedimiento.modelo).values() for r in paso.reglas]
    for regla in propias + comunes:
        assert regla.codigo
        assert str(regla.articulo)
        assert str(regla.mensaje).endswith(".")


def test_el_comando_nombra_cada_ficha(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("procedimientos", csv=True)
    cabecera, *filas = capsys.readouterr().out.splitlines()
    assert cabecera == "ficha,codigo,app,nivel,articulos"
    assert "JUG-01,juguete.permiso,juguete,A,instructivo de juguetes" in filas
    assert len(filas) == sum(len(p.fichas) for p in REGISTRO.values())


def test_ningun_archivo_compartido_nombra_al_juguete() -> None:
    """A new procedure touches no shared file: outside tests/ nothing knows the toy."""
    carpetas = [RAIZ / c for c in ("vuce", "usuarios", "contingentes", "templates", "bin", "docs")]
    archivos = (a for c in carpetas for a in c.rglob("*") if a.suffix in {".py", ".html", ".toml", ".sh"})
    assert [str(a) for a in archivos if "juguete" in a.read_text()] == []
