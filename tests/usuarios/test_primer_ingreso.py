"""The first entry (usuarios USR-04): data, verified address, conditions; until then nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from tests.ayudas.cuentas import enlace_del_correo, ingresar, secundario
from tests.ayudas.elenco import Actor
from tests.contrato.test_aislamiento import RUTAS
from usuarios.ingreso.puerta import LIBRES
from usuarios.ingreso.views_primero import VERIFICACIONES_POR_HORA
from usuarios.models import AceptacionCondiciones, Condiciones, Empresa, Enlace, EventoCuenta, Usuario
from vuce.catalogos.models import Departamento, Municipio

PRIMERO = "/usuarios/primer-ingreso/"


pytestmark = pytest.mark.usefixtures("trabajador")


@pytest.fixture
def cali(db: None) -> Municipio:
    valle, _n = Departamento.objects.get_or_create(codigo="76", defaults={"nombre": "Valle del Cauca"})
    return Municipio.objects.get_or_create(codigo="76001", defaults={"nombre": "Cali", "departamento": valle})[0]


@pytest.fixture
def nuevo(ana: Actor) -> Usuario:
    pedro = secundario(ana.quien.titular, "pedro", "operar", registrado=False, situacion="pendiente_activacion")
    Usuario.objects.filter(pk=pedro.pk).update(telefono="", direccion="", clave_temporal=True)
    return pedro


def datos(cali: Municipio, **otros: Any) -> dict[str, Any]:
    return {
        "nombre": "Pedro Pérez",
        "municipio": cali.pk,
        "direccion": "Calle 5 n.º 1-2",
        "telefono": "602 555 0101",
        "correo": "pedro@x.example",
    } | otros


def test_del_primer_ingreso_a_activo(nuevo: Usuario, cali: Municipio) -> None:
    navegador = ingresar("pedro")[0]
    assert "Elija su contraseña" in navegador.get("/", follow=True).content.decode()
    navegador.post(PRIMERO, {"new_password1": "cordillera-y-mar-7", "new_password2": "cordillera-y-mar-7"})
    pagina = navegador.get(PRIMERO).content.decode()
    assert "Ingenio Valle Dulce S.A.S." in pagina
    navegador.post(PRIMERO, datos(cali))
    assert "pedro@x.example" in navegador.get(PRIMERO).content.decode()
    navegador.post(enlace_del_correo())
    assert "Versión 1" in navegador.get(PRIMERO).content.decode()
    assert navegador.post(PRIMERO, {"acepto": "on"}, headers={"User-Agent": "Firefox"}).url == "/"
    assert navegador.get("/tramites/").status_code == 200
    pedro = Usuario.objects.get(codigo="pedro")
    assert (pedro.situacion, pedro.municipio, pedro.nombre) == ("activo", cali, "Pedro Pérez")
    assert pedro.vence_el == timezone.localdate().replace(year=timezone.localdate().year + 3)
    aceptacion = AceptacionCondiciones.objects.get(usuario=pedro)
    assert (aceptacion.condiciones.version, aceptacion.ip, aceptacion.agente) == ("1", "127.0.0.1", "Firefox")
    tipos = set(pedro.eventos.values_list("tipo", flat=True))
    t = EventoCuenta.Tipo
    assert {t.INGRESO, t.CLAVE, t.DATOS, t.CORREO, t.CONDICIONES, t.ESTADO} <= tipos


def test_toda_otra_pagina_devuelve_aqui(nuevo: Usuario) -> None:
    """Walked from the URL conf: a new page is covered without anyone remembering."""
    navegador = ingresar("pedro")[0]
    from django.urls import reverse

    sueltas = [reverse(nombre) for nombre, args in RUTAS if not args and nombre not in LIBRES]
    libres = {reverse(nombre) for nombre, args in RUTAS if not args and nombre in LIBRES}
    fuera = [url for url in sueltas if url not in libres and not _detenida(navegador.get(url))]
    assert fuera == []


def _detenida(respuesta: Any) -> bool:
    return respuesta.status_code == 403 or (respuesta.status_code == 302 and respuesta.url == PRIMERO)


def test_la_api_lo_dice_con_palabras(nuevo: Usuario) -> None:
    respuesta = ingresar("pedro")[0].get("/api/v1/juguete/permiso/")
    assert (respuesta.status_code, respuesta.json()["mensaje"]) == (403, "Complete en el portal su primer ingreso.")


@pytest.mark.parametrize("falta", ["nombre", "municipio", "direccion", "telefono", "correo"])
def test_todos_los_datos_son_obligatorios(nuevo: Usuario, cali: Municipio, falta: str) -> None:
    Usuario.objects.filter(pk=nuevo.pk).update(clave_temporal=False)
    respuesta = ingresar("pedro")[0].post(PRIMERO, datos(cali, **{falta: ""}))
    assert list(respuesta.context["form"].errors) == [falta]


def test_en_el_peru_se_da_el_ubigeo(db: None) -> None:
    minera = Empresa.objects.create(
        tipo_identificacion="RUC", identificacion="20100047218", razon_social="Minera S.A.", correo="m@m.example"
    )
    rosa = secundario(minera, "rosa", "operar", "administrar", registrado=False)
    Usuario.objects.filter(pk=rosa.pk).update(telefono="")
    navegador = ingresar("rosa")[0]
    assert list(navegador.get(PRIMERO).context["form"].fields) == [
        "nombre",
        "ubigeo",
        "direccion",
        "telefono",
        "correo",
    ]
    campos = {"nombre": "Rosa", "ubigeo": "Lima, Lima, Miraflores", "direccion": "Av. 1", "telefono": "1"}
    navegador.post(PRIMERO, campos | {"correo": "rosa@x.example"})
    assert Usuario.objects.get(pk=rosa.pk).ubigeo == "Lima, Lima, Miraflores"


def test_si_el_correo_estaba_mal_se_corrige(nuevo: Usuario, cali: Municipio) -> None:
    Usuario.objects.filter(pk=nuevo.pk).update(clave_temporal=False)
    navegador = ingresar("pedro")[0]
    navegador.post(PRIMERO, datos(cali, correo="mal@x.example"))
    viejo = enlace_del_correo()
    assert "form" in navegador.get(f"{PRIMERO}?datos=1").context
    navegador.post(f"{PRIMERO}?datos=1", datos(cali))
    assert Client().get(viejo).status_code == 410
    assert Client().get(enlace_del_correo()).status_code == 200
    navegador.post(PRIMERO)
    assert Client().get(enlace_del_correo()).status_code == 200


def test_no_se_envian_enlaces_sin_fin_a_lo_que_se_escriba(nuevo: Usuario, cali: Municipio) -> None:
    """USR-04."""
    Usuario.objects.filter(pk=nuevo.pk).update(clave_temporal=False)
    navegador = ingresar("pedro")[0]
    navegador.post(PRIMERO, datos(cali))
    for n in range(VERIFICACIONES_POR_HORA):
        navegador.post(f"{PRIMERO}?datos=1", datos(cali, correo=f"otro{n}@x.example"))
        navegador.post(PRIMERO)
    assert "Ya le enviamos varios enlaces" in navegador.get(PRIMERO).content.decode()
    assert Enlace.objects.filter(usuario=nuevo, proposito="correo").count() == VERIFICACIONES_POR_HORA


def test_sin_aceptar_no_se_pasa(nuevo: Usuario, cali: Municipio) -> None:
    Usuario.objects.filter(pk=nuevo.pk).update(
        clave_temporal=False, telefono="1", direccion="1", correo_verificado_en=timezone.now()
    )
    navegador = ingresar("pedro")[0]
    assert navegador.post(PRIMERO).status_code == 200
    assert Usuario.objects.get(pk=nuevo.pk).situacion == "pendiente_activacion"


def test_una_version_nueva_se_acepta_otra_vez(ana: Actor) -> None:
    navegador = ana.navegador
    assert navegador.get("/tramites/").status_code == 200
    Condiciones.objects.create(version="2", desde=timezone.localdate(), texto="Otra")
    assert navegador.get("/tramites/").url == PRIMERO
    assert "Versión 2" in navegador.get(PRIMERO).content.decode()
    navegador.post(PRIMERO, {"acepto": "on"})
    assert navegador.get("/tramites/").status_code == 200
    assert set(ana.usuario.aceptaciones.values_list("condiciones__version", flat=True)) == {"1", "2"}


def test_lo_aceptado_no_se_cambia(ana: Actor) -> None:
    for consulta in (
        Condiciones.objects.filter(version="1"),
        AceptacionCondiciones.objects.filter(usuario=ana.usuario),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            consulta.delete()


def test_despues_se_cambian_los_datos_haciendo_clic_en_el_nombre(ana: Actor, cali: Municipio) -> None:
    navegador = ana.navegador
    assert 'href="/usuarios/mis-datos/"' in navegador.get("/").content.decode()
    cambio = datos(cali, nombre="Ana María Gómez", correo="ana@ana.example")
    assert navegador.post("/usuarios/mis-datos/", cambio).status_code == 302
    ana.usuario.refresh_from_db()
    assert (ana.usuario.nombre, ana.usuario.municipio) == ("Ana María Gómez", cali)
    assert navegador.get("/tramites/").status_code == 200
    navegador.post("/usuarios/mis-datos/", cambio | {"correo": "otra@ana.example"})
    assert navegador.get("/tramites/").url == PRIMERO


@pytest.mark.parametrize(
    ("numero", "dice"),
    [
        ("el suyo", ""),
        ("900123456", "Ese número no es de una agencia de aduanas registrada."),
        ("no es un NIT", "Ese número no es un NIT ni un RUC."),
        ("", "Complete este campo."),
    ],
)
def test_el_agente_de_aduana_dice_su_agencia(beto: Actor, cali: Municipio, numero: str, dice: str) -> None:
    """USR-04: validated against the registry, which gives its name, address, telephone and mail."""
    luis = secundario(beto.quien.titular, "luis", "operar", "agente_aduana", registrado=False)
    Usuario.objects.filter(pk=luis.pk).update(telefono="")
    numero = beto.quien.titular.nit if dice == "" else numero
    respuesta = ingresar("luis")[0].post(PRIMERO, datos(cali, correo="luis@x.example", agencia=numero))
    if dice:
        assert respuesta.context["form"].errors == {"agencia": [dice]}
        return
    assert respuesta.status_code == 302
    detalles = list(luis.eventos.filter(tipo=EventoCuenta.Tipo.DATOS).values_list("detalle", flat=True))
    assert any("Agencia de Aduanas Andina S.A., Carrera 7 n.º 12-34" in detalle for detalle in detalles)
