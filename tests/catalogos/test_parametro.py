"""Parameters: the value in force on a day, typed, with no two versions on the same day whoever writes them."""

import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management.sql import emit_post_migrate_signal
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from vuce.catalogos import parametros
from vuce.catalogos.models import Parametro, TipoParametro, VersionParametro
from vuce.catalogos.parametros import ParametroSinValor, cargar_declarados, declarar_parametro, parametro
from vuce.comun.terminos import Termino, UnidadTermino


@pytest.fixture
def declarados(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    propios: dict[str, Any] = {}
    monkeypatch.setattr(parametros, "DECLARADOS", propios)
    return propios


@pytest.fixture
def respuesta(db: None) -> Parametro:
    fila = Parametro.objects.create(codigo="pruebas.respuesta", tipo=TipoParametro.TERMINO, nombre="Respuesta")
    fila.versiones.create(valor="15 habiles", vigente_desde=date(2020, 1, 1), norma="D 1")
    return fila


def test_el_valor_vigente_y_su_version(respuesta: Parametro) -> None:
    nueva = respuesta.cambiar(Termino(2, UnidadTermino.MESES), date(2026, 7, 1), "D 2", "5")
    assert parametro("pruebas.respuesta", date(2026, 6, 30)).valor == Termino(15)
    assert parametro("pruebas.respuesta", date(2026, 7, 1)) == (Termino(2, UnidadTermino.MESES), nueva.pk)
    assert respuesta.versiones.get(vigente_desde=date(2020, 1, 1)).vigente_hasta == date(2026, 6, 30)


def test_hoy_es_el_dia_de_colombia(respuesta: Parametro) -> None:
    respuesta.cambiar(Termino(10), date(2026, 7, 1), "D 2")
    with time_machine.travel("2026-07-01T04:59:00+00:00", tick=False):
        assert parametro("pruebas.respuesta").valor == Termino(15)
    with time_machine.travel("2026-07-01T05:00:00+00:00", tick=False):
        assert parametro("pruebas.respuesta").valor == Termino(10)


def test_sin_valor_se_dice_cual_falta(respuesta: Parametro) -> None:
    with pytest.raises(ParametroSinValor, match=r"«pruebas\.respuesta» no tiene valor vigente"):
        parametro("pruebas.respuesta", date(2019, 12, 31))
    with pytest.raises(ParametroSinValor, match=r"«pruebas\.nada»"):
        parametro("pruebas.nada")


@pytest.mark.parametrize(
    ("tipo", "guardado", "valor"),
    [
        (TipoParametro.ENTERO, 7, 7),
        (TipoParametro.DECIMAL, "0.75", Decimal("0.75")),
        (TipoParametro.TEXTO, "ordinaria", "ordinaria"),
        (TipoParametro.TERMINO, "3 horas", Termino(3, UnidadTermino.HORAS)),
        (TipoParametro.LISTA, ["US", "MX"], ["US", "MX"]),
        (TipoParametro.BOOLEANO, False, False),
    ],
)
@pytest.mark.django_db
def test_cada_tipo(tipo: TipoParametro, guardado: Any, valor: Any) -> None:
    fila = Parametro.objects.create(codigo="pruebas.tipo", tipo=tipo, nombre="Tipo")
    fila.cambiar(valor, date(2026, 1, 1), "D 1")
    assert fila.versiones.get().valor == guardado
    assert parametro("pruebas.tipo", date(2026, 1, 1)).valor == valor


@pytest.mark.parametrize(
    ("tipo", "malo"),
    [
        (TipoParametro.ENTERO, "7"),
        (TipoParametro.ENTERO, True),
        (TipoParametro.DECIMAL, 0.75),
        (TipoParametro.DECIMAL, "NaN"),
        (TipoParametro.DECIMAL, "0,75"),
        (TipoParametro.TEXTO, 7),
        (TipoParametro.TERMINO, "quince días"),
        (TipoParametro.LISTA, ["US", 1]),
        (TipoParametro.BOOLEANO, "si"),
    ],
)
@pytest.mark.django_db
def test_un_valor_de_otro_tipo_no_entra(tipo: TipoParametro, malo: Any) -> None:
    fila = Parametro.objects.create(codigo="pruebas.tipo", tipo=tipo, nombre="Tipo")
    with pytest.raises(ValidationError):
        fila.cambiar(malo, date(2026, 1, 1), "D 1")
    assert not fila.versiones.exists()


@pytest.mark.parametrize(
    ("desde", "hasta"), [(date(2026, 1, 1), None), (date(2019, 1, 1), date(2020, 1, 1)), (date(2019, 1, 1), None)]
)
def test_dos_versiones_no_comparten_un_dia(respuesta: Parametro, desde: date, hasta: date | None) -> None:
    otra = VersionParametro(
        parametro=respuesta, valor="5 habiles", vigente_desde=desde, vigente_hasta=hasta, norma="D 3"
    )
    with pytest.raises(ValidationError, match="Ya hay un valor vigente"):
        otra.full_clean()
    with pytest.raises(IntegrityError, match="version_sin_traslape"), transaction.atomic():
        otra.save()


def test_otro_parametro_si_comparte_dias(respuesta: Parametro) -> None:
    otro = Parametro.objects.create(codigo="pruebas.otro", tipo=TipoParametro.TERMINO, nombre="Otro")
    assert otro.cambiar(Termino(1), date(2020, 1, 1), "D 1").pk


def test_lo_que_ya_rige_no_se_edita_ni_se_borra(respuesta: Parametro) -> None:
    """A case remembers its version: what it says stays. Its last day may still be set."""
    version = respuesta.versiones.get()
    version.valor = "1 habiles"
    with (
        pytest.raises(DatabaseError, match="Cannot update"),
        transaction.atomic(),
    ):
        version.save()
    with (
        pytest.raises(DatabaseError, match="Cannot delete"),
        transaction.atomic(),
    ):
        VersionParametro.objects.filter(pk=version.pk).delete()
    assert VersionParametro.objects.filter(pk=version.pk).update(vigente_hasta=date(2030, 1, 1)) == 1


@pytest.mark.django_db
def test_los_declarados_tienen_fila_y_nunca_pisan_un_valor(declarados: dict[str, Any]) -> None:
    declarar_parametro("pruebas.a", TipoParametro.ENTERO, "A", valor=1, norma="D 1", articulo="2")
    declarar_parametro("pruebas.b", TipoParametro.DECIMAL, "B")
    cargar_declarados()
    assert parametro("pruebas.a").valor == 1
    with pytest.raises(ParametroSinValor):
        parametro("pruebas.b")
    Parametro.objects.get(codigo="pruebas.a").cambiar(2, date(2020, 1, 1), "D 2")
    cargar_declarados()
    assert parametro("pruebas.a").valor == 2


@pytest.mark.django_db
def test_migrar_carga_los_declarados(declarados: dict[str, Any]) -> None:
    declarar_parametro("pruebas.a", TipoParametro.ENTERO, "A", valor=1, norma="D 1")
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert parametro("pruebas.a").valor == 1


def test_una_declaracion_mala_se_rechaza_al_arrancar(declarados: dict[str, Any]) -> None:
    declarar_parametro("pruebas.a", TipoParametro.ENTERO, "A")
    with pytest.raises(ValueError, match="twice"):
        declarar_parametro("pruebas.a", TipoParametro.ENTERO, "A")
    with pytest.raises(ValueError, match="without its norm"):
        declarar_parametro("pruebas.c", TipoParametro.ENTERO, "C", valor=1)
    with pytest.raises(ValidationError):
        declarar_parametro("pruebas.d", TipoParametro.ENTERO, "D", valor="1", norma="D 1")


@pytest.mark.django_db(transaction=True)
def test_ocho_cambios_a_la_vez_dejan_uno_por_dia() -> None:
    """All eight insert at once without the model's lock: the database keeps one."""
    fila = Parametro.objects.create(codigo="pruebas.carrera", tipo=TipoParametro.ENTERO, nombre="Carrera")
    salida = threading.Barrier(8)
    perdidos: list[int] = []

    def escribir(numero: int) -> None:
        try:
            salida.wait()
            VersionParametro.objects.create(
                parametro=fila, valor=numero, vigente_desde=date(2026, 1, 1 + numero), norma=f"D {numero}"
            )
        except DatabaseError:
            perdidos.append(numero)
        finally:
            connection.close()

    hilos = [threading.Thread(target=escribir, args=(n,)) for n in range(8)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(60)
    assert fila.versiones.count() == 1
    assert len(perdidos) == 7
