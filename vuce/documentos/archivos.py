"""Files in the storage that no row names: what a rolled back upload or a killed worker leaves behind."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import Storage, default_storage
from django.db.models import Model
from django.utils import timezone

from vuce.documentos.models import Adjunto, Documento

CAMPOS: dict[str, list[tuple[type[Model], str]]] = {
    "adjunto": [(Adjunto, "archivo")],
    "documento": [(Documento, "archivo"), (Documento, "firmado")],
}


def huerfanos(dias: int, almacen: Storage = default_storage) -> Iterator[str]:
    """Names of files older than `dias` days without a row, folder by folder (kind/year/month)."""
    limite = timezone.now() - timedelta(days=dias)
    for raiz, campos in CAMPOS.items():
        for carpeta, archivos in _carpetas(almacen, raiz):
            nombrados: set[str] = set()
            for modelo, campo in campos:
                en_ella = {f"{campo}__startswith": f"{carpeta}/"}
                nombrados.update(modelo._default_manager.filter(**en_ella).values_list(campo, flat=True))
            for archivo in archivos:
                nombre = f"{carpeta}/{archivo}"
                if nombre not in nombrados and almacen.get_modified_time(nombre) < limite:
                    yield nombre


def limpiar(dias: int) -> int:
    """Delete the orphans; how many."""
    borrados = 0
    for nombre in huerfanos(dias):
        default_storage.delete(nombre)
        borrados += 1
    return borrados


def _carpetas(almacen: Storage, raiz: str) -> Iterator[tuple[str, list[str]]]:
    try:
        carpetas, archivos = almacen.listdir(raiz)
    except FileNotFoundError:
        return
    if archivos:
        yield raiz, archivos
    for carpeta in carpetas:
        yield from _carpetas(almacen, f"{raiz}/{carpeta}")
