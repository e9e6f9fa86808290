"""The administration shows the history, and edits only what may be edited."""

from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from vuce.catalogos.admin import PaisAdmin, VersionParametroAdmin
from vuce.catalogos.models import Pais, Parametro, TipoParametro, VersionParametro

pytestmark = pytest.mark.django_db


@pytest.fixture
def peticion() -> Any:
    peticion = RequestFactory().get("/")
    peticion.user = get_user_model()(is_superuser=True, is_staff=True)
    return peticion


def test_el_historial_dice_cada_cambio(peticion: Any) -> None:
    pais = Pais.objects.create(codigo="493", nombre="Mexico")
    pais.nombre = "México"
    pais.save()
    modelo = PaisAdmin(Pais, admin.site)
    texto = modelo.historial(pais)
    assert texto.count("<li>") == 2
    assert texto.index("cambiado") < texto.index("agregado")
    assert modelo.get_readonly_fields(peticion, pais) == ["codigo", "historial"]
    assert modelo.get_readonly_fields(peticion, None) == ["historial"]
    assert modelo.historial(Pais()) == "—"


def test_una_version_comenzada_no_se_edita_ni_se_borra(peticion: Any) -> None:
    parametro = Parametro.objects.create(codigo="pruebas.a", tipo=TipoParametro.ENTERO, nombre="A")
    comenzada = parametro.cambiar(1, date(2020, 1, 1), "D 1")
    futura = parametro.cambiar(2, date(2199, 1, 1), "D 2")
    modelo = VersionParametroAdmin(VersionParametro, admin.site)
    assert "valor" in modelo.get_readonly_fields(peticion, comenzada)
    assert "valor" not in modelo.get_readonly_fields(peticion, futura)
    assert not modelo.has_delete_permission(peticion, comenzada)
    assert modelo.has_delete_permission(peticion, futura)


def test_sin_permiso_no_se_entra(peticion: Any) -> None:
    peticion.user = get_user_model().objects.create(codigo="elena", nombre="Elena", is_staff=True)
    modelo = PaisAdmin(Pais, admin.site)
    assert not modelo.has_view_permission(peticion)
    assert not modelo.has_change_permission(peticion)
