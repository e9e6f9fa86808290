"""Terms on a case: they start on the office's calendar, stop once, and are claimed once when due."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from vuce.comun.instantes import BOGOTA, fin_del_dia, reloj
from vuce.comun.terminos import Termino, UnidadTermino
from vuce.plazos.models import Cierre, Plazo
from vuce.tramites.estados import Fase
from vuce.tramites.models import Tramite

EN = datetime(2025, 3, 3, 10, 0, tzinfo=BOGOTA)
CrearTramite = Callable[..., Tramite]


def test_iniciar_detener_y_proximo(crear_tramite: CrearTramite) -> None:
    tramite = crear_tramite("T-1")
    Plazo.objects.iniciar(tramite, "respuesta", Termino(15), EN)
    Plazo.objects.iniciar(tramite, "observar", Termino(5), EN)
    assert Plazo.objects.proximo(tramite) == fin_del_dia(date(2025, 3, 10))
    assert Plazo.objects.detener(tramite, ["observar", "otro"], EN) == 1
    assert Plazo.objects.proximo(tramite) == fin_del_dia(date(2025, 3, 25))
    assert Plazo.objects.detener(tramite, ["observar", "respuesta"], EN) == 1
    assert Plazo.objects.proximo(tramite) is None


def test_no_corren_dos_plazos_del_mismo_codigo(crear_tramite: CrearTramite) -> None:
    tramite = crear_tramite("T-1")
    Plazo.objects.iniciar(tramite, "respuesta", Termino(15), EN)
    with pytest.raises(IntegrityError, match="plazo_uno_corriendo"), transaction.atomic():
        Plazo.objects.iniciar(tramite, "respuesta", Termino(15), EN)


@pytest.mark.parametrize(
    ("fase", "vence"), [(Fase.EN_ENTIDAD, date(2026, 1, 14)), (Fase.EN_USUARIO, date(2026, 1, 13))]
)
def test_criterio_3_lo_radicado_en_sabado(crear_tramite: CrearTramite, fase: str, vence: date) -> None:
    """The authority has it on Tuesday 13 (Monday is a holiday); the user's own term runs from the event."""
    sabado = datetime(2026, 1, 10, 15, 0, tzinfo=BOGOTA)
    plazo = Plazo.objects.iniciar(crear_tramite("T-1", fase), "respuesta", Termino(1), sabado)
    assert plazo.vence_en == fin_del_dia(vence)


def test_criterio_1_cierre_nacional_y_excepcion_de_la_oficina(crear_tramite: CrearTramite) -> None:
    tramite = crear_tramite("T-1")
    cerrada = date(2025, 3, 4)
    Cierre.objects.create(desde=cerrada, hasta=cerrada, dependencia=tramite.dependencia, habilita=True, norma="R 1")
    Cierre.objects.create(desde=cerrada, hasta=date(2025, 3, 5), norma="D 1")
    Cierre.objects.create(pais="PE", desde=cerrada, hasta=date(2025, 3, 31), norma="DS 1")
    assert Cierre.objects.calendario().sumar_habiles(date(2025, 3, 3), 1) == date(2025, 3, 6)
    assert Plazo.objects.iniciar(tramite, "a", Termino(1), EN).vence_en == fin_del_dia(cerrada)
    assert Plazo.objects.iniciar(tramite, "b", Termino(2), EN).vence_en == fin_del_dia(date(2025, 3, 6))


def test_un_cierre_tardio_mueve_lo_que_corre(crear_tramite: CrearTramite) -> None:
    tramite = crear_tramite("T-1")
    plazo = Plazo.objects.iniciar(tramite, "respuesta", Termino(15), EN)
    horas = Plazo.objects.iniciar(tramite, "aviso", Termino(900, UnidadTermino.HORAS), EN)
    Cierre.objects.create(desde=date(2025, 3, 10), hasta=date(2025, 3, 10), norma="D 2")
    assert Plazo.objects.recalcular(EN) == [plazo]
    plazo.refresh_from_db()
    horas.refresh_from_db()
    assert plazo.vence_en == fin_del_dia(date(2025, 3, 26))
    assert horas.vence_en == EN + timedelta(hours=900)
    assert Plazo.objects.recalcular(EN) == []


@pytest.mark.django_db
def test_un_cierre_termina_despues_de_empezar() -> None:
    cierre = Cierre(desde=date(2025, 3, 10), hasta=date(2025, 3, 9), norma="D 2")
    with pytest.raises(ValidationError, match="no puede terminar antes"):
        cierre.full_clean()
    cierre.hasta = date(2027, 3, 10)
    with pytest.raises(ValidationError, match="máximo un año"):
        cierre.full_clean()


def test_criterio_3_vence_despues_del_ultimo_instante(crear_tramite: CrearTramite) -> None:
    plazo = Plazo.objects.iniciar(crear_tramite("T-1"), "respuesta", Termino(15), EN)
    ultimo = fin_del_dia(date(2025, 3, 25))
    assert Plazo.objects.reclamar_vencidos(ultimo, 10) == []
    assert Plazo.objects.reclamar_vencidos(ultimo + timedelta(microseconds=1), 10) == [plazo]
    assert Plazo.objects.reclamar_vencidos(ultimo + timedelta(1), 10) == []
    plazo.refresh_from_db()
    assert plazo.estado == Plazo.Estado.VENCIDO


def test_se_reclaman_primero_los_mas_antiguos(crear_tramite: CrearTramite) -> None:
    tramite = crear_tramite("T-1")
    for dias in (5, 3, 4):
        Plazo.objects.iniciar(tramite, f"de_{dias}", Termino(dias), EN)
    assert [p.codigo for p in Plazo.objects.reclamar_vencidos(reloj(), 2)] == ["de_3", "de_4"]


@pytest.mark.django_db(transaction=True)
def test_cada_vencido_se_reclama_una_sola_vez(crear_tramite: CrearTramite) -> None:
    """Eight sweeps at once over forty due terms."""
    esperados = {
        Plazo.objects.iniciar(crear_tramite(f"T-{n}"), "respuesta", Termino(1 + n % 3), EN).pk for n in range(40)
    }
    reclamados: list[int] = []
    salida = threading.Barrier(8)

    def barrer() -> None:
        try:
            salida.wait()
            while lote := Plazo.objects.reclamar_vencidos(reloj(), 3):
                reclamados.extend(plazo.pk for plazo in lote)
        finally:
            connection.close()

    hilos = [threading.Thread(target=barrer) for _n in range(8)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(60)
    # A sweep that met only held rows ends early; the next one takes what is left.
    reclamados.extend(plazo.pk for plazo in Plazo.objects.reclamar_vencidos(reloj(), 40))
    assert set(reclamados) == esperados
    assert Counter(reclamados).most_common(1)[0][1] == 1


@pytest.mark.django_db(transaction=True)
def test_un_tramite_en_uso_se_deja_para_despues_y_un_reclamo_deshecho_se_repite(crear_tramite: CrearTramite) -> None:
    """The door holds the case: the sweep neither waits nor claims. A sweep that dies claims nothing."""
    tramite = crear_tramite("T-1")
    plazo = Plazo.objects.iniciar(tramite, "respuesta", Termino(1), EN)
    visto: list[list[Plazo]] = []

    def barrer() -> None:
        try:
            visto.append(Plazo.objects.reclamar_vencidos(reloj(), 10))
        finally:
            connection.close()

    with transaction.atomic():
        Tramite.objects.select_for_update(of=("self",)).get(pk=tramite.pk)
        hilo = threading.Thread(target=barrer)
        hilo.start()
        hilo.join(60)
    assert visto == [[]]
    with transaction.atomic():
        assert Plazo.objects.reclamar_vencidos(reloj(), 10) == [plazo]
        transaction.set_rollback(True)
    assert Plazo.objects.reclamar_vencidos(reloj(), 10) == [plazo]
