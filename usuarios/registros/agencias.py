"""Registry of customs agencies: the authority's where one is configured, else the companies of this portal."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from usuarios.models import Empresa
from usuarios.registros.http import NoFigura, preguntar

CAMPOS = ("razon_social", "direccion", "telefono", "correo", "fax")


@dataclass(frozen=True, slots=True)
class Agencia:
    identificacion: str
    razon_social: str
    direccion: str = ""
    telefono: str = ""
    correo: str = ""
    fax: str = ""


def consultar(tipo: str, numero: str) -> Agencia | None:
    """The agency of that tax number; None where the registry gives no answer; `NoFigura` where it is no agency."""
    if not settings.REGISTROS["agencias"]:
        return _local(tipo, numero)
    try:
        datos = preguntar("agencias", tipo=tipo, numero=numero)
    except NoFigura:
        raise _no_es_agencia() from None
    return Agencia(numero, **{campo: str(datos.get(campo, "")).strip() for campo in CAMPOS}) if datos else None


def _local(tipo: str, numero: str) -> Agencia:
    agencias = Empresa.objects.filter(tipo_identificacion=tipo, identificacion=numero, agencia_aduanas=True)
    empresa = agencias.first()
    if empresa is None:
        raise _no_es_agencia()
    return Agencia(numero, empresa.razon_social, empresa.direccion, empresa.telefono, empresa.correo)


def _no_es_agencia() -> NoFigura:
    return NoFigura(_("Ese número no es de una agencia de aduanas registrada."), code="no_figura")
