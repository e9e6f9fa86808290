"""Tax registry: from a NIT or RUC to the name it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from usuarios.registros.http import NoFigura, preguntar


@dataclass(frozen=True, slots=True)
class Contribuyente:
    tipo_identificacion: str
    identificacion: str
    razon_social: str


def consultar(tipo: str, numero: str) -> Contribuyente | None:
    """Whose number it is (bare digits, without check digit of a NIT); None where the registry gives no answer."""
    try:
        datos = preguntar("tributario", tipo=tipo, numero=numero)
    except NoFigura:
        raise NoFigura(_("El registro tributario no tiene ese número."), code="no_figura") from None
    razon_social = str(datos.get("razon_social", "")).strip() if datos else ""
    return Contribuyente(tipo, numero, razon_social) if razon_social else None
