"""What a request does to the company: on filing, it keeps what there was; on approval, it puts the new in place."""

from __future__ import annotations

from usuarios.actualizacion.datos import LEGAL, actuales, representantes
from usuarios.models import Empresa, Responsable, SolicitudDatos
from vuce.tramites.reglas import Acto


def conservar(caso: SolicitudDatos, _acto: Acto) -> None:
    caso.anteriores = actuales(caso.empresa)


def surtir(caso: SolicitudDatos, _acto: Acto) -> None:
    """The company is locked: two requests about it take effect one after the other. Its history tells both values."""
    empresa = Empresa.objects.select_for_update(of=("self",)).get(pk=caso.empresa.pk)
    caso.anteriores = actuales(empresa)
    if caso.razon_social:
        empresa.razon_social = caso.empresa.razon_social = caso.razon_social
        empresa.save(update_fields=["razon_social"])
    if caso.representante_documento:
        _representar(empresa, caso)


def _representar(empresa: Empresa, caso: SolicitudDatos) -> None:
    """The new one alone represents: whoever did before loses it at once."""
    tipo, documento = caso.representante_tipo, caso.representante_documento
    representantes(empresa).exclude(tipo_documento=tipo, documento=documento).delete()
    Responsable.objects.update_or_create(
        empresa=empresa,
        calidad=LEGAL,
        tipo_documento=tipo,
        documento=documento,
        defaults={"nombre": caso.representante_nombre},
    )
