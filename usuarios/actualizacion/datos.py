"""What the company has now of that which a request may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usuarios.models import Empresa, Responsable, SolicitudRegistro

if TYPE_CHECKING:
    from django.db.models import QuerySet

LEGAL = Responsable.Calidad.REPRESENTANTE_LEGAL


def natural(empresa: Empresa) -> bool:
    """Whether it registered as a natural person: it has no representative, nor a certificate of existence."""
    ultimo = SolicitudRegistro._default_manager.filter(titular=empresa).order_by("-pk").first()
    return isinstance(ultimo, SolicitudRegistro) and ultimo.tipo_persona == SolicitudRegistro.TipoPersona.NATURAL


def representantes(empresa: Empresa) -> QuerySet[Responsable]:
    return empresa.responsables.filter(calidad=LEGAL).order_by("pk")


def actuales(empresa: Empresa) -> dict[str, str]:
    """As people read them, to be kept with the request."""
    personas = [f"{r.nombre}, {r.tipo_documento} {r.documento}" for r in representantes(empresa)]
    return {"razon_social": empresa.razon_social, "representante": "; ".join(personas)}
