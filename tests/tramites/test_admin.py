"""The administration looks at cases and their record; it changes neither."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor
from vuce.tramites.models import Tramite

pytestmark = pytest.mark.ignore_template_errors  # the templates are Django's


@pytest.fixture
def caso(ana: Actor) -> Any:
    return permiso_de_juguete(ana)


@pytest.fixture
def gloria_admin(gloria: Actor) -> Client:
    """A member of staff with every permission on the kernel's tables."""
    gloria.usuario.user_permissions.set(Permission.objects.filter(content_type__app_label="tramites"))
    return gloria.navegador


def test_se_busca_y_se_ve_con_su_bitacora(caso: Any, gloria_admin: Client) -> None:
    for buscado in (caso.numero, "Valle Dulce", "900123456", "trompo"):
        lista = gloria_admin.get("/admin/tramites/tramite/", {"q": buscado})
        assert caso.numero in lista.content.decode()
    assert caso.numero not in gloria_admin.get("/admin/tramites/tramite/", {"q": "otra cosa"}).content.decode()
    pagina = gloria_admin.get(f"/admin/tramites/tramite/{caso.pk}/change/").content.decode()
    assert "Ana Gómez Restrepo" in pagina
    assert 'name="estado"' not in pagina
    assert "crear" in gloria_admin.get("/admin/tramites/actuacion/", {"q": caso.numero}).content.decode()
    assert gloria_admin.get("/admin/tramites/sellobitacora/").status_code == 200


def test_nadie_cambia_nada_ni_el_dueno_de_la_plataforma(caso: Any, gloria: Actor, gloria_admin: Client) -> None:
    gloria.usuario.is_superuser = True
    gloria.usuario.save(update_fields=["is_superuser"])
    linea = caso.actuaciones.get()
    for ruta in (f"tramite/{caso.pk}", f"actuacion/{linea.pk}"):
        assert gloria_admin.post(f"/admin/tramites/{ruta}/change/", {"estado": "aprobada"}).status_code == 403
        assert gloria_admin.post(f"/admin/tramites/{ruta}/delete/", {"post": "yes"}).status_code == 403
    assert gloria_admin.get("/admin/tramites/tramite/add/").status_code == 403
    assert Tramite.objects.get().estado == "creada"


def test_sin_permiso_no_se_ve(caso: Any, gloria: Actor, elena: Actor) -> None:
    assert gloria.navegador.get(f"/admin/tramites/tramite/{caso.pk}/change/").status_code == 403
    assert elena.navegador.get("/admin/tramites/tramite/").status_code == 302
