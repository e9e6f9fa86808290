"""USR-06: whom one acts for is changed in another tab, and nothing is filed for the wrong company."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor
from usuarios.identidad import calidades_a_la_vista
from usuarios.ingreso.eventos import anotar
from usuarios.models import Empresa, EventoCuenta, Poder
from vuce.tramites.models import Borrador, Tramite
from vuce.tramites.quien import Quien

INGENIO, AGENCIA = "Ingenio Valle Dulce S.A.S.", "Agencia de Aduanas Andina S.A."
BUENO = {
    "producto": "trompo",
    "cantidad": "10",
    "lineas-TOTAL_FORMS": "1",
    "lineas-INITIAL_FORMS": "0",
    "lineas-0-nombre": "rueda",
}


@pytest.fixture
def poder(ana: Actor) -> Poder:
    Poder.objects.update(modulos=["juguete"])
    return Poder.objects.select_related("titular").get()


@pytest.fixture
def navegador(poder: Poder, beto: Actor) -> Client:
    """Beto's, that acts for his own agency."""
    return beto.navegador


def nombra_a_los_dos(respuesta: Any) -> bool:
    texto = respuesta.content.decode()
    return respuesta.status_code == 409 and f"Esto es de {INGENIO}" in texto and f"actúa ahora por {AGENCIA}" in texto


def test_el_borrador_de_una_no_se_radica_por_la_otra_ni_se_pierde(navegador: Client, poder: Poder, beto: Actor) -> None:
    fila = Borrador.objects.create(
        usuario=beto.usuario, titular=poder.titular, modulo="juguete", procedimiento="juguete.permiso"
    )
    url = f"/tramites/borradores/{fila.pk}/"
    assert nombra_a_los_dos(navegador.post(url, BUENO))
    assert not Tramite.objects.exists()
    fila.refresh_from_db()
    assert fila.datos["producto"] == ["trompo"]
    navegador.post("/usuarios/actuar-por/", {"calidad": f"empresa-{poder.titular_id}"})
    assert navegador.post(url, BUENO).status_code == 302
    assert Tramite.objects.get().actuaciones.get().poder == poder.pk


def test_una_solicitud_nueva_dice_de_quien_era_la_pagina(navegador: Client, poder: Poder, carla: Actor) -> None:
    url = "/tramites/nueva/juguete.permiso/"
    assert nombra_a_los_dos(navegador.post(url, {"por_cuenta_de": poder.titular_id}))
    assert not Borrador.objects.exists()
    for propia in ({}, {"por_cuenta_de": carla.usuario.empresa_id}, {"por_cuenta_de": "x"}):
        assert navegador.post(url, propia).status_code == 302
    assert set(Borrador.objects.values_list("titular__razon_social", flat=True)) == {AGENCIA}


def test_las_acciones_de_un_tramite_tambien(navegador: Client, ana: Actor) -> None:
    caso = permiso_de_juguete(ana)
    accion = f"/tramites/{caso.pk}/acciones/desistir/"
    for respuesta in (
        navegador.get(accion),
        navegador.post(accion, {"motivo": "algo", "version": caso.version}),
        navegador.post(f"/tramites/{caso.pk}/modificar/"),
        navegador.post(f"/tramites/{caso.pk}/copiar/"),
    ):
        assert nombra_a_los_dos(respuesta)
    assert "algo" in navegador.post(accion, {"motivo": "algo", "version": caso.version}).content.decode()
    assert Tramite.objects.get().version == caso.version


def test_se_anota_el_poder_que_cubre_el_modulo_no_el_mas_largo(navegador: Client, poder: Poder, beto: Actor) -> None:
    hoy = timezone.localdate()
    corto = Poder.objects.create(
        titular=poder.titular,
        apoderada=poder.apoderada,
        modulos=["contingentes"],
        desde=hoy,
        hasta=hoy,
        aprobado_en=timezone.now(),
    )
    quien = beto.por(poder.titular).quien
    assert (quien.poder_en("contingentes"), quien.poder_en("juguete"), quien.poder_en("otro")) == (corto, poder, None)


def test_con_muchos_poderes_se_busca_en_una_pagina(
    navegador: Client, beto: Actor, django_assert_max_num_queries: Any
) -> None:
    hoy = timezone.localdate()
    empresas = Empresa.objects.bulk_create(
        Empresa(identificacion=str(800_000_000 + n), razon_social=f"Exportadora {n:03d}", correo="x@x.example")
        for n in range(40)
    )
    Poder.objects.bulk_create(
        Poder(
            titular=empresa,
            apoderada=beto.usuario.empresa,
            modulos=["juguete"],
            desde=hoy,
            hasta=hoy,
            aprobado_en=timezone.now(),
        )
        for empresa in empresas
    )
    assert calidades_a_la_vista(beto.usuario) is None
    inicio = navegador.get("/").content.decode()
    assert "Exportadora" not in inicio
    assert 'href="/usuarios/actuar-por/"' in inicio
    with django_assert_max_num_queries(15):
        pagina = navegador.get("/usuarios/actuar-por/?q=exportadora 037").content.decode()
    assert "Exportadora 037" in pagina
    assert "Exportadora 036" not in pagina
    elegida = f"empresa-{empresas[37].pk}"
    navegador.post("/usuarios/actuar-por/", {"calidad": elegida})
    assert navegador.get("/").wsgi_request.actua_por.titular == empresas[37]


def test_lo_negado_queda_en_el_registro_de_seguridad(beto: Actor, ana: Actor, carla: Actor) -> None:
    """usuarios, Given/When/Then 5: another module of A, and any page of B."""
    caso = permiso_de_juguete(ana)
    navegador = beto.por(ana.usuario.empresa).navegador  # the mandate covers contingentes alone
    de_b = permiso_de_juguete(carla)  # a company that gave Beto's no mandate
    rutas = (
        *(f"/tramites/{caso.pk}/", f"/api/v1/juguete/permiso/{caso.pk}/", f"/tramites/{caso.pk}/adjuntos/1/"),
        *(f"/tramites/{de_b.pk}/", f"/api/v1/juguete/permiso/{de_b.pk}/", f"/tramites/{de_b.pk}/adjuntos/1/"),
    )
    assert {navegador.get(ruta).status_code for ruta in rutas} == {404}
    eventos = EventoCuenta.objects.filter(usuario=beto.usuario, tipo="acceso_negado").order_by("id")
    assert [evento.detalle.split(" · ")[0] for evento in eventos] == [f"404 GET {ruta}" for ruta in rutas]
    assert all(INGENIO in evento.detalle for evento in eventos)
    assert navegador.get("/no/existe/").status_code == 404
    assert eventos.count() == len(rutas)
    assert carla.navegador.get(rutas[3]).status_code == 200
    Poder.objects.update(modulos=["juguete"])
    assert navegador.get(rutas[0]).status_code == 200  # the control: the page is there for a mandate that covers it


def test_lo_que_se_anota_es_una_linea_sin_nulos(ana: Actor) -> None:
    """usuarios, Given/When/Then 5: what a stranger writes in an address never breaks the record."""
    evento = anotar(ana.usuario, EventoCuenta.Tipo.ACCESO_NEGADO, Quien(agente="Fire\0fox"), "404 GET /a\0b\n· x")
    evento.refresh_from_db()
    assert (evento.agente, evento.detalle) == ("Fire fox", "404 GET /a b · x")
