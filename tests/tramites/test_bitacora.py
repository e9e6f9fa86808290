"""The record proves itself: chain by case, nightly signed root."""

from datetime import timedelta
from pathlib import Path

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor
from vuce.tramites import bitacora
from vuce.tramites.models import Actuacion, SelloBitacora
from vuce.tramites.transiciones import ejecutar


@pytest.fixture
def caso(ana: Actor) -> int:
    creado = permiso_de_juguete(ana)
    ejecutar(creado.pk, "generar_documento", ana.quien)
    return creado.pk


def test_verificar_bitacora_sin_fallos(caso: int, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verificar_bitacora")
    assert "2 actuaciones verificadas" in capsys.readouterr().out


def test_una_linea_alterada_se_descubre(caso: int) -> None:
    with pgtrigger.ignore("tramites.Actuacion:solo_se_agrega"):
        Actuacion.objects.filter(accion="crear").update(datos={"producto": "otro"})
    assert [f.motivo for f in bitacora.verificar()] == ["la línea 1 fue alterada"]
    with pytest.raises(CommandError, match="1 fallos"):
        call_command("verificar_bitacora")


def test_una_linea_borrada_se_descubre(caso: int) -> None:
    with pgtrigger.ignore("tramites.Actuacion:solo_se_agrega"):
        Actuacion.objects.filter(accion="crear").delete()
    assert {f.motivo for f in bitacora.verificar()} == {"falta la línea 1", "la línea 2 no sigue a la anterior"}


def test_el_sello_cubre_lo_que_ya_reposo(caso: int, confianza: Path) -> None:
    assert bitacora.sellar() is None
    with pgtrigger.ignore("tramites.Actuacion:solo_se_agrega"):
        for linea in Actuacion.objects.order_by("orden"):
            linea.en = timezone.now() - timedelta(hours=1)
            linea.anterior = Actuacion.objects.get(orden=1).huella if linea.orden > 1 else ""
            linea.huella = linea.calcular_huella()
            linea.save(update_fields=["en", "huella", "anterior"])
    assert bitacora.sellar() is not None
    assert bitacora.sellar() is None
    assert list(bitacora.verificar()) == []
    with pgtrigger.ignore("tramites.SelloBitacora:solo_se_agrega"):
        SelloBitacora.objects.update(firma=b"otra")
    assert [f.motivo.split(" ")[0:2] for f in bitacora.verificar()] == [["la", "firma"]]
