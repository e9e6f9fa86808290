"""CTG-02, solicitud de consumo: its reserve, its guards, and the certificate (CQE) that comes out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contingentes import reglas
from contingentes.forms import SolicitudConsumoForm
from contingentes.models import Movimiento, SaldoCupo, SolicitudConsumo
from contingentes.models.contingente import Circular, validar_patron
from contingentes.publicacion import nueva_version, publicar
from contingentes.resumenes import datos_del_certificado
from tests.ayudas.casos import llevar_a
from tests.ayudas.elenco import Actor
from tests.contingentes.fabricas import (
    a_las,
    acto,
    consumir,
    contingente,
    correccion_de,
    cupo,
    datos_de_consumo,
    enviar,
)
from vuce.documentos.models import Documento
from vuce.tramites.papeles import generar
from vuce.tramites.reglas import Acto, ReglaIncumplida
from vuce.tramites.transiciones import corregir, ejecutar


def saldo() -> tuple[Decimal, Decimal, Decimal]:
    fila = SaldoCupo.objects.get()
    return fila.reservado, fila.consumido, fila.disponible


def test_ctg02_del_cupo_al_certificado_verificado(ana: Actor, elena: Actor, ivan: Actor, confianza: Path) -> None:
    """CTG-02 whole, and Given / When / Then 4: what a stranger sees of the certificate."""
    caso = consumir(ana, cupo(ana, contingente(patron_cqe="C{a}0COA{serie}", serie_desde=101)))
    assert (caso.estado, saldo()) == ("creada", (0, 0, 100))
    caso = enviar(ana, caso, confianza)
    assert (caso.estado, saldo()) == ("enviada", (10, 0, 90))
    caso = ejecutar(caso.pk, "tomar", elena.quien)
    caso = ejecutar(caso.pk, "aprobar", ivan.quien)
    assert (caso.estado, saldo()) == ("aprobada", (0, 10, 90))
    anio = str(caso.circular.vigente_hasta_el.year)
    assert caso.numero_cqe == f"C{anio[-1]}0COA101"
    cqe = Documento.objects.get(tramite=caso, clase="cqe")
    generar(cqe.pk)
    cqe.refresh_from_db()
    assert (cqe.estado, cqe.informe["valido"]) == ("listo", True)
    pagina = Client().get(reverse("verificar_codigo", args=[cqe.codigo])).content.decode()
    for visible in (caso.numero, caso.numero_cqe, "Vigente", str(caso.titular.razon_social), "Azúcar crudo", "10\xa0t"):
        assert visible in pagina, visible
    for reservado in ("Sugar Imports", "8.500", "FE-1001", "disponible"):
        assert reservado not in pagina, reservado


@pytest.mark.parametrize(("accion", "quien"), [("negar", "ivan"), ("desistir", "ana")])
def test_negar_y_desistir_liberan_la_reserva(
    accion: str, quien: str, ana: Actor, confianza: Path, elenco: dict[str, Actor]
) -> None:
    solicitud = cupo(ana)
    caso = llevar_a(enviar(ana, consumir(ana, solicitud), confianza), "en_estudio")
    assert saldo() == (10, 0, 90)
    caso = ejecutar(caso.pk, accion, elenco[quien].quien, datos={"motivo": "x"})
    assert saldo() == (0, 0, 100)
    assert caso.embarque is None
    assert consumir(ana, solicitud).estado == "creada"  # the same invoice is free again


def test_corregir_una_devuelta_suelta_la_reserva_y_toma_la_nueva(ana: Actor, elena: Actor, confianza: Path) -> None:
    solicitud = cupo(ana)
    caso = enviar(ana, consumir(ana, solicitud), confianza)
    ejecutar(caso.pk, "tomar", elena.quien)
    caso = ejecutar(caso.pk, "devolver", elena.quien, datos={"observaciones": [("cantidad", "Revise.")]})
    assert saldo() == (10, 0, 90)
    forma = SolicitudConsumoForm(datos_de_consumo(solicitud, cantidad="95"), quien=ana.quien)
    assert forma.is_valid(), forma.errors
    caso = corregir(correccion_de(caso, ana), forma, ana.quien)
    assert (caso.cantidad, saldo()) == (95, (0, 0, 100))
    enviar(ana, caso, confianza)
    assert saldo() == (95, 0, 5)


def test_mas_de_lo_disponible_se_rechaza_al_crear_y_al_enviar(ana: Actor, confianza: Path) -> None:
    solicitud = cupo(ana)
    mensaje = r"^El saldo disponible del contingente no es suficiente: quedan 100 t\.$"
    with pytest.raises(ReglaIncumplida, match=mensaje):
        consumir(ana, solicitud, cantidad="100,01")
    una, otra = (consumir(ana, solicitud, cantidad="60", factura=factura) for factura in "AB")
    enviar(ana, una, confianza)
    with pytest.raises(ReglaIncumplida, match=r"quedan 40 t\."):
        enviar(ana, otra, confianza)


def test_un_certificado_por_embarque(ana: Actor, confianza: Path) -> None:
    solicitud = cupo(ana)
    primera = consumir(ana, solicitud, factura="FE-77")
    segunda = consumir(ana, solicitud, factura="fe 77")
    enviar(ana, primera, confianza)
    with pytest.raises(ReglaIncumplida, match="El embarque FE-77 ya tiene un certificado"):
        consumir(ana, solicitud, factura="FE-77")
    with pytest.raises(ReglaIncumplida, match="El embarque fe 77 ya tiene un certificado"):
        enviar(ana, segunda, confianza)
    with pytest.raises(ReglaIncumplida):  # taken after the rules were asked
        segunda.al_enviar(acto(segunda))


REGLAS: dict[str, tuple[dict[str, Any], str]] = {
    "CTG-02.5": ({"cantidad": Decimal("1.001")}, "con 2 decimales como máximo"),
    "CTG-02.6": ({"subpartida": "0101210000"}, "La subpartida 0101210000 no es del grupo «Azúcar crudo»"),
    "CTG-02.7": ({"embarque_el": timezone.localdate() + timedelta(days=400)}, "El embarque debe hacerse entre el"),
    "CTG-02.8": ({"importador_pais": "CN"}, "El contingente es para Estados Unidos"),
    "CTG-02.11": ({"llegada_el": timezone.localdate()}, "no puede ser anterior al embarque"),
}


@pytest.mark.parametrize("codigo", REGLAS)
def test_cada_regla_dice_que_falta(ana: Actor, codigo: str) -> None:
    caso = consumir(ana)
    cambios, mensaje = REGLAS[codigo]
    for campo, valor in cambios.items():
        setattr(caso, campo, valor)
    faltas = [f for r in reglas.AL_PEDIR_CONSUMO if (f := r.falta(caso, acto(caso)))]
    assert [f.codigo for f in faltas] == [codigo]
    assert mensaje in faltas[0].mensaje


def test_el_caso_recuerda_la_circular_que_lo_goberno(ana: Actor) -> None:
    """A new circular drops a field: what was filed under the former one still shows it."""
    caso = consumir(ana)
    antes = datos_del_certificado(caso)
    nueva = nueva_version(caso.contingente)
    nueva.campos.filter(campo="peso_neto").delete()
    publicar(nueva)
    caso = SolicitudConsumo.objects.get(pk=caso.pk)
    assert caso.circular != caso.contingente.version
    assert datos_del_certificado(caso) == antes


@pytest.mark.parametrize(("hora", "abierta"), [("17:00:00", True), ("17:00:01", False)])
def test_la_etapa_de_consumo_cierra_al_segundo(ana: Actor, hora: str, abierta: bool) -> None:
    caso = consumir(ana)
    hoy = timezone.localdate()
    nueva = nueva_version(caso.contingente)
    nueva.etapas.filter(clase="consumo").update(cierra_en=a_las(hoy, "17:00:00"))
    publicar(nueva)
    caso = SolicitudConsumo.objects.get(pk=caso.pk)
    falta = reglas.etapa_de_consumo_no_cerro.falta(caso, Acto("enviar", ana.quien, a_las(hoy, hora), 2, {}))
    assert (falta is None) is abierta
    assert falta is None or falta.mensaje.endswith("17:00:00.")


def test_solo_en_los_meses_de_uso(ana: Actor) -> None:
    """Seasonal windows: a group that may be used in some months only."""
    embarque = timezone.localdate() + timedelta(days=20)
    otros = [mes for mes in range(1, 13) if mes != embarque.month]
    cuota = contingente(grupos={"Leche": {"meses": otros}})
    with pytest.raises(ReglaIncumplida, match="«Leche» solo se puede usar en los meses "):
        consumir(ana, cupo(ana, cuota))


def test_solo_se_piden_los_campos_que_la_circular_declara(ana: Actor) -> None:
    solicitud = cupo(ana)
    forma = SolicitudConsumoForm(datos_de_consumo(solicitud, peso_neto="", lote="L1"), quien=ana.quien)
    assert forma.errors == {"peso_neto": ["Complete este campo."]}
    assert "lote" not in forma.fields
    nueva = nueva_version(solicitud.contingente)
    nueva.campos.filter(campo="peso_neto").update(obligatorio=False)
    publicar(nueva)
    assert SolicitudConsumoForm(datos_de_consumo(solicitud, peso_neto=""), quien=ana.quien).is_valid()


@pytest.mark.parametrize(
    "malo",
    [
        {"cantidad": "0"},
        {"cantidad": "10.5"},
        {"cantidad": "1,001"},
        {"valor_fob": "gratis"},
        {"peso_neto": "-1"},
        {"embarque_el": "2026-02-30"},
        {"embarque_el": "2020-01-01"},
        {"importador_pais": "ZZ"},
        {"subpartida": "1"},
        {"linea": "999999"},
        {"cupo": "x"},
        {"cupo": "9" * 40},
        {"importador_nombre": "a" * 201},
    ],
)
def test_lo_mal_escrito_se_dice_junto_al_campo(ana: Actor, malo: dict[str, str]) -> None:
    forma = SolicitudConsumoForm(datos_de_consumo(cupo(ana), **malo), quien=ana.quien)
    assert set(malo) <= set(forma.errors)


def test_el_cupo_de_otra_empresa_no_existe(ana: Actor, carla: Actor) -> None:
    forma = SolicitudConsumoForm(datos_de_consumo(cupo(ana)), quien=carla.quien)
    assert {"cupo", "linea"} <= set(forma.errors)


def test_la_serie_del_cqe_no_se_repite_ni_deja_huecos(ana: Actor, ivan: Actor, confianza: Path) -> None:
    solicitud = cupo(ana)
    numeros = []
    for n in range(3):
        caso = llevar_a(enviar(ana, consumir(ana, solicitud, factura=f"F{n}"), confianza), "en_estudio")
        numeros.append(ejecutar(caso.pk, "aprobar", ivan.quien).numero_cqe)
    assert [numero.rpartition("-")[2] for numero in numeros] == ["001", "002", "003"]
    with pytest.raises(IntegrityError), transaction.atomic():
        SolicitudConsumo.objects.update(numero_cqe="X", expedido_en=timezone.now())


@pytest.mark.parametrize("patron", ["", "ABC", "{serie}{serie}", "{a}{mes}{serie}", "c{serie}", "{serie", "%s{serie}"])
def test_patron_de_numeracion_invalido(patron: str) -> None:
    with pytest.raises(Exception, match="Use mayúsculas"):
        validar_patron(patron)


def test_patron_de_nueve_caracteres() -> None:
    """Number by pattern: fiscal year, last digit of the year, one reserved, country, type letter, serial from 101."""
    hasta = timezone.localdate().replace(year=2026, month=9, day=30)
    circular = Circular(patron_cqe="F{a}0COA{serie}", vigente_hasta_el=hasta)
    assert circular.numero_cqe(101) == "F60COA101"


def test_el_libro_guarda_el_caso_y_el_acto(ana: Actor, confianza: Path) -> None:
    caso = enviar(ana, consumir(ana), confianza)
    movimiento = Movimiento.objects.get(tramite=caso)
    linea = caso.actuaciones.get(accion="enviar")
    assert (movimiento.clase, movimiento.orden, movimiento.en) == ("reserva", linea.orden, linea.en)
