"""Criterios 1 a 6 with the cards' worked dates."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vuce.comun.instantes import BOGOTA, dia_local, fin_del_dia
from vuce.plazos.calendario import Calendario, Termino, Tramo, UnidadTermino, festivos

HABILES, DIAS, MESES, ANIOS, HORAS = (
    UnidadTermino.HABILES,
    UnidadTermino.DIAS,
    UnidadTermino.MESES,
    UnidadTermino.ANIOS,
    UnidadTermino.HORAS,
)
CO = Calendario()
PE = Calendario("PE")
dias = st.dates(date(2000, 1, 1), date(2060, 12, 31))
cantidades = st.integers(1, 120)


def vence(inicio: date | datetime, termino: Termino, **opciones: bool) -> date:
    return dia_local(CO.vencimiento(inicio, termino, **opciones))


@pytest.mark.parametrize("dia", [date(2026, 7, 13), date(2027, 7, 12)])
def test_criterio_1_ley_2578_de_2026(dia: date) -> None:
    assert dia in festivos("CO", dia.year)
    assert not CO.habil(dia)


def test_criterio_1_antes_de_la_ley_2578_no_era_festivo() -> None:
    assert CO.habil(date(2025, 7, 14))


@pytest.mark.parametrize(
    "dia", [date(2026, 6, 6), date(2026, 6, 7), date(2026, 6, 29), date(2026, 4, 3), date(2025, 3, 24)]
)
def test_criterio_1_sabados_domingos_y_festivos(dia: date) -> None:
    assert not CO.habil(dia)


@pytest.mark.parametrize(
    ("inicio", "cantidad", "esperado"),
    [
        (date(2025, 3, 3), 15, date(2025, 3, 25)),  # FIS-13 E1: 24 March is a holiday
        (date(2014, 8, 11), 10, date(2014, 8, 26)),  # EXP-34: 18 August is a holiday
        (date(2014, 2, 3), 60, date(2014, 5, 2)),  # EXP-51
        (date(2026, 7, 10), 1, date(2026, 7, 14)),  # over 13 July 2026
    ],
)
def test_criterio_1_la_cuenta_empieza_al_dia_siguiente(inicio: date, cantidad: int, esperado: date) -> None:
    assert CO.sumar_habiles(inicio, cantidad) == esperado
    assert vence(inicio, Termino(cantidad)) == esperado


def test_criterio_1_usu_34_recibido_un_viernes() -> None:
    """USU-34 case 2: received on a Friday, due the next Friday."""
    assert vence(date(2025, 2, 7), Termino(5)) == date(2025, 2, 14)


def test_criterio_1_cierres_por_decreto() -> None:
    cerrado = Calendario(tramos=[Tramo(date(2026, 12, 24), date(2026, 12, 31))])
    assert cerrado.sumar_habiles(date(2026, 12, 23), 1) == date(2027, 1, 4)
    assert CO.sumar_habiles(date(2026, 12, 23), 1) == date(2026, 12, 24)


def test_criterio_1_excepcion_de_la_oficina() -> None:
    """The office works one of the days that the decree closes."""
    oficina = Calendario(
        tramos=[
            Tramo(date(2026, 12, 24), date(2026, 12, 31)),
            Tramo(date(2026, 12, 28), date(2026, 12, 28), habilita=True),
        ]
    )
    assert oficina.sumar_habiles(date(2026, 12, 23), 1) == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("inicio", "termino", "esperado"),
    [
        (date(2013, 5, 31), Termino(3, MESES), date(2013, 9, 2)),  # EXP-38: 31 August is a Saturday
        (date(2014, 3, 12), Termino(3, MESES), date(2014, 6, 12)),  # EXP-13
        (date(2014, 3, 11), Termino(1, MESES), date(2014, 4, 11)),  # EXP-01
        (date(2025, 3, 25), Termino(1, MESES), date(2025, 4, 25)),  # FIS-13 E2
        (date(2024, 3, 4), Termino(5, DIAS), date(2024, 3, 11)),  # TRA-30: 9 March is a Saturday
        (date(2024, 1, 31), Termino(1, MESES), date(2024, 2, 29)),
        (date(2015, 1, 31), Termino(1, MESES), date(2015, 3, 2)),  # 28 February is a Saturday
        (date(2024, 2, 29), Termino(1, ANIOS), date(2025, 2, 28)),
    ],
)
def test_criterio_2_meses_anios_y_dias_corren_al_siguiente_habil(
    inicio: date, termino: Termino, esperado: date
) -> None:
    assert vence(inicio, termino) == esperado


@pytest.mark.parametrize(
    ("inicio", "termino", "esperado"),
    [
        (date(2013, 5, 31), Termino(3, MESES, corre=False), date(2013, 8, 31)),
        (date(2025, 4, 10), Termino(4, ANIOS, corre=False), date(2029, 4, 10)),  # USU-14
        (date(2024, 3, 10), Termino(3, ANIOS, corre=False), date(2027, 3, 10)),
        (date(2012, 6, 15), Termino(120, DIAS, corre=False), date(2012, 10, 13)),  # EXP-30: a Saturday, it stays
    ],
)
def test_criterio_2_las_vigencias_no_corren(inicio: date, termino: Termino, esperado: date) -> None:
    assert vence(inicio, termino) == esperado


def test_criterio_3_el_ultimo_dia_entra_completo() -> None:
    assert CO.vencimiento(date(2025, 3, 3), Termino(15)) == fin_del_dia(date(2025, 3, 25))


def test_criterio_3_cuenta_el_dia_local_y_no_el_de_utc() -> None:
    """At 23:30 of 3 March in Bogotá it is already the 4th in UTC."""
    assert vence(datetime(2025, 3, 3, 23, 30, tzinfo=BOGOTA), Termino(15)) == date(2025, 3, 25)


def test_criterio_3_radicar_en_dia_no_habil() -> None:
    """Filed on Saturday 10 January 2026, Monday 12 is a holiday: the authority has it on Tuesday 13."""
    sabado = datetime(2026, 1, 10, 15, 0, tzinfo=BOGOTA)
    assert vence(sabado, Termino(1), de_autoridad=True) == date(2026, 1, 14)
    assert vence(sabado, Termino(1, MESES), de_autoridad=True) == date(2026, 2, 13)
    assert vence(sabado, Termino(1)) == date(2026, 1, 13)


def test_criterio_3_radicar_en_dia_habil_no_cambia_el_termino_de_la_autoridad() -> None:
    lunes = datetime(2025, 3, 3, 22, 0, tzinfo=BOGOTA)
    assert vence(lunes, Termino(15), de_autoridad=True) == vence(lunes, Termino(15))


@pytest.mark.parametrize(
    ("dia", "termino", "esperado"),
    [
        (date(2014, 6, 12), Termino(10), date(2014, 5, 28)),  # EXP-14: 2 June is a holiday
        (date(2014, 6, 20), Termino(10), date(2014, 6, 8)),  # EXP-21: on the 9th nine are left; the 8th is a Sunday
        (date(2025, 3, 31), Termino(2, MESES), date(2025, 1, 31)),  # FIS-05
        (date(2026, 3, 31), Termino(1, MESES), date(2026, 2, 28)),  # a Saturday: it does not move
        (date(2012, 6, 15), Termino(30, DIAS), date(2012, 5, 16)),  # EXP-30
    ],
)
def test_criterio_4_antes_de(dia: date, termino: Termino, esperado: date) -> None:
    assert CO.antes_de(dia, termino) == esperado


def test_criterio_4_antes_de_un_dia_no_habil_deja_los_habiles_completos() -> None:
    domingo = date(2014, 6, 22)
    ultimo = CO.antes_de(domingo, Termino(10))
    assert CO.habiles_entre(ultimo, domingo) == 10
    assert CO.habiles_entre(ultimo + timedelta(1), domingo) < 10


def test_criterio_4_val_28_cuenta_habiles() -> None:
    """Arrival on 20 May 2026, 18 May is a holiday: filed on 27 April it is fifteen business days ahead."""
    assert CO.habiles_entre(date(2026, 4, 27), date(2026, 5, 20)) == 15


def test_criterio_4_las_horas_son_de_reloj() -> None:
    viernes = datetime(2026, 6, 5, 18, 0, tzinfo=BOGOTA)
    assert CO.vencimiento(viernes, Termino(48, HORAS)) == datetime(2026, 6, 7, 18, 0, tzinfo=BOGOTA)
    with pytest.raises(ValueError, match="aware"):
        CO.vencimiento(date(2026, 6, 5), Termino(48, HORAS))
    with pytest.raises(ValueError, match="calendar"):
        CO.antes_de(date(2026, 6, 5), Termino(48, HORAS))


def test_criterio_5_trm_del_ultimo_habil_de_la_semana_anterior() -> None:
    """FIS F-1 names its year: constituted on Wednesday 16 July 2025, the rate of Friday 11."""
    constituida = date(2025, 7, 16)
    lunes = constituida - timedelta(constituida.weekday())
    assert CO.anterior_habil(lunes - timedelta(1)) == date(2025, 7, 11)


def test_criterio_6_peru_tiene_sus_festivos() -> None:
    """28 and 29 July and 6 August are holidays in Peru alone; 20 July in Colombia alone."""
    assert not PE.habil(date(2026, 7, 28))
    assert CO.habil(date(2026, 7, 28))
    assert PE.habil(date(2026, 7, 20))
    assert PE.sumar_habiles(date(2026, 7, 27), 1) == date(2026, 7, 30)


def test_criterio_6_dias_no_laborables_del_sector_publico() -> None:
    peru = Calendario("PE", [Tramo(date(2026, 7, 27), date(2026, 7, 27))])
    assert peru.sumar_habiles(date(2026, 7, 24), 1) == date(2026, 7, 30)


@settings(max_examples=60, deadline=None)
@given(dias, cantidades)
def test_sumar_y_contar_son_inversos(dia: date, cantidad: int) -> None:
    fin = CO.sumar_habiles(dia, cantidad)
    assert CO.habil(fin)
    assert CO.habiles_entre(dia, fin) == cantidad


@settings(max_examples=60, deadline=None)
@given(dias, cantidades)
def test_ir_y_volver_desde_un_habil(dia: date, cantidad: int) -> None:
    dia = CO.siguiente_habil(dia)
    assert CO.sumar_habiles(CO.sumar_habiles(dia, cantidad), -cantidad) == dia


@settings(max_examples=60, deadline=None)
@given(dias, st.integers(0, 40), cantidades, st.sampled_from([HABILES, DIAS, MESES, ANIOS]), st.booleans())
def test_un_termino_es_monotono(dia: date, mas: int, cantidad: int, unidad: UnidadTermino, corre: bool) -> None:
    """Neither a later start nor a longer term ends earlier."""
    cantidad = min(cantidad, 20)
    fin = CO.vencimiento(dia, Termino(cantidad, unidad, corre))
    assert fin <= CO.vencimiento(dia + timedelta(mas), Termino(cantidad, unidad, corre))
    assert fin <= CO.vencimiento(dia, Termino(cantidad + 1, unidad, corre))
    assert dia_local(fin) > dia


@settings(max_examples=60, deadline=None)
@given(dias, cantidades, st.sampled_from([HABILES, DIAS, MESES]))
def test_lo_que_corre_cae_en_habil(dia: date, cantidad: int, unidad: UnidadTermino) -> None:
    assert CO.habil(dia_local(CO.vencimiento(dia, Termino(cantidad, unidad))))


@settings(max_examples=60, deadline=None)
@given(dias, st.integers(1, 60))
def test_antes_de_es_el_ultimo_dia_que_alcanza(dia: date, cantidad: int) -> None:
    ultimo = CO.antes_de(dia, Termino(cantidad))
    assert CO.habiles_entre(ultimo, dia) >= cantidad
    assert CO.habiles_entre(ultimo + timedelta(1), dia) < cantidad
