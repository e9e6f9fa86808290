"""Registry of persons: from the number of a document to the names of whoever carries it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from usuarios.registros.http import NoFigura, preguntar


@dataclass(frozen=True, slots=True)
class Persona:
    tipo_documento: str
    documento: str
    nombre: str


def consultar(tipo: str, numero: str) -> Persona | None:
    """Whom document `numero` of kind `tipo` (CC, DNI…) names; None where the registry gives no answer.

    `NoFigura` (a ValidationError in Spanish) where it answers that nobody carries it.
    """
    try:
        datos = preguntar("personas", tipo=tipo, numero=numero)
    except NoFigura:
        raise NoFigura(_("El registro de personas no tiene ese número de documento."), code="no_figura") from None
    nombre = str(datos.get("nombre", "")).strip() if datos else ""
    return Persona(tipo, numero, nombre) if nombre else None
