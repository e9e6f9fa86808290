"""USR-01, USR-02: registries of others answer over HTTP, or the portal goes on without them."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from tests.ayudas.elenco import Actor
from tests.ayudas.registro_falso import RegistroFalso
from usuarios.registros import NoFigura, agencias, personas, tributario
from usuarios.registros import http as cliente
from usuarios.registros.personas import Persona


def test_da_los_nombres_del_documento(registro_falso: RegistroFalso) -> None:
    registro_falso.filas["DNI", "45821903"] = {"nombre": " Rosa Quispe Mamani "}
    assert personas.consultar("DNI", "45821903") == Persona("DNI", "45821903", "Rosa Quispe Mamani")
    assert registro_falso.preguntas == [{"tipo": ["DNI"], "numero": ["45821903"]}]


def test_da_la_razon_social_del_nit(registro_falso: RegistroFalso) -> None:
    registro_falso.filas["NIT", "900123456"] = {"razon_social": "Ingenio Valle Dulce S.A.S."}
    hallado = tributario.consultar("NIT", "900123456")
    assert hallado is not None
    assert hallado.razon_social == "Ingenio Valle Dulce S.A.S."


def test_lo_que_no_figura_se_dice(registro_falso: RegistroFalso) -> None:
    with pytest.raises(NoFigura, match="no tiene ese número de documento"):
        personas.consultar("DNI", "00000000")
    with pytest.raises(NoFigura, match="El registro tributario no tiene ese número"):
        tributario.consultar("NIT", "900000001")
    with pytest.raises(NoFigura, match="no es de una agencia de aduanas registrada"):
        agencias.consultar("NIT", "900000001")


def test_sin_registro_configurado_no_hay_respuesta() -> None:
    assert personas.consultar("CC", "31415926") is None
    assert tributario.consultar("NIT", "900123456") is None


def test_sin_registro_de_agencias_valen_las_del_portal(ana: Actor, beto: Actor) -> None:
    agencia, ingenio = beto.quien.titular, ana.quien.titular
    hallada = agencias.consultar("NIT", agencia.identificacion)
    assert hallada is not None
    assert hallada.razon_social == agencia.razon_social
    with pytest.raises(NoFigura):
        agencias.consultar("NIT", ingenio.identificacion)


def test_la_agencia_trae_sus_datos(registro_falso: RegistroFalso) -> None:
    datos = {"razon_social": "Aduanas Norte", "direccion": "Calle 1", "telefono": "605", "correo": "a@n.example"}
    registro_falso.filas["NIT", "800100200"] = datos | {"fax": "606", "otra_cosa": 1}
    hallada = agencias.consultar("NIT", "800100200")
    assert hallada == agencias.Agencia("800100200", "Aduanas Norte", "Calle 1", "605", "a@n.example", "606")


@pytest.mark.parametrize(
    ("estado", "fila", "demora"),
    [(500, {"nombre": "X"}, 0), (200, ["no", "es", "objeto"], 0), (200, {"nombre": "X"}, 1)],
)
def test_lo_que_no_es_respuesta_no_detiene(
    registro_falso: RegistroFalso, estado: int, fila: object, demora: float
) -> None:
    registro_falso.filas["CC", "31415926"] = fila
    registro_falso.estado, registro_falso.demora = estado, demora
    assert personas.consultar("CC", "31415926") is None


def test_tras_tres_fallas_no_se_pregunta_por_un_rato(
    registro_falso: RegistroFalso, monkeypatch: pytest.MonkeyPatch
) -> None:
    registro_falso.filas["CC", "31415926"] = {"nombre": "Ana"}
    registro_falso.estado = 503
    for _vez in range(5):
        assert personas.consultar("CC", "31415926") is None
    assert len(registro_falso.preguntas) == cliente.FALLAS_SEGUIDAS
    registro_falso.estado = 200
    despues = time.monotonic() + cliente.DESCANSO + 1
    monkeypatch.setattr(cliente, "time", SimpleNamespace(monotonic=lambda: despues))
    assert personas.consultar("CC", "31415926") == Persona("CC", "31415926", "Ana")
