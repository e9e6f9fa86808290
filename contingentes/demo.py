"""Example quotas for the demo and the tests: amounts of public norms, none in force today, all labelled «ejemplo»."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from contingentes.casos_demo import cargar_casos, contar_masa
from contingentes.models import CampoCertificado, Circular, Contingente, Etapa, Grupo, Metodo, VolumenGrupo
from contingentes.publicacion import publicar
from vuce.comun.instantes import fin_del_dia, inicio_del_dia

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from random import Random

    from contingentes.models import LineaCupo, SolicitudCupo

CAMPO = CampoCertificado.Campo
BASICOS: dict[str, bool] = {
    CAMPO.IMPORTADOR_NOMBRE: True,
    CAMPO.IMPORTADOR_PAIS: True,
    CAMPO.EMBARQUE_EL: True,
    CAMPO.FACTURA: True,
}
DE_ESTADOS_UNIDOS: dict[str, bool] = {
    **BASICOS,
    CAMPO.IMPORTADOR_DIRECCION: False,
    CAMPO.TRANSPORTADOR: False,
    CAMPO.PUERTO_EMBARQUE: False,
    CAMPO.PUERTO_DESTINO: False,
    CAMPO.LLEGADA_EL: False,
}
DE_CARGA: dict[str, bool] = {
    **BASICOS,
    CAMPO.PESO_NETO: True,
    CAMPO.VALOR_FOB: True,
    CAMPO.PUERTO_EMBARQUE: True,
    CAMPO.LOTE: False,
}
ENERO_A_ABRIL_Y_AGOSTO_A_DICIEMBRE = [1, 2, 3, 4, 8, 9, 10, 11, 12]


@dataclass(frozen=True)
class GrupoDeEjemplo:
    """Volume in tonnes."""

    nombre: str
    volumen: int
    subpartidas: tuple[str, ...] = ()
    meses: tuple[int, ...] = ()


@dataclass(frozen=True)
class Ejemplo:
    codigo: str
    nombre: str
    destino: str
    norma: str
    patron_cqe: str
    grupos: tuple[GrupoDeEjemplo, ...]
    paises: tuple[str, ...] = ()
    metodo: str = Metodo.ORDEN_LLEGADA
    campos: Mapping[str, bool] = field(default_factory=lambda: DE_CARGA)
    soporte: str = "no"


CHATARRA = {"7204100000": 1167, "7204210000": 14576, "7204290000": 3765, "7204300000": 47717, "7204490000": 12775}
EJEMPLOS = (
    Ejemplo(
        "ejemplo-azucar-eeuu",
        "Azúcar sin refinar y panela a Estados Unidos",
        "Estados Unidos",
        "OMC, circulares MinCIT 031 de 2017 y 018 de 2018",
        "F{a}0COA{serie}",
        (
            GrupoDeEjemplo("Azúcar de caña sin refinar", 25000, ("1701140000",)),
            GrupoDeEjemplo("Panela", 1000, ("1701130000",)),
        ),
        ("US",),
        campos=DE_ESTADOS_UNIDOS,
        soporte="opcional",
    ),
    Ejemplo(
        "ejemplo-g2-mexico",
        "Bienes agropecuarios a México (G-2)",
        "México",
        "Decreto 2676 de 2011, anexo al artículo 5-04 Bis, sección B",
        "MX{aaaa}-{serie}",
        (
            GrupoDeEjemplo("Carne de bovino deshuesada", 3300),
            GrupoDeEjemplo("Leche en polvo", 4950, meses=tuple(ENERO_A_ABRIL_Y_AGOSTO_A_DICIEMBRE)),
            GrupoDeEjemplo("Mantequilla", 495),
            GrupoDeEjemplo("Butteroil", 110),
            GrupoDeEjemplo("Quesos", 2310),
            GrupoDeEjemplo("Harina de trigo", 1760),
            GrupoDeEjemplo("Sémolas", 440),
            GrupoDeEjemplo("Aceites vegetales", 11000),
            GrupoDeEjemplo("Arequipe", 550),
        ),
        ("MX",),
    ),
    Ejemplo(
        "ejemplo-cueros",
        "Cueros y pieles",
        "Todos los países",
        "Decreto 2469 de 2013",
        "CUE{aaaa}-{serie}",
        (
            GrupoDeEjemplo("Cueros y pieles en bruto", 12682, ("4101200000", "4101500000", "4101900000")),
            GrupoDeEjemplo("Cuero húmedo en azul (wet-blue)", 27244, ("4104110000", "4104190000")),
        ),
    ),
    Ejemplo(
        "ejemplo-chatarra-2020",
        "Chatarra ferrosa y no ferrosa",
        "Todos los países",
        "Decreto 1120 de 2020",
        "CHA{aaaa}-{serie}",
        (GrupoDeEjemplo("Chatarra ferrosa", 28404), GrupoDeEjemplo("Chatarra no ferrosa", 38675)),
        metodo=Metodo.HISTORICO_NUEVOS,
        soporte="obligatoria",
    ),
    Ejemplo(
        "ejemplo-chatarra-2021",
        "Chatarra de hierro o acero por subpartida",
        "Todos los países",
        "Decreto 1051 de 2021",
        "CHS{aaaa}-{serie}",
        tuple(GrupoDeEjemplo(f"Chatarra {codigo}", volumen, (codigo,)) for codigo, volumen in CHATARRA.items()),
        soporte="opcional",
    ),
)

DE_LA_MASA = Ejemplo(
    "ejemplo-carga",
    "Contingente de carga",
    "Todos los países",
    "Sin norma: sirve para probar el portal con muchos trámites",
    "CRG{aaaa}-{serie}",
    tuple(GrupoDeEjemplo(f"Producto de carga {n}", 10**11) for n in range(1, 9)),
)


@transaction.atomic
def cargar_contingentes() -> list[Contingente]:
    """The example quotas, published, with their stages open today. Running it again changes nothing."""
    hoy = timezone.localdate()
    return [_existente(ejemplo) or _crear(ejemplo, hoy) for ejemplo in EJEMPLOS]


def cargar(carpeta: Path) -> None:
    cargar_contingentes()
    cargar_casos(carpeta)


def casos(cuantos: int) -> int:
    """The mass, on a quota of its own whose volume no number of cases spends."""
    contingente = _existente(DE_LA_MASA) or _crear(DE_LA_MASA, timezone.localdate())
    return contar_masa(contingente, cuantos)


def _existente(ejemplo: Ejemplo) -> Contingente | None:
    return Contingente.objects.publicados().filter(codigo=ejemplo.codigo).first()


def _crear(ejemplo: Ejemplo, hoy: date) -> Contingente:
    contingente = Contingente.objects.create(
        codigo=ejemplo.codigo,
        nombre=f"{ejemplo.nombre} (ejemplo)",
        descripcion="Ejemplo para la demostración: las cantidades son de una norma pasada y la vigencia es ficticia.",
        destino=ejemplo.destino,
        paises=list(ejemplo.paises),
        norma=ejemplo.norma,
    )
    circular = Circular.objects.create(
        contingente=contingente,
        version=1,
        numero="000",
        expedida_el=hoy - timedelta(days=60),
        vigente_desde_el=hoy - timedelta(days=45),
        vigente_hasta_el=hoy + timedelta(days=320),
        metodo=ejemplo.metodo,
        soporte=ejemplo.soporte,
        patron_cqe=ejemplo.patron_cqe,
        serie_desde=101,
    )
    for grupo in ejemplo.grupos:
        fila = Grupo.objects.create(
            contingente=contingente, nombre=grupo.nombre, subpartidas=list(grupo.subpartidas), decimales=2
        )
        VolumenGrupo.objects.create(circular=circular, grupo=fila, volumen=grupo.volumen, meses=list(grupo.meses))
    _etapas_y_campos(circular, ejemplo)
    publicar(circular)
    return Contingente.objects.publicados().get(pk=contingente.pk)


def _etapas_y_campos(circular: Circular, ejemplo: Ejemplo) -> None:
    desde, hasta = circular.vigente_desde_el, circular.vigente_hasta_el
    cierres = {
        Etapa.Clase.CUPO: hasta - timedelta(days=60),
        Etapa.Clase.CONSUMO: hasta - timedelta(days=10),
        Etapa.Clase.DEVOLUCION: hasta - timedelta(days=90),
        Etapa.Clase.DEX: hasta + timedelta(days=60),
    }
    Etapa.objects.bulk_create(
        Etapa(
            circular=circular,
            clase=clase,
            abre_en=inicio_del_dia(desde),
            cierra_en=fin_del_dia(cierre).replace(microsecond=0),
        )
        for clase, cierre in cierres.items()
    )
    CampoCertificado.objects.bulk_create(
        CampoCertificado(circular=circular, campo=campo, obligatorio=obligatorio)
        for campo, obligatorio in ejemplo.campos.items()
    )


def datos_de_cupo(contingente: Contingente, azar: Random) -> dict[str, Any]:
    """What a browser would post for a small request of one or two groups of `contingente`."""
    grupos = list(contingente.grupos.select_related("saldo"))
    elegidos = azar.sample(grupos, k=min(len(grupos), azar.randint(1, 2)))
    datos: dict[str, Any] = {
        "contingente": contingente.pk,
        "lineas-TOTAL_FORMS": len(elegidos),
        "lineas-INITIAL_FORMS": 0,
    }
    for n, grupo in enumerate(elegidos):
        # Thousandths of the volume: a thousand requests fit before a group runs out.
        cantidad = max(grupo.saldo.volumen * azar.randint(1, 9) / 10_000, Decimal("0.01"))
        datos |= {f"lineas-{n}-grupo": grupo.pk, f"lineas-{n}-cantidad": _como_se_escribe(cantidad)}
    return datos


def datos_de_consumo(cupo: SolicitudCupo, azar: Random) -> dict[str, Any]:
    """What a browser would post for a certificate of up to a third of what is available of an approved `cupo`."""
    linea = azar.choice(list(cupo.lineas.filter(saldo__isnull=False).select_related("grupo", "saldo")))
    cantidad = max(linea.saldo.disponible * azar.randint(1, 3) / 9, Decimal("0.01"))
    paises = cupo.contingente.paises or ["PE", "EC", "CN", "MX"]
    return {
        "cupo": cupo.pk,
        "linea": linea.pk,
        "subpartida": (linea.grupo.subpartidas or ["0402211900"])[0],
        "cantidad": _como_se_escribe(cantidad),
        "importador_nombre": azar.choice(["Andes Trading Inc.", "Comercial del Pacífico S.A.", "Golden Foods LLC"]),
        "importador_pais": azar.choice(paises),
        "importador_direccion": "1200 Harbor Blvd.",
        "peso_neto": _como_se_escribe(cantidad * 1000),
        "valor_fob": _como_se_escribe(cantidad * azar.randint(400, 900)),
        "puerto_embarque": azar.choice(["Buenaventura", "Cartagena", "Santa Marta"]),
        "puerto_destino": azar.choice(["Houston", "Veracruz", "Callao"]),
        "transportador": azar.choice(["MV Andino", "MV Caribe"]),
        "embarque_el": _dia_de_embarque(linea).isoformat(),
        "factura": f"FE-{azar.randint(1, 10**9)}",
    }


def _dia_de_embarque(linea: LineaCupo) -> date:
    """A day three weeks ahead, moved to the next month in which the group may be used."""
    dia = timezone.localdate() + timedelta(days=21)
    volumen = linea.grupo.contingente.version.volumen_de(linea.grupo_id)
    while not volumen.usable(dia):
        dia += timedelta(days=1)
    return dia


def _como_se_escribe(cantidad: Decimal) -> str:
    return f"{cantidad:.2f}".replace(".", ",")
