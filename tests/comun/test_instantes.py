from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from vuce.comun.instantes import BOGOTA, dia_local, fin_del_dia, hasta, inicio_del_dia, reloj, sumar_anios, sumar_meses

dias = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@pytest.mark.django_db
def test_reloj_es_el_de_la_base_y_avanza_en_la_transaccion() -> None:
    with transaction.atomic():
        antes, despues = reloj(), reloj()
    assert antes < despues
    assert antes.tzinfo is not None


def test_criterio_3_el_ultimo_dia_incluye_su_ultimo_instante() -> None:
    fin = fin_del_dia(date(2026, 6, 30))
    assert fin == datetime(2026, 6, 30, 23, 59, 59, 999_999, tzinfo=BOGOTA)
    assert fin.astimezone(UTC).date() == date(2026, 7, 1)
    assert fin + timedelta(microseconds=1) == inicio_del_dia(date(2026, 7, 1))


def test_criterio_3_hasta_las_17_incluye_ese_segundo() -> None:
    """CTG-01 case 5: 17:00:00 is in time, 17:00:01 is not."""
    cierre = hasta(date(2026, 6, 30), time(17))
    assert datetime(2026, 6, 30, 17, 0, 0, 999_999, tzinfo=BOGOTA) <= cierre
    assert datetime(2026, 6, 30, 17, 0, 1, tzinfo=BOGOTA) > cierre
    assert hasta(date(2026, 6, 30)) == fin_del_dia(date(2026, 6, 30))


def test_dia_local_no_es_el_de_utc() -> None:
    assert dia_local(datetime(2026, 7, 1, 4, 59, tzinfo=UTC)) == date(2026, 6, 30)
    with pytest.raises(ValueError, match="aware"):
        dia_local(datetime(2026, 7, 1))


@pytest.mark.parametrize(
    ("dia", "meses", "esperado"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2015, 6, 30), 6, date(2015, 12, 30)),
        (date(2025, 3, 31), -2, date(2025, 1, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), -12, date(2025, 1, 1)),
    ],
)
def test_criterio_2_meses(dia: date, meses: int, esperado: date) -> None:
    assert sumar_meses(dia, meses) == esperado


def test_criterio_15_aniversario_del_29_de_febrero() -> None:
    assert sumar_anios(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert sumar_anios(date(2025, 4, 10), 4) == date(2029, 4, 10)


@given(dias, st.integers(-600, 600))
def test_criterio_2_el_mismo_dia_o_el_ultimo_del_mes(dia: date, meses: int) -> None:
    otro = sumar_meses(dia, meses)
    assert (otro.year - dia.year) * 12 + otro.month - dia.month == meses
    assert otro.day == dia.day or (otro.day < dia.day and (otro + timedelta(1)).day == 1)
