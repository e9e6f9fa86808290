"""The sweep of documents: each is asked for again in its turn, none so often that others wait for ever."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor
from vuce.documentos.models import Documento
from vuce.tramites import tasks


@pytest.fixture
def pedidos(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    hechos: list[int] = []
    monkeypatch.setattr(tasks, "despachar", lambda _tarea, pk: hechos.append(pk))
    monkeypatch.setattr(tasks, "LOTE", 2)
    return hechos


def test_cada_barrido_pide_los_que_llevan_mas_tiempo(ana: Actor, pedidos: list[int]) -> None:
    def documento(minutos: int, **campos: Any) -> int:
        hecho = Documento.objects.create(tramite=permiso_de_juguete(ana), clase="acto", titulo="Acto", **campos)
        Documento.objects.filter(pk=hecho.pk).update(pedido_en=timezone.now() - timedelta(minutes=minutos))
        return hecho.pk

    viejo, mas_viejo, menos_viejo = documento(50), documento(60), documento(40)
    documento(90, estado=Documento.Estado.ANULADO)
    reciente = documento(0)
    assert settings.BARRIDO_SEGUNDOS < 40 * 60
    tasks.barrer_documentos()
    assert pedidos == [mas_viejo, viejo]
    tasks.barrer_documentos()
    assert pedidos == [mas_viejo, viejo, menos_viejo]
    tasks.barrer_documentos()
    assert reciente not in pedidos
    assert len(pedidos) == 3
