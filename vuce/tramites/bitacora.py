"""Proof of the record: each case's lines are chained by hash, and a nightly signed root covers all the chains."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from vuce.firma.errores import FirmaInvalida
from vuce.firma.firmante import firmar_bytes
from vuce.firma.sello import verificar_bytes
from vuce.tramites.models import Actuacion, SelloBitacora, Tramite

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSO = timedelta(minutes=10)  # a line takes its key before its transaction commits: seal only what is surely there


@dataclass(frozen=True, slots=True)
class Fallo:
    tramite: int | None
    motivo: str


def raiz(desde: int, hasta: int, anterior: str) -> str:
    """SHA-256 over the former root and, by key, the hashes of the lines numbered (`desde`, `hasta`]."""
    resumen = hashlib.sha256(anterior.encode())
    lineas = Actuacion.objects.filter(pk__gt=desde, pk__lte=hasta).order_by("pk").values_list("pk", "huella")
    for pk, huella in lineas.iterator(chunk_size=10_000):
        resumen.update(f"{pk}:{huella}\n".encode())
    return resumen.hexdigest()


@transaction.atomic
def sellar() -> SelloBitacora | None:
    """Seal the lines written since the last seal; None where there are none."""
    ultimo = SelloBitacora.objects.select_for_update(of=("self",)).order_by("hasta_actuacion").last()
    desde, anterior = (ultimo.hasta_actuacion, ultimo.raiz) if ultimo else (0, "")
    quietas = Actuacion.objects.filter(pk__gt=desde, en__lt=timezone.now() - REPOSO)
    hasta = quietas.aggregate(ultima=Max("pk"))["ultima"]
    if hasta is None:
        return None
    nueva = raiz(desde, hasta, anterior)
    return SelloBitacora.objects.create(
        hasta_actuacion=hasta, raiz=nueva, firma=firmar_bytes(nueva.encode(), settings.ENTIDAD_SELLO)
    )


def verificar() -> Iterator[Fallo]:
    """Recompute every chain and every seal; yields what does not agree."""
    yield from _cadenas()
    yield from _sellos()
    for tramite in Tramite.objects.filter(actuaciones__isnull=True).order_by("pk").values_list("pk", flat=True):
        yield Fallo(tramite, "sin actuaciones")


def _cadenas() -> Iterator[Fallo]:
    tramite_id, orden, huella, hasta = 0, 0, "", ""
    for linea in Actuacion.objects.order_by("tramite_id", "orden").iterator(chunk_size=5_000):
        if linea.tramite_id != tramite_id:
            tramite_id, orden, huella, hasta = linea.tramite_id, 0, "", ""
        if linea.orden != orden + 1:
            yield Fallo(tramite_id, f"falta la línea {orden + 1}")
        if linea.anterior != huella or linea.desde != hasta:
            yield Fallo(tramite_id, f"la línea {linea.orden} no sigue a la anterior")
        if linea.huella != linea.calcular_huella():
            yield Fallo(tramite_id, f"la línea {linea.orden} fue alterada")
        orden, huella, hasta = linea.orden, linea.huella, linea.hasta


def _sellos() -> Iterator[Fallo]:
    desde, anterior = 0, ""
    for sello in SelloBitacora.objects.order_by("hasta_actuacion").iterator():
        if sello.raiz != raiz(desde, sello.hasta_actuacion, anterior):
            yield Fallo(None, f"el sello {sello.pk} no corresponde a las actuaciones que cubre")
        try:
            verificar_bytes(sello.raiz.encode(), bytes(sello.firma))
        except FirmaInvalida as error:
            yield Fallo(None, f"la firma del sello {sello.pk} no es válida: {error}")
        desde, anterior = sello.hasta_actuacion, sello.raiz
