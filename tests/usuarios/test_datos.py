"""USR-04, «Actualización de datos»: the principal keeps its company's data; history tells who, when and what."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from guardian.shortcuts import assign_perm, remove_perm

from tests.ayudas.casos import llevar_a, permiso_de_juguete
from tests.ayudas.elenco import Actor
from tests.usuarios.fabricas import cali
from usuarios.models import CorreoNotificado, Direccion, Empresa
from vuce.notificaciones.correo import enviar
from vuce.notificaciones.models import Aviso
from vuce.tramites.transiciones import ejecutar

URL = "/usuarios/empresa/"
HISTORIA = "/usuarios/empresa/historia/"


def datos(**otros: Any) -> dict[str, Any]:
    """The page as a browser posts it: Ana as representative, two plants, one address to notify."""
    municipio = cali().pk
    base = {
        "indicativo": "602",
        "telefono": "555 1234",
        "extension": "12",
        "direccion": "Carrera 1 n.º 2-3",
        "municipio": municipio,
        "responsables-TOTAL_FORMS": 1,
        "responsables-INITIAL_FORMS": 0,
        "responsables-0-calidad": "economista",
        "responsables-0-tipo_documento": "CC",
        "responsables-0-documento": "52.718.282",
        "responsables-0-nombre": "Rosa Díaz",
        "responsables-0-tarjeta_profesional": "TP-1234",
        "direcciones-TOTAL_FORMS": 2,
        "direcciones-INITIAL_FORMS": 0,
        "direcciones-0-direccion": "Planta norte",
        "direcciones-0-municipio": municipio,
        "direcciones-0-mayor_produccion": "on",
        "direcciones-1-direccion": "Planta sur",
        "direcciones-1-municipio": municipio,
        "correos-TOTAL_FORMS": 1,
        "correos-INITIAL_FORMS": 0,
        "correos-0-correo": "Avisos@Ana.example",
    }
    return {nombre: valor for nombre, valor in (base | otros).items() if valor is not None}


@pytest.fixture
def empresa(ana: Actor) -> Empresa:
    return ana.quien.titular  # type: ignore[no-any-return]


@pytest.fixture
def navegador(ana: Actor) -> Client:
    cali()
    return ana.navegador


def test_actualizar(navegador: Client, empresa: Empresa) -> None:
    assert "Actualizar" in navegador.get(URL).content.decode()
    assert navegador.post(URL, datos()).url == URL
    empresa.refresh_from_db()
    assert (empresa.indicativo, empresa.extension, empresa.ciudad, empresa.municipio_id) == (
        "602",
        "12",
        "Cali",
        "76001",
    )
    responsable = empresa.responsables.get(calidad="economista")
    assert (responsable.documento, responsable.tarjeta_profesional) == ("52718282", "TP-1234")
    assert list(empresa.direcciones.values_list("direccion", "mayor_produccion")) == [
        ("Planta sur", False),
        ("Planta norte", True),
    ]
    assert empresa.correos.get().correo == "avisos@ana.example"
    pagina = navegador.get(URL).content.decode()
    for texto in ("Planta sur", "TP-1234", "avisos@ana.example"):
        assert texto in pagina


def test_la_de_mayor_produccion_cambia_de_planta(navegador: Client, empresa: Empresa) -> None:
    navegador.post(URL, datos())
    antes = dict(empresa.direcciones.values_list("direccion", "pk"))
    cambio = datos(**{"direcciones-0-mayor_produccion": None, "direcciones-1-mayor_produccion": "on"})
    assert navegador.post(URL, cambio).status_code == 302
    assert dict(empresa.direcciones.values_list("direccion", "pk")) == antes
    assert empresa.direcciones.get(mayor_produccion=True).direccion == "Planta sur"


@pytest.mark.parametrize(
    ("cambio", "mensaje"),
    [
        ({"direcciones-1-mayor_produccion": "on"}, "Marque una planta, y solo una, como la de mayor producción."),
        ({"direcciones-0-mayor_produccion": None}, "Marque una planta, y solo una, como la de mayor producción."),
        ({"direcciones-1-direccion": "Planta norte"}, "Una dirección está repetida."),
        ({"responsables-0-documento": "1"}, "La cédula de ciudadanía tiene de 3 a 10 dígitos."),
        ({"correos-0-correo": "x"}, "Escriba un correo válido"),
        ({"indicativo": "6a"}, "Escriba solo dígitos."),
        ({"municipio": ""}, "Complete este campo."),
    ],
)
def test_lo_que_esta_mal_se_dice_y_nada_cambia(
    navegador: Client, empresa: Empresa, cambio: dict[str, Any], mensaje: str
) -> None:
    respuesta = navegador.post(URL, datos(**cambio))
    assert respuesta.status_code == 422
    assert mensaje in respuesta.content.decode()
    assert not empresa.direcciones.exists()


def test_agregar_una_linea_sin_guiones(navegador: Client) -> None:
    """Without JavaScript the page comes back with one row more and all that was typed."""
    pagina = navegador.post(URL, datos(agregar_linea="correos", telefono="999"))
    assert pagina.status_code == 200
    texto = pagina.content.decode()
    assert 'name="correos-1-correo"' in texto
    assert 'value="999"' in texto
    assert not CorreoNotificado.objects.exists()


def test_solo_el_principal(ana: Actor, elena: Actor, empresa: Empresa) -> None:
    assign_perm("usuarios.operar", ana.usuario, empresa)
    remove_perm("usuarios.administrar", ana.usuario, empresa)
    for persona in (ana, elena):
        for ruta in (URL, HISTORIA):
            assert persona.navegador.get(ruta).status_code == 404


def test_siempre_es_la_empresa_propia(beto: Actor, ana: Actor) -> None:
    """A mandate gives no right on the other company's data, whoever one acts for now."""
    pagina = beto.por(ana.quien.titular).navegador.get(URL).content.decode().partition("<main")[2]
    assert beto.usuario.empresa.razon_social in pagina
    assert ana.quien.titular.razon_social not in pagina


def test_la_historia_dice_quien_cuando_antes_y_despues(navegador: Client, ana: Actor) -> None:
    navegador.post(URL, datos())
    navegador.post(URL, datos(telefono="555 9999", **{"responsables-0-nombre": "Rosa Díaz Parra"}))
    navegador.post(URL, datos(telefono="555 9999", **{"correos-TOTAL_FORMS": 0}))
    texto = navegador.get(HISTORIA).content.decode()
    assert "<del>555 1234</del> <ins>555 9999</ins>" in texto
    assert "<del>Rosa Díaz</del> <ins>Rosa Díaz Parra</ins>" in texto
    assert "<del>avisos@ana.example</del>" in texto
    assert ana.usuario.nombre in texto
    cambios = Empresa.pgh_event_model.objects.filter(pgh_obj=ana.quien.titular, pgh_label="update").count()
    assert cambios == 2, "what did not change is not written again"


def test_la_historia_se_lee_con_las_mismas_consultas(
    navegador: Client, empresa: Empresa, django_assert_max_num_queries: Any
) -> None:
    for cuantas in (3, 30):
        for n in range(cuantas):
            CorreoNotificado.objects.create(empresa=empresa, correo=f"c{cuantas}-{n}@ana.example")
        with django_assert_max_num_queries(16):
            assert navegador.get(HISTORIA).status_code == 200


def test_los_datos_se_leen_con_las_mismas_consultas(
    navegador: Client, empresa: Empresa, django_assert_max_num_queries: Any
) -> None:
    for cuantas in (1, 9):
        for n in range(cuantas):
            Direccion.objects.create(empresa=empresa, direccion=f"{cuantas}-{n}", municipio=cali())
        with django_assert_max_num_queries(18):
            assert navegador.get(URL).status_code == 200


def test_la_devolucion_llega_a_los_correos_notificados(ana: Actor, elena: Actor, empresa: Empresa) -> None:
    """USR-04, «correos»: those and the authorised one, in one mail to the company."""
    CorreoNotificado.objects.create(empresa=empresa, correo="avisos@ana.example")
    caso = llevar_a(permiso_de_juguete(ana), "en_estudio")
    ejecutar(caso.pk, "devolver", elena.quien, datos={"observaciones": [("", "Falta el sello.")]})
    a_la_empresa = Aviso.objects.get(tramite=caso, titular=empresa)
    enviar(a_la_empresa.pk)
    assert mail.outbox[-1].to == [empresa.correo, "avisos@ana.example"]
    assert "Falta el sello." in mail.outbox[-1].body


def test_el_representante_legal_no_se_cambia_aqui(navegador: Client, empresa: Empresa) -> None:
    """USR-04, USU-04: nobody makes itself the representative, nor takes away the one there is."""
    antes = list(empresa.responsables.filter(calidad="representante_legal").values_list("documento", flat=True))
    assert antes
    assert antes[0] in navegador.get(URL).content.decode()
    respuesta = navegador.post(URL, datos(**{"responsables-0-calidad": "representante_legal"}))
    assert respuesta.status_code == 422
    navegador.post(URL, datos(**{"responsables-TOTAL_FORMS": 0}))
    quedan = empresa.responsables.filter(calidad="representante_legal")
    assert list(quedan.values_list("documento", flat=True)) == antes
