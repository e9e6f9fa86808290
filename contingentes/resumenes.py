"""What the sheets and documents of a quota show, as plain values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contingentes.models import SaldoCupo, SolicitudConsumo
from contingentes.paises import nombre_de_pais
from vuce.comun.cantidades import escribir_numero, mostrar_cantidad, redondear
from vuce.comun.dinero import mostrar_dinero
from vuce.tramites.fichas import estado

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contingentes.models import Circular, Grupo, LineaCupo, SolicitudCupo


def _columna(etiqueta: Any, *, numero: bool = False) -> dict[str, Any]:
    return {"etiqueta": etiqueta, "numero": numero, "orden": "", "url": ""}


COLUMNAS_DE_LINEAS = [
    _columna(gettext_lazy("Grupo de producto")),
    _columna(gettext_lazy("Solicitado"), numero=True),
    _columna(gettext_lazy("Otorgado"), numero=True),
]
COLUMNAS_DE_CONSUMOS = [
    _columna(gettext_lazy("Radicado")),
    _columna(gettext_lazy("Grupo de producto")),
    _columna(gettext_lazy("Cantidad"), numero=True),
    _columna(gettext_lazy("Estado")),
    _columna(gettext_lazy("CQE")),
]
COLUMNAS_DE_GRUPOS = [
    _columna(gettext_lazy("Grupo de producto")),
    _columna(gettext_lazy("Volumen"), numero=True),
    _columna(gettext_lazy("Otorgado"), numero=True),
    _columna(gettext_lazy("Disponible"), numero=True),
]
COLUMNAS_DE_CIRCULARES = [
    _columna(gettext_lazy("Contingente")),
    _columna(gettext_lazy("Circular")),
    _columna(gettext_lazy("Versión"), numero=True),
    _columna(gettext_lazy("Expedida el")),
    _columna(gettext_lazy("Vigente desde")),
    _columna(gettext_lazy("Vigente hasta")),
]


def lineas_de_cupo(solicitud: SolicitudCupo) -> list[dict[str, Any]]:
    """Each line as asked and granted, with the balance of what was granted."""
    return [_linea(linea) for linea in solicitud.lineas.select_related("grupo", "saldo")]


def _linea(linea: LineaCupo) -> dict[str, Any]:
    unidad = linea.grupo.unidad
    saldo = getattr(linea, "saldo", None)
    return {
        "grupo": linea.grupo.nombre,
        "unidad": unidad,
        "solicitada": mostrar_cantidad(linea.cantidad, unidad),
        "otorgada": "" if linea.otorgada is None else mostrar_cantidad(linea.otorgada, unidad),
        "resumen": [] if saldo is None else _cifras(saldo, unidad),
        "segmentos": [] if saldo is None else _segmentos(saldo, linea.grupo.decimales),
    }


def _cifras(saldo: SaldoCupo, unidad: str) -> list[tuple[str, str]]:
    cifras = [
        (_("Otorgado"), saldo.otorgado),
        (_("Consumido"), saldo.consumido),
        (_("En trámite"), saldo.reservado),
        (_("Devuelto"), saldo.devuelto),
        (_("Anulado"), saldo.anulado),
        (_("Disponible"), saldo.disponible),
    ]
    return [(etiqueta, mostrar_cantidad(valor, unidad)) for etiqueta, valor in cifras]


def _segmentos(saldo: SaldoCupo, decimales: int) -> list[tuple[str, str, Decimal]]:
    """Parts of the bar: what is annulled is available again, so it has none."""
    partes = [
        ("consumido", _("Consumido"), saldo.consumido),
        ("en-tramite", _("En trámite"), saldo.reservado),
        ("otro", _("Devuelto"), saldo.devuelto),
        ("disponible", _("Disponible"), saldo.disponible),
    ]
    return [(serie, etiqueta, redondear(valor, decimales)) for serie, etiqueta, valor in partes if valor]


def filas_de_consumos(solicitud: SolicitudCupo) -> list[list[Any]]:
    """The requests of consumption of a quota, newest first, as rows of `componentes/tabla.html`."""
    consumos = SolicitudConsumo.objects.filter(linea__solicitud=solicitud).select_related("linea__grupo")
    return [
        [
            {"texto": consumo.numero, "url": reverse("tramites:ficha", args=[consumo.pk])},
            str(consumo.linea.grupo),
            mostrar_cantidad(consumo.cantidad, consumo.linea.grupo.unidad),
            estado(consumo),
            consumo.numero_cqe or "",
        ]
        for consumo in consumos.order_by("-id")
    ]


def datos_del_certificado(consumo: SolicitudConsumo) -> list[tuple[str, str]]:
    """What the CQE says: the line, then the data that the circular declares."""
    grupo = consumo.linea.grupo
    fijos = [
        (_("Grupo de producto"), grupo.nombre),
        (_("Subpartida"), puntear(consumo.subpartida)),
        (_("Cantidad"), mostrar_cantidad(consumo.cantidad, grupo.unidad)),
    ]
    declarados = [(campo.get_campo_display(), _valor(consumo, campo.campo)) for campo in consumo.circular.campos.all()]
    return [*fijos, *((etiqueta, valor) for etiqueta, valor in declarados if valor)]


def puntear(subpartida: str) -> str:
    """`1701140000` → `1701.14.00.00`, as the tariff writes it."""
    return ".".join([subpartida[:4], subpartida[4:6], subpartida[6:8], subpartida[8:]])


def _valor(consumo: SolicitudConsumo, campo: str) -> str:
    """A datum of the certificate as people read it."""
    valor = getattr(consumo, campo)
    if valor in (None, ""):
        return ""
    if campo == "valor_fob":
        return mostrar_dinero(valor, "USD")
    if campo == "peso_neto":
        return mostrar_cantidad(valor, "kg")
    if campo == "importador_pais":
        return nombre_de_pais(valor)
    if isinstance(valor, date):
        return formats.date_format(valor, "DATE_FORMAT")
    return escribir_numero(valor) if isinstance(valor, Decimal) else str(valor)


def cifras_de_grupo(grupo: Grupo) -> list[str]:
    """Name, volume, granted and remainder of a group: a row of the list of quotas."""
    saldo, unidad = grupo.saldo, grupo.unidad
    otorgado = saldo.otorgado - saldo.devuelto
    return [grupo.nombre, *(mostrar_cantidad(v, unidad) for v in (saldo.volumen, otorgado, saldo.disponible))]


def filas_de_circulares(circulares: Iterable[Circular]) -> list[list[Any]]:
    return [
        [
            str(circular.contingente),
            {"texto": str(circular), "url": circular.enlace} if circular.enlace else str(circular),
            str(circular.version),
            *(formats.date_format(dia, "DATE_FORMAT") for dia in _fechas(circular)),
        ]
        for circular in circulares
    ]


def _fechas(circular: Circular) -> list[date]:
    return [circular.expedida_el, circular.vigente_desde_el, circular.vigente_hasta_el]
