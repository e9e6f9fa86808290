"""The pages of this app: the quotas in force, their circulars, the sheets, and the entity's configuration."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contingentes.demo import cargar_contingentes, datos_de_consumo, datos_de_cupo
from contingentes.models import Circular, Contingente, Etapa, Grupo, VolumenGrupo
from contingentes.publicacion import nueva_version, publicar
from tests.ayudas.casos import enviado, llevar_a, radicar
from tests.ayudas.elenco import Actor
from tests.contingentes.fabricas import borrador, consumir, contingente, cupo, pedir


def test_nueva_solicitud_lista_los_vigentes_y_abre_un_borrador(ana: Actor) -> None:
    """CTG-01: «Nueva solicitud» lists the contingentes in force, each with «Solicitar cupo»."""
    cuota = contingente()
    pasada = timezone.localdate() - timedelta(days=1)
    contingente("vencido", vigente_desde_el=pasada - timedelta(days=9), vigente_hasta_el=pasada)
    borrador("sin-publicar")
    pagina = ana.navegador.get(reverse("contingentes:vigentes")).content.decode()
    assert pagina.count("Solicitar cupo") == 1
    assert "Contingente azucar" in pagina
    assert "1.000\xa0t" in pagina
    assert "Contingente vencido" not in pagina
    respuesta = ana.navegador.post(reverse("tramites:nueva", args=["contingentes.cupo"]), {"contingente": cuota.pk})
    formulario = ana.navegador.get(respuesta.url).content.decode()
    assert "Azúcar crudo (quedan 1.000 t)" in formulario
    assert "Crear solicitud" in formulario


def test_la_lista_cuesta_lo_mismo_con_mas_contingentes(ana: Actor) -> None:
    cuentas = []
    for n in (1, 6):
        for m in range(n):
            contingente(f"c{n}-{m}")
        navegador = ana.navegador
        with CaptureQueriesContext(
            connection,
        ) as consultas:
            navegador.get(reverse("contingentes:vigentes"))
        cuentas.append(len(consultas))
    assert cuentas[0] == cuentas[1]


def test_normatividad_es_publica(db: None) -> None:
    circular = contingente().version
    borrador("sin-publicar")
    pagina = Client().get(reverse("contingentes:normatividad")).content.decode()
    assert str(circular) in pagina
    assert "sin-publicar" not in pagina


def test_la_ficha_del_cupo_muestra_el_resumen_y_los_consumos(ana: Actor) -> None:
    """CTG-02: summary of the granted cupo, «Solicitar consumo», and the list of consumos with their state."""
    solicitud = cupo(ana)
    caso = consumir(ana, solicitud)
    pagina = ana.navegador.get(reverse("tramites:ficha", args=[solicitud.pk])).content.decode()
    for texto in ("Otorgado", "Consumido", "En trámite", "Devuelto", "Anulado", "Disponible", "Solicitar consumo"):
        assert texto in pagina, texto
    assert caso.numero in pagina
    respuesta = ana.navegador.post(reverse("tramites:nueva", args=["contingentes.consumo"]), {"cupo": solicitud.pk})
    formulario = ana.navegador.get(respuesta.url).content.decode()
    assert "Azúcar crudo (disponibles 100 t)" in formulario
    assert "Peso neto" in formulario
    assert ">Lote<" not in formulario
    assert caso.numero in ana.navegador.get(reverse("tramites:ficha", args=[caso.pk])).content.decode()


def test_la_pagina_de_aprobar_trae_lo_pedido(ana: Actor, ivan: Actor) -> None:
    caso = llevar_a(pedir(ana, contingente(), "250,5"), "en_estudio")
    pagina = ivan.navegador.get(reverse("tramites:accion", args=[caso.pk, "aprobar"])).content.decode()
    assert 'value="250,5' in pagina
    assert "Quedan 1.000 t en el grupo." in pagina


def test_solo_quien_configura_entra_a_la_configuracion(gloria: Actor, elena: Actor, ana: Actor) -> None:
    for ruta in ("contingente", "circular"):
        url = reverse(f"admin:contingentes_{ruta}_changelist")
        assert gloria.navegador.get(url).status_code == 200
        for otro in (elena, ana):
            assert otro.navegador.get(url).status_code in {302, 403}


def test_el_administrador_publica_y_prepara_otra_version(gloria: Actor) -> None:
    circular = borrador()
    url = reverse("admin:contingentes_circular_changelist")
    gloria.navegador.post(url, {"action": "publicar", "_selected_action": [circular.pk]})
    cuota = Contingente.objects.get()
    assert cuota.circular == circular
    lista = reverse("admin:contingentes_contingente_changelist")
    gloria.navegador.post(lista, {"action": "preparar_version", "_selected_action": [cuota.pk]})
    nueva = Circular.objects.get(version=2)
    assert (nueva.etapas.count(), nueva.volumenes.count(), nueva.campos.count()) == (4, 1, 6)
    assert gloria.navegador.get(reverse("admin:contingentes_circular_change", args=[nueva.pk])).status_code == 200
    assert gloria.navegador.get(reverse("admin:contingentes_circular_change", args=[circular.pk])).status_code == 200


def test_publicar_dice_todo_lo_que_falta(db: None) -> None:
    circular = borrador()
    circular.volumenes.all().delete()
    circular.etapas.filter(clase="consumo").delete()
    with pytest.raises(ValidationError) as error:
        publicar(circular)
    assert error.value.messages == [
        "Falta el volumen del grupo «Azúcar crudo».",
        "Falta la etapa «Solicitud de consumo».",
    ]


def test_lo_publicado_no_cambia_ni_con_sql(db: None) -> None:
    """«Granted amounts never change retroactively»: a published version is frozen with all its parts."""
    circular = contingente().version
    ajenas: list[Any] = [
        lambda: Circular.objects.update(respuesta_dias=1),
        lambda: Circular.objects.all().delete(),
        lambda: Etapa.objects.update(cierra_en=timezone.now()),
        lambda: Etapa.objects.all().delete(),
        lambda: VolumenGrupo.objects.update(volumen=1),
        lambda: circular.campos.create(campo="lote"),
        lambda: Grupo.objects.update(unidad="kg"),
        lambda: Grupo.objects.update(decimales=0),
    ]
    for cambio in ajenas:
        with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
            cambio()
    Grupo.objects.update(nombre="Azúcar")  # a name may be mended


@pytest.mark.parametrize(
    ("campo", "cambios"),
    [("cierra_en", {"cierra_en": -1}), ("abre_en", {"abre_en": -400}), ("cierra_en", {"cierra_en": 400})],
)
def test_las_etapas_caben_en_la_vigencia(db: None, campo: str, cambios: dict[str, int]) -> None:
    etapa = borrador().etapas.get(clase="cupo")
    for nombre, dias in cambios.items():
        setattr(etapa, nombre, etapa.abre_en + timedelta(days=dias))
    with pytest.raises(ValidationError) as error:
        etapa.full_clean()
    assert next(iter(error.value.message_dict)) == campo


def test_los_dex_se_presentan_tambien_despues_de_la_vigencia(db: None) -> None:
    etapa = borrador().etapas.get(clase="dex")
    etapa.cierra_en += timedelta(days=60)
    etapa.full_clean()


def test_los_ejemplos_se_cargan_una_vez_y_dan_casos_validos(ana: Actor) -> None:
    cuotas = cargar_contingentes()
    assert [c.pk for c in cargar_contingentes()] == [c.pk for c in cuotas]
    assert all("ejemplo" in cuota.nombre for cuota in cuotas)
    azar = Random(7)
    for cuota in cuotas:
        for _vez in range(3):
            assert radicar("contingentes.cupo", ana, enviado(**datos_de_cupo(cuota, azar))).estado == "creada"
    solicitud = cupo(ana, cuotas[0], "1.000")
    for _vez in range(3):
        assert radicar("contingentes.consumo", ana, enviado(**datos_de_consumo(solicitud, azar))).estado == "creada"


def test_una_version_vieja_no_se_publica_sobre_la_nueva(db: None) -> None:
    cuota = contingente()
    vieja, reciente = nueva_version(cuota), nueva_version(cuota)
    publicar(reciente)
    with pytest.raises(ValidationError, match="Ya rige una versión posterior"):
        publicar(vieja)
    with pytest.raises(ValidationError, match="ya está publicada"):
        publicar(reciente)
