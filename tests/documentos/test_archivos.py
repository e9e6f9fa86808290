"""Files that no row names."""

import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from tests.ayudas.elenco import Actor
from tests.documentos import archivos
from vuce.documentos.adjuntos import recibir
from vuce.documentos.tasks import limpiar_archivos


@pytest.fixture(autouse=True)
def almacen(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def envejecer(nombre: str, dias: int) -> None:
    antes = time.time() - dias * 86400
    os.utime(default_storage.path(nombre), (antes, antes))


def test_se_borra_el_huerfano_viejo_y_nada_mas(ana: Actor) -> None:
    con_fila = recibir(archivos.subido("a.csv", b"a,b"), clase="x", tipos=["csv"], usuario=ana.usuario).archivo.name
    viejo = default_storage.save("documento/2026/01/viejo", ContentFile(b"x"))
    nuevo = default_storage.save("documento/2026/01/nuevo", ContentFile(b"x"))
    ajeno = default_storage.save("otra_cosa/viejo", ContentFile(b"x"))
    for nombre in (con_fila, viejo, ajeno):
        envejecer(nombre, 30)
    ensayo = StringIO()
    call_command("limpiar_archivos", "--ensayo", stdout=ensayo)
    assert ensayo.getvalue().split() == [viejo]
    limpiar_archivos()
    assert [default_storage.exists(n) for n in (con_fila, viejo, nuevo, ajeno)] == [True, False, True, True]


def test_no_se_toca_lo_que_se_esta_subiendo(db: None) -> None:
    with pytest.raises(CommandError, match="at least 1"):
        call_command("limpiar_archivos", "--dias", "0")


def test_un_almacen_vacio_no_es_un_error(db: None) -> None:
    salida = StringIO()
    call_command("limpiar_archivos", stdout=salida)
    assert salida.getvalue() == "0 archivos borrados\n"
