"""Companies, people and mandates in the administration: validated, and nothing of the record is deleted."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from tests.ayudas.elenco import Actor
from usuarios.demo import CLAVE
from usuarios.models import Condiciones, Empresa, Poder, Usuario

pytestmark = pytest.mark.ignore_template_errors  # the templates are Django's
EMPRESA = {
    "tipo_identificacion": "NIT",
    "razon_social": "Panelera del Sur S.A.S.",
    "correo": "p@panelera.example",
    "responsables-TOTAL_FORMS": "1",
    "responsables-INITIAL_FORMS": "0",
    "responsables-0-calidad": "representante_legal",
    "responsables-0-tipo_documento": "CC",
    "responsables-0-nombre": "Rosa Díaz",
}


@pytest.fixture
def gloria_admin(gloria: Actor) -> Client:
    """A member of staff with the permissions over companies, people and mandates, not the platform's owner."""
    permisos = Permission.objects.filter(content_type__app_label="usuarios")
    gloria.usuario.user_permissions.set(permisos)
    return gloria.navegador


def errores(respuesta: Any) -> dict[str, list[str]]:
    propios = dict(respuesta.context["adminform"].form.errors)
    for conjunto in respuesta.context["inline_admin_formsets"]:
        for formulario in conjunto.formset.forms:
            propios |= formulario.errors
    return propios


def test_se_entra_a_la_administracion_por_el_ingreso_del_portal(gloria: Actor) -> None:
    navegador = Client()
    ingreso = navegador.post("/admin/login/?next=/admin/", {"username": "gloria", "password": CLAVE})
    assert ingreso.url == "/usuarios/ingresar/?next=/admin/"
    respuesta = navegador.post(ingreso.url, {"username": "gloria", "password": CLAVE})
    assert (respuesta.status_code, respuesta.url) == (302, "/admin/")
    assert navegador.get("/admin/").status_code == 200


def test_crear_una_empresa_con_el_nit_como_se_escribe(gloria_admin: Client) -> None:
    alta = EMPRESA | {"identificacion": "860.034.313-7", "responsables-0-documento": "52.718.281"}
    respuesta = gloria_admin.post("/admin/usuarios/empresa/add/", alta)
    assert respuesta.status_code == 302, errores(respuesta)
    empresa = Empresa.objects.get(identificacion="860034313")
    assert empresa.responsables.get().documento == "52718281"
    pagina = gloria_admin.get(f"/admin/usuarios/empresa/{empresa.pk}/change/").content.decode()
    assert 'value="860.034.313-7"' in pagina


def test_el_nit_y_el_documento_se_revisan(gloria_admin: Client, ana: Actor) -> None:
    malo = EMPRESA | {"identificacion": "860.034.313-1", "responsables-0-documento": "12"}
    assert errores(gloria_admin.post("/admin/usuarios/empresa/add/", malo)) == {
        "identificacion": ["El dígito de verificación del NIT 860.034.313-1 no corresponde."],
        "documento": ["La cédula de ciudadanía tiene de 3 a 10 dígitos."],
    }
    repetido = EMPRESA | {"identificacion": ana.quien.titular.nit, "responsables-0-documento": "52718281"}
    assert errores(gloria_admin.post("/admin/usuarios/empresa/add/", repetido)) == {
        "__all__": ["Ya existe una empresa con esa identificación."]
    }


def test_la_clave_solo_por_el_formulario_de_django(gloria_admin: Client, ana: Actor) -> None:
    url = f"/admin/usuarios/usuario/{ana.usuario.pk}/change/"
    antes = Usuario.objects.get(codigo="ana").password
    cambio = {"codigo": "ana", "situacion": "suspendido", "nombre": "Ana G.", "tipo_documento": "CC"}
    respuesta = gloria_admin.post(url, cambio | {"documento": "31415926", "password": "x", "is_superuser": "on"})
    assert respuesta.status_code == 302, errores(respuesta)
    usuario = Usuario.objects.get(codigo="ana")
    assert (usuario.situacion, usuario.nombre) == ("suspendido", "Ana G.")
    assert (usuario.password, usuario.is_superuser) == (antes, False)
    assert usuario.eventos.get(tipo="estado").detalle == "Activo → Suspendido. Desde la administración."
    otra = gloria_admin.post(url, cambio | {"situacion": "vencido", "documento": "31415926"})
    assert errores(otra) == {"situacion": ["El usuario no puede pasar a ese estado."]}


def test_el_registro_de_seguridad_solo_se_lee(gloria_admin: Client, ana: Actor) -> None:
    ana.navegador.get("/")
    evento = ana.usuario.eventos.first()
    assert gloria_admin.get("/admin/usuarios/eventocuenta/").status_code == 200
    assert gloria_admin.get(f"/admin/usuarios/eventocuenta/{evento.pk}/change/").status_code == 200
    assert gloria_admin.get("/admin/usuarios/eventocuenta/add/").status_code == 403
    assert gloria_admin.post(f"/admin/usuarios/eventocuenta/{evento.pk}/change/", {"detalle": "x"}).status_code == 403


def test_las_condiciones_que_rigen_no_se_tocan_y_las_nuevas_se_publican(gloria_admin: Client) -> None:
    vigente = Condiciones.objects.vigentes().get()
    assert gloria_admin.post(f"/admin/usuarios/condiciones/{vigente.pk}/change/", {"texto": "x"}).status_code == 403
    nueva = {"version": "2", "desde": "2099-01-01", "texto": "Otra"}
    assert gloria_admin.post("/admin/usuarios/condiciones/add/", nueva).status_code == 302
    assert Condiciones.objects.vigentes().get() == vigente


def test_crear_un_usuario_exige_una_clave_buena(gloria_admin: Client) -> None:
    alta = {"codigo": "rosa", "nombre": "Rosa Díaz", "tipo_documento": "CC", "documento": "52718281"}
    corta = gloria_admin.post("/admin/usuarios/usuario/add/", alta | {"password1": "corta", "password2": "corta"})
    assert "password2" in errores(corta)
    buena = {"password1": "una-clave-larga-7", "password2": "una-clave-larga-7"}
    respuesta = gloria_admin.post("/admin/usuarios/usuario/add/", alta | buena)
    assert respuesta.status_code == 302, errores(respuesta)
    assert Usuario.objects.get(codigo="rosa").check_password("una-clave-larga-7")
    repetido = gloria_admin.post("/admin/usuarios/usuario/add/", alta | buena | {"codigo": "ROSA"})
    assert errores(repetido) == {"__all__": ["Ya existe un usuario con ese código."]}


def test_al_dueno_de_la_plataforma_solo_lo_cambia_otro_dueno(gloria_admin: Client) -> None:
    duena = Usuario.objects.create_superuser("raiz", CLAVE, nombre="Raíz")
    for resto in ("change/", "password/"):
        respuesta = gloria_admin.post(f"/admin/usuarios/usuario/{duena.pk}/{resto}", {"codigo": "otra"})
        assert respuesta.status_code == 403
    duena.refresh_from_db()
    assert duena.codigo == "raiz"


def test_la_clave_de_quien_decide_solo_la_da_la_plataforma(gloria_admin: Client, oscar: Actor) -> None:
    url = f"/admin/usuarios/usuario/{oscar.usuario.pk}/password/"
    assert gloria_admin.post(url, {"password1": "otra-clave-larga-9", "password2": "x"}).status_code == 403


def test_los_poderes_solo_se_leen(gloria_admin: Client) -> None:
    """USR-06: nobody gives, shortens or brings back a mandate but by its procedure."""
    Poder.objects.update(revocado_en=timezone.now())
    poder = Poder.objects.get()
    url = f"/admin/usuarios/poder/{poder.pk}/change/"
    assert gloria_admin.get(url).status_code == 200
    for ruta in ("/admin/usuarios/poder/add/", url):
        assert gloria_admin.post(ruta, {"modulos": ["juguete"], "revocado_en_0": ""}).status_code == 403
    assert Poder.objects.get().revocado_en is not None


def test_la_clave_que_da_la_administracion_se_anota_y_se_cambia_al_entrar(gloria_admin: Client, ana: Actor) -> None:
    """USR-03, USR-08."""
    url, claves = f"/admin/usuarios/usuario/{ana.usuario.pk}/password/", {"usable_password": "true"}
    gloria_admin.post(url, claves | {"password1": "otra-clave-larga-9", "password2": "no es la misma"})
    assert not ana.usuario.eventos.filter(tipo="clave").exists()
    buena = claves | {"password1": "otra-clave-larga-9", "password2": "otra-clave-larga-9"}
    assert gloria_admin.post(url, buena).status_code == 302
    usuario = Usuario.objects.get(codigo="ana")
    assert (usuario.check_password("otra-clave-larga-9"), usuario.clave_temporal) == (True, True)
    evento = usuario.eventos.get(tipo="clave")
    assert (evento.actor.codigo, evento.detalle) == ("gloria", "Desde la administración.")


def test_nada_se_borra_y_sin_permiso_no_se_ve(gloria_admin: Client, ana: Actor) -> None:
    filas = {"empresa": ana.quien.titular.pk, "usuario": ana.usuario.pk, "poder": Poder.objects.get().pk}
    for modelo, pk in filas.items():
        assert gloria_admin.get(f"/admin/usuarios/{modelo}/").status_code == 200
        assert gloria_admin.post(f"/admin/usuarios/{modelo}/{pk}/delete/", {"post": "yes"}).status_code == 403
    Usuario.objects.get(codigo="gloria").user_permissions.clear()
    for modelo in filas:
        assert gloria_admin.get(f"/admin/usuarios/{modelo}/").status_code == 403
    assert ana.navegador.get("/admin/usuarios/empresa/").status_code == 302
