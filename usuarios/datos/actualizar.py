"""Put the data of «Actualización de datos» in place; what did not change is not touched: history tells facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction

from usuarios.models import CorreoNotificado, Direccion, Empresa, Responsable
from vuce.catalogos.models import Municipio

Filas = Sequence[dict[str, Any]]


@transaction.atomic
def actualizar(
    empresa: Empresa, datos: dict[str, Any], *, responsables: Filas, direcciones: Filas, correos: Filas
) -> None:
    fila = Empresa.objects.select_for_update(of=("self",)).get(pk=empresa.pk)
    municipio = Municipio.objects.get(pk=datos["municipio"])
    _poner(fila, datos | {"municipio": municipio, "ciudad": municipio.nombre})
    otros = Responsable.objects.exclude(calidad=Responsable.Calidad.REPRESENTANTE_LEGAL)
    _sincronizar(otros, empresa, ("calidad", "documento"), responsables)
    plantas = [{"municipio_id": planta.pop("municipio"), **planta} for planta in map(dict, direcciones)]
    # The plant that loses the flag before the one that gets it: there is never a second one.
    plantas.sort(key=lambda planta: planta["mayor_produccion"])
    _sincronizar(Direccion.objects.all(), empresa, ("direccion", "municipio_id"), plantas)
    _sincronizar(CorreoNotificado.objects.all(), empresa, ("correo",), correos)


def _sincronizar(existentes: models.QuerySet[Any], empresa: Empresa, clave: tuple[str, ...], filas: Filas) -> None:
    de_la_empresa = existentes.filter(empresa=empresa).order_by("pk")
    sobran = {tuple(getattr(objeto, campo) for campo in clave): objeto for objeto in de_la_empresa}
    quedan = [(sobran.pop(tuple(fila[campo] for campo in clave), None), fila) for fila in filas]
    for sobrante in sobran.values():
        sobrante.delete()
    for objeto, fila in quedan:
        if objeto is None:
            existentes.create(empresa=empresa, **fila)
        else:
            _poner(objeto, fila)


def _poner(objeto: models.Model, datos: dict[str, Any]) -> None:
    cambian = [campo for campo, valor in datos.items() if getattr(objeto, campo) != valor]
    for campo in cambian:
        setattr(objeto, campo, datos[campo])
    if cambian:
        objeto.save(update_fields=cambian)
