"""The ledger against a model in plain Python: whatever is asked, both say yes or no alike and hold the same sums."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from contingentes.models import Movimiento, SaldoCupo, SaldoGrupo
from tests.ayudas.elenco import Actor
from tests.contingentes.fabricas import acto, contingente, pedir
from vuce.tramites.reglas import ReglaIncumplida

VOLUMEN = 50
cantidades = st.integers(1, 40)
indices = st.integers(0, 2)
libro = Movimiento.objects


class Libro(RuleBasedStateMachine):
    """Three requests of a group of 50 t; `lineas`: otorgado, devuelto, consumido,
    reservado, anulado; `propios`: reserve and consumption of each case.
    """

    actor: Actor

    def __init__(self) -> None:
        super().__init__()
        self.punto = transaction.atomic()
        self.punto.__enter__()
        cuota = contingente(grupos={"Crudo": {"volumen": Decimal(VOLUMEN)}})
        self.casos = [pedir(self.actor, cuota, "40") for _n in range(3)]
        self.filas = [caso.lineas.get() for caso in self.casos]
        self.lineas = [[0] * 5 for _n in range(3)]
        self.propios = [[0, 0] for _n in range(3)]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.punto.__exit__(None, None, None)

    def intentar(self, operacion: Any, n: int, cantidad: int) -> bool:
        caso, fila = self.casos[n], self.filas[n]
        try:
            with transaction.atomic():
                if operacion == libro.otorgar:
                    operacion(caso, {fila: Decimal(cantidad)}, acto(caso))
                else:
                    operacion(caso, fila, Decimal(cantidad), acto(caso))
        except ReglaIncumplida:
            return False
        return True

    @property
    def disponible_en_grupo(self) -> int:
        return VOLUMEN - sum(linea[0] - linea[1] for linea in self.lineas)

    def disponible(self, n: int) -> int:
        otorgado, devuelto, consumido, reservado, _anulado = self.lineas[n]
        return otorgado - devuelto - consumido - reservado

    @rule(n=indices, cantidad=cantidades)
    def otorgar(self, n: int, cantidad: int) -> None:
        cabe = cantidad <= self.disponible_en_grupo
        assert self.intentar(libro.otorgar, n, cantidad) is cabe
        self.lineas[n][0] += cantidad if cabe else 0

    @rule(n=indices, cantidad=cantidades)
    def devolver(self, n: int, cantidad: int) -> None:
        cabe = cantidad <= self.disponible(n)
        assert self.intentar(libro.devolver, n, cantidad) is cabe
        self.lineas[n][1] += cantidad if cabe else 0

    @rule(n=indices, cantidad=cantidades)
    def reservar(self, n: int, cantidad: int) -> None:
        cabe = cantidad <= self.disponible(n)
        assert self.intentar(libro.reservar, n, cantidad) is cabe
        self.lineas[n][3] += cantidad if cabe else 0
        self.propios[n][0] += cantidad if cabe else 0

    @rule(n=indices, cantidad=cantidades)
    def consumir(self, n: int, cantidad: int) -> None:
        cabe = cantidad <= self.propios[n][0]
        assert self.intentar(libro.consumir, n, cantidad) is cabe
        if cabe:
            self.lineas[n][3] -= cantidad
            self.lineas[n][2] += cantidad
            self.propios[n][0] -= cantidad
            self.propios[n][1] += cantidad

    @rule(n=indices, cantidad=cantidades)
    def liberar(self, n: int, cantidad: int) -> None:
        cabe = cantidad <= self.propios[n][0]
        assert self.intentar(libro.liberar, n, cantidad) is cabe
        self.lineas[n][3] -= cantidad if cabe else 0
        self.propios[n][0] -= cantidad if cabe else 0

    @rule(n=indices, cantidad=cantidades)
    def anular(self, n: int, cantidad: int) -> None:
        cabe = cantidad <= self.propios[n][1]
        assert self.intentar(libro.anular, n, cantidad) is cabe
        if cabe:
            self.lineas[n][2] -= cantidad
            self.lineas[n][4] += cantidad
            self.propios[n][1] -= cantidad

    @invariant()
    def los_saldos_son_los_del_modelo(self) -> None:
        columnas = ("otorgado", "devuelto", "consumido", "reservado", "anulado")
        filas = {f[0]: list(f[1:]) for f in SaldoCupo.objects.values_list("linea_id", *columnas)}
        assert [filas.get(fila.pk, [0] * 5) for fila in self.filas] == self.lineas
        assert SaldoGrupo.objects.get().disponible == self.disponible_en_grupo >= 0


def test_el_libro_hace_lo_mismo_que_el_modelo(ana: Actor) -> None:
    maquina = type("LibroDeAna", (Libro,), {"actor": ana})
    ajustes = settings(
        max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(maquina, settings=ajustes)
