"""Cases of the procedures of accounts, for the contract and for the tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from tests.ayudas.casos import enviado, radicar
from tests.ayudas.elenco import Actor
from tests.usuarios.fabricas_poder import presentar
from usuarios.models import ColaRegistro, Empresa
from vuce.catalogos.models import Departamento, Municipio


def cali() -> Municipio:
    departamento, _nuevo = Departamento.objects.get_or_create(codigo="76", defaults={"nombre": "Valle del Cauca"})
    municipio, _nuevo = Municipio.objects.get_or_create(
        codigo="76001", defaults={"nombre": "Cali", "departamento": departamento}
    )
    return municipio


def datos_de_registro(**otros: Any) -> QueryDict:
    """A company whose representative files, occasional, without equipment of its own."""
    tipo = otros.get("tipo_usuario", "ocasional")
    datos = {
        "tipo_usuario": tipo,
        "cola": ColaRegistro.objects.get(tipo=tipo).pk,
        "tipo_persona": "juridica",
        "tipo_identificacion": "NIT",
        "identificacion": "860.034.313-7",
        "razon_social": "Panelera del Sur S.A.S.",
        "certificado_el": timezone.localdate().isoformat(),
        "presenta": "representante",
        "representante_nombre": "Rosa Díaz Parra",
        "representante_tipo": "CC",
        "representante_documento": "52.718.282",
        "delegado_nombre": "Luis Mora Gil",
        "delegado_tipo": "CC",
        "delegado_documento": "79.554.120",
        "causal": "ninguna",
        "direccion": "Calle 5 n.º 10-20",
        "municipio": cali().pk,
        "telefono": "602 555 0000",
        "correo": "comercio@panelera.example",
        "modulos": ["contingentes"],
    }
    crudo = {n: v.isoformat() if isinstance(v, date) else v for n, v in (datos | otros).items()}
    return enviado(**{nombre: valor for nombre, valor in crudo.items() if valor is not None})


def registro(actor: Actor, **otros: Any) -> Any:
    """The actor's company files as one that is being registered."""
    empresa = actor.quien.titular
    empresa.situacion = Empresa.Situacion.EN_REGISTRO
    empresa.save()
    return radicar("usuarios.registro", actor, datos_de_registro(**otros))


def sobre_cuentas(actor: Actor, **otros: Any) -> Any:
    """The actor's company, whose representative it is, asks for another delegado."""
    datos = {
        "variante": "delegado",
        "nuevo_nombre": "Marta León Ríos",
        "nuevo_tipo": "CC",
        "nuevo_documento": "43.555.777",
        "nuevo_correo": "marta@ana.example",
        "motivo": "La persona se retiró de la empresa.",
    }
    return radicar("usuarios.cuenta", actor, enviado(**(datos | otros)))


def cambio_de_datos(actor: Actor, **otros: Any) -> Any:
    """The actor's company tells another name and another representative."""
    hoy = timezone.localdate().isoformat()
    datos = {
        "hecho_el": hoy,
        "razon_social": "Nueva Razón Social S.A.S.",
        "representante_nombre": "Julia Vargas Niño",
        "representante_tipo": "CC",
        "representante_documento": "39.777.888",
        "certificado_el": hoy,
    }
    return radicar("usuarios.actualizacion", actor, enviado(**(datos | otros)))


FABRICAS = {
    "usuarios.registro": registro,
    "usuarios.actualizacion": cambio_de_datos,
    "usuarios.cuenta": sobre_cuentas,
    "usuarios.poder": presentar,
}
PUBLICAS = {
    *("account_login", "mfa_authenticate", "openid_connect_login", "openid_connect_callback"),
    *("usuarios:enlace", "usuarios:pedir_clave", "usuarios:registro", "usuarios:registro_enlace"),
    "usuarios:reactivacion",
    "usuarios:confirmar_correo_de_empresa",
}
