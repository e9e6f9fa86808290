"""The ledger (contingentes, «Ledger»): what the database refuses, whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from contingentes.models import Clase, Movimiento, SaldoCupo, SaldoGrupo
from contingentes.publicacion import nueva_version, publicar
from tests.ayudas.elenco import Actor
from tests.contingentes.fabricas import acto, borrador, consumir, contingente, cupo, linea_otorgada, pedir
from vuce.tramites.reglas import ReglaIncumplida

libro = Movimiento.objects


def saldo(linea: Any) -> list[Decimal]:
    fila = SaldoCupo.objects.get(linea=linea)
    return [fila.otorgado, fila.devuelto, fila.consumido, fila.reservado, fila.anulado]


def test_cada_movimiento_mueve_su_saldo(ana: Actor) -> None:
    caso = cupo(ana, cantidad="100")
    linea, paso = linea_otorgada(caso), acto(caso)
    libro.reservar(caso, linea, Decimal(40), paso)
    libro.consumir(caso, linea, Decimal(25), paso)
    libro.liberar(caso, linea, Decimal(15), paso)
    libro.anular(caso, linea, Decimal(5), paso)
    libro.devolver(caso, linea, Decimal(30), paso)
    assert saldo(linea) == [100, 30, 20, 0, 5]
    assert SaldoCupo.objects.get(linea=linea).disponible == 50
    grupo = SaldoGrupo.objects.get(grupo=linea.grupo)
    assert (grupo.volumen, grupo.otorgado, grupo.devuelto, grupo.disponible) == (1000, 100, 30, 930)


def test_otorgar_mas_de_lo_que_queda_dice_cuanto_queda(ana: Actor) -> None:
    """Given / When / Then 1: of 1,000 t with 600 granted, 400 remain."""
    cuota = contingente()
    cupo(ana, cuota, "600")
    otro = pedir(ana, cuota, "600")
    with pytest.raises(ReglaIncumplida) as rechazo, transaction.atomic():
        libro.otorgar(otro, {otro.lineas.get(): Decimal(600)}, acto(otro))
    assert rechazo.value.mensaje == "El saldo disponible del contingente no es suficiente: quedan 400 t."
    assert [f.codigo for f in rechazo.value.faltas] == ["CTG-01.10"]
    libro.otorgar(otro, {otro.lineas.get(): Decimal(400)}, acto(otro))
    assert SaldoGrupo.objects.get().disponible == 0


@pytest.mark.parametrize("operacion", [libro.reservar, libro.devolver], ids=["reservar", "devolver"])
def test_lo_que_no_alcanza_en_el_cupo_se_rechaza(ana: Actor, operacion: Any) -> None:
    cuota = contingente(grupos={"Crudo": {"volumen": Decimal(5000)}})
    caso = cupo(ana, cuota, "1.234,5")
    with pytest.raises(ReglaIncumplida, match=r"no es suficiente: quedan 1\.234,5 t\.$"), transaction.atomic():
        operacion(caso, linea_otorgada(caso), Decimal("1234.51"), acto(caso))


def test_un_caso_no_gasta_la_reserva_de_otro(ana: Actor) -> None:
    caso = cupo(ana)
    linea = linea_otorgada(caso)
    primero, segundo = consumir(ana, caso, factura="A1"), consumir(ana, caso, factura="A2")
    libro.reservar(primero, linea, Decimal(10), acto(primero))
    for operacion in (libro.consumir, libro.liberar, libro.anular):
        with pytest.raises(ReglaIncumplida), transaction.atomic():
            operacion(segundo, linea, Decimal(1), acto(segundo))
    libro.consumir(primero, linea, Decimal(10), acto(primero))
    with pytest.raises(ReglaIncumplida), transaction.atomic():
        libro.consumir(primero, linea, Decimal(1), acto(primero))


DEL_CASO = "INSERT INTO contingentes_movimiento (clase, orden, cantidad, en, grupo_id, linea_id, tramite_id)"
DE_VOLUMEN = "INSERT INTO contingentes_movimiento (clase, cantidad, en, grupo_id, circular_id)"
DE_LA_LINEA = "now(), grupo_id, id, solicitud_id FROM contingentes_lineacupo"
DE_LA_CIRCULAR = "now(), grupo_id, circular_id FROM contingentes_volumengrupo"
INTENTOS = {
    "editar": "UPDATE contingentes_movimiento SET cantidad = 1",
    "borrar": "DELETE FROM contingentes_movimiento",
    "inflar_grupo": "UPDATE contingentes_saldogrupo SET volumen = volumen + 1",
    "inflar_cupo": "UPDATE contingentes_saldocupo SET otorgado = otorgado + 1",
    "borrar_saldo": "DELETE FROM contingentes_saldocupo",
    "reservar_de_mas": f"{DEL_CASO} SELECT 'reserva', 9, 100.0001, {DE_LA_LINEA}",
    "otorgar_de_mas": f"{DEL_CASO} SELECT 'otorgamiento', 9, 901, {DE_LA_LINEA}",
    "devolver_de_mas": f"{DEL_CASO} SELECT 'devolucion', 9, 101, {DE_LA_LINEA}",
    "negativo": f"{DEL_CASO} SELECT 'reserva', 9, -5, {DE_LA_LINEA}",
    "consumir_sin_reserva": f"{DEL_CASO} SELECT 'consumo', 9, 1, {DE_LA_LINEA}",
    "sin_caso": f"{DEL_CASO} SELECT 'reserva', 9, 1, now(), grupo_id, id, NULL FROM contingentes_lineacupo",
    "clase_desconocida": f"{DEL_CASO} SELECT 'regalo', 9, 1, {DE_LA_LINEA}",
    "ampliar_sin_circular": f"{DE_VOLUMEN} SELECT 'ampliacion', 1, now(), grupo_id, NULL FROM contingentes_lineacupo",
    "reabrir": f"{DE_VOLUMEN} SELECT 'apertura', 1, {DE_LA_CIRCULAR}",
    "reducir_lo_otorgado": f"{DE_VOLUMEN} SELECT 'reduccion', 901, {DE_LA_CIRCULAR}",
}


@pytest.mark.parametrize("sentencia", INTENTOS.values(), ids=INTENTOS)
def test_ni_con_sql_se_rompe_el_libro(ana: Actor, sentencia: str) -> None:
    cupo(ana, cantidad="100")
    antes = list(SaldoCupo.objects.values()), list(SaldoGrupo.objects.values()), libro.count()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sentencia)
    assert (list(SaldoCupo.objects.values()), list(SaldoGrupo.objects.values()), libro.count()) == antes


def test_una_linea_no_gasta_el_volumen_de_otro_grupo(ana: Actor) -> None:
    cuota = contingente(grupos={"Crudo": {}, "Panela": {}})
    caso = pedir(ana, cuota, "10")
    ajeno = cuota.grupos.order_by("id").last()
    campos = {"linea": caso.lineas.get(), "tramite": caso, "orden": 2, "cantidad": 1, "en": acto(caso).en}
    with pytest.raises(IntegrityError), transaction.atomic():
        Movimiento.objects.create(clase=Clase.OTORGAMIENTO, grupo=ajeno, **campos)


def test_lo_que_se_deshace_no_deja_huella(ana: Actor) -> None:
    caso = cupo(ana)
    linea = linea_otorgada(caso)
    antes = libro.count(), saldo(linea)

    def mover_y_fallar() -> None:
        with transaction.atomic():
            libro.reservar(caso, linea, Decimal(10), acto(caso))
            libro.consumir(caso, linea, Decimal(10), acto(caso))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        mover_y_fallar()
    assert (libro.count(), saldo(linea)) == antes


def test_publicar_abre_y_una_version_amplia_o_reduce(ana: Actor) -> None:
    cuota = contingente()
    cupo(ana, cuota, "600")
    for volumen in ("1500", "700"):
        nueva = nueva_version(cuota)
        nueva.volumenes.update(volumen=Decimal(volumen))
        publicar(nueva)
        cuota.refresh_from_db()
        assert SaldoGrupo.objects.get().volumen == Decimal(volumen)
    assert list(libro.exclude(clase=Clase.OTORGAMIENTO).values_list("clase", "cantidad")) == [
        ("apertura", 1000),
        ("ampliacion", 500),
        ("reduccion", 800),
    ]


def test_una_reduccion_por_debajo_de_lo_otorgado_se_rechaza(ana: Actor) -> None:
    cuota = contingente()
    cupo(ana, cuota, "600")
    nueva = nueva_version(cuota)
    nueva.volumenes.update(volumen=Decimal("599.99"))
    with pytest.raises(ValidationError, match="por debajo de lo ya otorgado: quedan 400 t sin otorgar"):
        publicar(nueva)
    assert SaldoGrupo.objects.get().volumen == 1000
    cuota.refresh_from_db()
    assert cuota.version.version == 1


def test_un_borrador_no_abre_el_libro(db: None) -> None:
    borrador()
    assert not libro.exists()


def test_cada_operacion_es_una_sentencia(ana: Actor, django_assert_num_queries: Any) -> None:
    caso = cupo(ana)
    linea, paso = linea_otorgada(caso), acto(caso)
    for operacion in (libro.reservar, libro.consumir, libro.anular, libro.devolver):
        with django_assert_num_queries(1):
            operacion(caso, linea, Decimal(1), paso)


@pytest.mark.django_db(transaction=True)
def test_sesenta_y_cuatro_a_la_vez_por_las_ultimas_toneladas(ana: Actor) -> None:
    """64 transactions on 64 connections ask for the last tons: one wins, the others are told what remains."""
    cuota = contingente(grupos={"Crudo": {"volumen": Decimal(10)}})
    casos = [pedir(ana, cuota, "10") for _n in range(64)]
    lineas = {caso.pk: caso.lineas.get() for caso in casos}

    def otorgar(caso: Any) -> str:
        try:
            with transaction.atomic():
                libro.otorgar(caso, {lineas[caso.pk]: Decimal(10)}, acto(caso))
        except ReglaIncumplida as rechazo:
            return rechazo.mensaje
        finally:
            connections.close_all()
        return "otorgado"

    with ThreadPoolExecutor(64) as hilos:
        salidas = list(hilos.map(otorgar, casos))
    sin_saldo = "El saldo disponible del contingente no es suficiente: quedan 0 t."
    assert sorted(salidas) == [sin_saldo] * 63 + ["otorgado"]
    assert SaldoGrupo.objects.get().otorgado == 10
    assert libro.filter(clase=Clase.OTORGAMIENTO).count() == 1


@pytest.mark.django_db(transaction=True)
def test_reservas_y_otorgamientos_cruzados_no_se_traban(ana: Actor) -> None:
    """Grants over two groups in both orders, reserves and returns at once: no deadlock, and the sums hold."""
    cuota = contingente(grupos={"A": {"volumen": Decimal(300)}, "B": {"volumen": Decimal(300)}})
    primero, segundo = cuota.grupos.order_by("id")
    linea = linea_otorgada(cupo(ana, cuota, "100"))
    casos = [pedir(ana, cuota, *[(g, "10") for g in par]) for par in [(primero, segundo), (segundo, primero)] * 16]
    pedidos = [(caso, {fila: Decimal(10) for fila in caso.lineas.all()}) for caso in casos]

    def actuar(pedido: Any) -> str:
        caso, cantidades = pedido
        try:
            with transaction.atomic():
                libro.otorgar(caso, cantidades, acto(caso))
            with transaction.atomic():
                libro.reservar(caso, linea, Decimal(2), acto(caso))
                libro.liberar(caso, linea, Decimal(2), acto(caso))
                libro.devolver(caso, linea, Decimal(1), acto(caso))
        except ReglaIncumplida:
            return "sin saldo"
        finally:
            connections.close_all()
        return "hecho"

    with ThreadPoolExecutor(32) as hilos:
        salidas = list(hilos.map(actuar, pedidos))
    assert set(salidas) <= {"hecho", "sin saldo"}
    assert libro.filter(clase=Clase.OTORGAMIENTO, grupo=primero, cantidad=10).count() >= 20
    for grupo in SaldoGrupo.objects.all():
        assert grupo.otorgado - grupo.devuelto <= grupo.volumen
    assert SaldoCupo.objects.get(linea=linea).reservado == 0


def test_los_indices_sirven_con_muchas_filas(ana: Actor) -> None:
    caso = cupo(ana, cantidad="900")
    linea, otro = linea_otorgada(caso), consumir(ana, caso)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{DEL_CASO} SELECT 'reserva', n, 0.01, now(), %s, %s, %s FROM generate_series(1, 20000) n",
            [linea.grupo_id, linea.pk, caso.pk],
        )
        cursor.execute("ANALYZE contingentes_movimiento")
        for columnas, valor in (("tramite_id", otro.pk), ("circular_id", 0)):
            cursor.execute(f"EXPLAIN SELECT sum(cantidad) FROM contingentes_movimiento WHERE {columnas} = %s", [valor])
            plan = "\n".join(fila[0] for fila in cursor.fetchall())
            assert "Seq Scan" not in plan
            assert f"contingentes_movimiento_{columnas}" in plan
