"""The demo as `bin/run` loads it: two hundred cases in every state, and a ledger that adds up."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Sum

from contingentes.models import Clase, Movimiento, SaldoCupo, SaldoGrupo, SolicitudConsumo, SolicitudCupo
from vuce.documentos.models import Documento
from vuce.tramites.models import Borrador, Tramite
from vuce.tramites.papeles import generar
from vuce.tramites.transiciones import transiciones_de

pytestmark = pytest.mark.django_db
A_GRUPO = {Clase.OTORGAMIENTO: "otorgado", Clase.DEVOLUCION: "devuelto"}


def movido(clase: Clase, **de: Any) -> Any:
    return Movimiento.objects.filter(clase=clase, **de).aggregate(total=Sum("cantidad"))["total"] or 0


def cuadra() -> bool:
    """Each balance is the sum of its movements."""
    for saldo in SaldoGrupo.objects.all():
        de_grupo = {columna: movido(clase, grupo=saldo.grupo_id) for clase, columna in A_GRUPO.items()}
        if de_grupo != {columna: getattr(saldo, columna) for columna in de_grupo}:
            return False
    for saldo in SaldoCupo.objects.all():
        de = {clase: movido(clase, linea=saldo.linea_id) for clase in Clase}
        consumido = de[Clase.CONSUMO] - de[Clase.ANULACION]
        reservado = de[Clase.RESERVA] - de[Clase.CONSUMO] - de[Clase.LIBERACION]
        if (saldo.otorgado, saldo.consumido, saldo.reservado) != (de[Clase.OTORGAMIENTO], consumido, reservado):
            return False
    return True


def cuantos() -> list[int]:
    return [modelo.objects.count() for modelo in (Tramite, Documento, Movimiento, Borrador)]


def test_la_demo_tiene_de_todo_y_cuadra(settings: Any, tmp_path: Path) -> None:
    """Loaded, loaded again without adding anything, and then the mass of `bin/run --demo N`."""
    settings.DEMO_DIR = tmp_path
    settings.FIRMA_P12 = {entidad: str(tmp_path / f"{entidad}.p12") for entidad in ("mincit", "dian")}
    call_command("cargar_catalogos", verbosity=0)
    call_command("demo", stdout=StringIO())
    assert (Tramite.objects.count(), Borrador.objects.count()) == (200, 5)
    for modelo in (SolicitudCupo, SolicitudConsumo):
        a_los_que_se_llega = {paso.a for paso in transiciones_de(modelo).values() if paso.a}
        assert set(modelo.objects.values_list("estado", flat=True)) == {modelo.inicial} | a_los_que_se_llega
    por_hacer = Documento.objects.exclude(estado__in=[Documento.Estado.LISTO, Documento.Estado.ANULADO])
    assert set(por_hacer.values_list("estado", flat=True)) <= {Documento.Estado.PENDIENTE}
    for documento in por_hacer.order_by("pk"):  # what waits for a worker
        generar(documento.pk)
    assert not por_hacer.exists()
    assert cuadra()
    antes = cuantos()
    call_command("demo", stdout=StringIO())
    assert cuantos() == antes
    call_command("demo", casos=600, stdout=StringIO())
    assert Tramite.objects.count() == 800
    assert cuadra()
    call_command("verificar_bitacora")
