"""Stories of quotas and their certificates: told in memory, written in bulk with their movements of the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection, transaction
from django.db.models import F

from contingentes.models import LineaCupo, Movimiento, SerieCertificado, SolicitudConsumo, SolicitudCupo
from contingentes.models.cupo import SECUENCIA_DE_LLEGADA
from contingentes.models.saldo import Clase
from vuce.comun.cantidades import mostrar_cantidad
from vuce.comun.copia import copiar, reservar_claves
from vuce.comun.instantes import BOGOTA
from vuce.tramites.historias import Historia, escribir
from vuce.tramites.procedimientos import REGISTRO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from random import Random

    from contingentes.models import Contingente, Grupo
    from vuce.plazos.calendario import Calendario
    from vuce.tramites.quien import Quien

FIRMADA = ("generar_documento", "enviar")
# How a story ends: the acts that lead there. «corregida» was returned once, «parcial» got less than it asked.
FINALES: dict[str, tuple[str, ...]] = {
    "creada": (),
    "por_firmar": ("generar_documento",),
    "eliminada": ("generar_documento", "eliminar"),
    "enviada": FIRMADA,
    "en_estudio": (*FIRMADA, "tomar"),
    "devuelta": (*FIRMADA, "tomar", "devolver"),
    "corregida": (*FIRMADA, "tomar", "devolver", "modificar", *FIRMADA, "tomar", "aprobar"),
    "aprobada": (*FIRMADA, "tomar", "aprobar"),
    "parcial": (*FIRMADA, "tomar", "aprobar"),
    "negada": (*FIRMADA, "tomar", "negar"),
    "desistida": (*FIRMADA, "desistir"),
}
DE_LA_ENTIDAD = {"tomar": "evaluador", "devolver": "evaluador", "aprobar": "aprobador", "negar": "aprobador"}
OBSERVACIONES = {
    "contingentes.cupo": [
        ("contingente", "Confirme que el contingente es el de la vigencia en curso."),
        ("", "La cantidad supera su capacidad instalada según el soporte: redúzcala o explíquela."),
    ],
    "contingentes.consumo": [
        ("factura", "El número de la factura no coincide con el del documento de exportación."),
        ("importador_nombre", "Escriba el nombre completo del importador, como figura en la factura."),
    ],
}
MOTIVOS = {
    "negar": "La empresa no acreditó los requisitos de la circular dentro del término.",
    "desistir": "El comprador canceló el pedido.",
}
SUELTAN = {"modificar", "negar", "desistir"}
SIN_CERTIFICADO = dict.fromkeys(("reservada", "embarque", "numero_cqe", "expedido_en"))
IMPORTADORES = ["Andes Trading Inc.", "Comercial del Pacífico S.A. de C.V.", "Golden Foods LLC", "Harbor Metals Ltd."]
PUERTOS = ["Buenaventura", "Cartagena", "Santa Marta", "Barranquilla"]


@dataclass(frozen=True)
class Reparto:
    """Who does what in a story."""

    titular: Quien
    evaluador: Quien
    aprobador: Quien

    def quien(self, accion: str) -> Quien:
        quienes = {"evaluador": self.evaluador, "aprobador": self.aprobador}
        return quienes.get(DE_LA_ENTIDAD.get(accion, ""), self.titular)


def clave_de(serie: str, n: int) -> UUID:
    """The same key at every run, so that what is there is not told twice."""
    return uuid5(NAMESPACE_URL, f"vuce-demo:{serie}:{n}")


@dataclass
class Relato:
    """A story to be told: its acts and their instants. Of a quota, `lineas`; of a consumption, its line and amount."""

    codigo: str
    pk: int
    clave: UUID
    final: str
    reparto: Reparto
    cuando: list[datetime]
    lineas: list[LineaCupo]
    cantidad: Decimal = Decimal(0)
    factura: str = ""
    valores: dict[str, Any] = field(default_factory=dict)
    llegada: int | None = None
    numero_cqe: str = ""

    @property
    def acciones(self) -> tuple[str, ...]:
        return FINALES[self.final]

    @property
    def contingente(self) -> Contingente:
        return self.lineas[0].grupo.contingente

    def ultimo(self, accion: str) -> datetime | None:
        """Instant of the last act of that name."""
        return next((en for a, en in zip(self.acciones[::-1], self.cuando[::-1], strict=False) if a == accion), None)


def relato_de_cupo(
    pk: int, clave: UUID, final: str, reparto: Reparto, cuando: list[datetime], pedido: Mapping[Grupo, Decimal]
) -> Relato:
    lineas = [LineaCupo(solicitud_id=pk, grupo=grupo, cantidad=cantidad) for grupo, cantidad in pedido.items()]
    for linea, linea_pk in zip(lineas, reservar_claves(LineaCupo, len(lineas)), strict=True):
        linea.pk = linea_pk
        if "aprobar" in FINALES[final]:
            parte = Decimal("0.6") if final == "parcial" else Decimal(1)
            linea.otorgada = (linea.cantidad * parte).quantize(Decimal("0.01"))
    return Relato("contingentes.cupo", pk, clave, final, reparto, cuando, lineas)


def relato_de_consumo(
    pk: int,
    clave: UUID,
    final: str,
    reparto: Reparto,
    cuando: list[datetime],
    linea: LineaCupo,
    cantidad: Decimal,
    azar: Random,
) -> Relato:
    relato = Relato("contingentes.consumo", pk, clave, final, reparto, cuando, [linea], cantidad, f"FE-{pk}")
    relato.valores = datos_de_consumo(linea.grupo, cantidad, relato.factura, azar)
    relato.valores["embarque_el"] = (cuando[-1] + timedelta(days=21)).date()
    return relato


def datos_de_consumo(grupo: Grupo, cantidad: Decimal, factura: str, azar: Random) -> dict[str, Any]:
    """Values of a request of consumption; a form keeps those that its circular asks."""
    return {
        "subpartida": (grupo.subpartidas or ["0402211900"])[0],
        "cantidad": cantidad,
        "importador_nombre": azar.choice(IMPORTADORES),
        "importador_pais": azar.choice(grupo.contingente.paises or ["PE", "EC", "CN", "MX"]),
        "peso_neto": cantidad * 1000,
        "valor_fob": (cantidad * azar.randint(400, 900)).quantize(Decimal("0.01")),
        "puerto_embarque": azar.choice(PUERTOS),
        "factura": factura,
    }


@dataclass(frozen=True)
class Agenda:
    """Instants in office hours."""

    calendario: Calendario
    ahora: datetime
    azar: Random

    def instantes(self, dia: date, final: str, *, tope: datetime, despues_de: datetime | None = None) -> list[datetime]:
        """Of a story that begins on `dia`: its filing and one for each act, the last not after `tope`.

        A story that is too long begins earlier; where that would be before `despues_de`, it goes faster.
        """
        momento = self._en_oficina(dia)
        todos = [momento]
        for _acto in FINALES[final]:
            if momento.hour < 15 and self.azar.random() < 0.4:
                momento += timedelta(minutes=self.azar.randint(15, 110))
            else:
                momento = self._en_oficina(momento.date() + timedelta(days=self.azar.randint(1, 3)))
            todos.append(momento)
        exceso = max(momento - tope, timedelta(0))
        if despues_de is None or todos[0] - exceso > despues_de:
            return [instante - exceso for instante in todos]
        paso = (tope - despues_de) / (len(todos) + 1)
        return [despues_de + turno * paso for turno in range(1, len(todos) + 1)]

    def _en_oficina(self, dia: date) -> datetime:
        habil = self.calendario.siguiente_habil(dia)
        hora = datetime.combine(habil, time(self.azar.randint(8, 12)), BOGOTA)
        return hora + timedelta(seconds=self.azar.randint(0, 3599))


@transaction.atomic
def asentar(relatos: Sequence[Relato], calendario: Calendario, *, con_papeles: bool) -> None:
    """Write the stories by date of filing, with lines, turns of arrival, certificates' numbers and the ledger."""
    _dar_turnos(relatos)
    _dar_certificados(relatos)
    narrador = Narrador(calendario)
    historias = [narrador.contar(relato) for relato in sorted(relatos, key=lambda relato: relato.cuando[0])]
    escribir(historias, con_papeles=con_papeles)
    copiar(LineaCupo, [linea for r in relatos if r.codigo == "contingentes.cupo" for linea in r.lineas])
    copiar(Movimiento, sorted(narrador.movimientos, key=attrgetter("en")))


def _dar_turnos(relatos: Sequence[Relato]) -> None:
    enviados = [(en, r) for r in relatos if r.codigo == "contingentes.cupo" and (en := r.ultimo("enviar"))]
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [SECUENCIA_DE_LLEGADA, len(enviados)])
        turnos = [fila[0] for fila in cursor.fetchall()]
    for (_en, relato), turno in zip(sorted(enviados, key=lambda par: par[0]), turnos, strict=True):
        relato.llegada = turno


def _dar_certificados(relatos: Sequence[Relato]) -> None:
    por_contingente: dict[int, list[tuple[datetime, Relato]]] = {}
    for relato in relatos:
        en = relato.ultimo("aprobar")
        if en and relato.codigo == "contingentes.consumo":
            por_contingente.setdefault(relato.contingente.pk, []).append((en, relato))
    for contingente_id, expedidos in sorted(por_contingente.items()):
        circular = expedidos[0][1].contingente.version
        primera = SerieCertificado.objects.siguiente(circular)
        SerieCertificado.objects.filter(contingente=contingente_id).update(ultima=F("ultima") + len(expedidos) - 1)
        for serie, (_en, relato) in enumerate(sorted(expedidos, key=lambda par: par[0]), start=primera):
            relato.numero_cqe = circular.numero_cqe(serie)


@dataclass
class Narrador:
    """Tells the stories act by act, and keeps the movements that they make."""

    calendario: Calendario
    movimientos: list[Movimiento] = field(default_factory=list)

    def contar(self, relato: Relato) -> Historia:
        modelo = SolicitudCupo if relato.codigo == "contingentes.cupo" else SolicitudConsumo
        muestra = modelo(contingente=relato.contingente, circular=relato.contingente.version)
        historia = Historia(REGISTRO[relato.codigo], relato.pk, relato.clave, muestra, self.calendario)
        acto = self._cupo if modelo is SolicitudCupo else self._consumo
        self._crear(historia, relato)
        for accion, en in zip(relato.acciones, relato.cuando[1:], strict=True):
            acto(historia, relato, accion, en)
        return historia

    def _crear(self, historia: Historia, relato: Relato) -> None:
        quien, en, contingente = relato.reparto.titular, relato.cuando[0], relato.contingente
        rige = {"contingente": contingente.pk, "circular": contingente.version.pk}
        if relato.codigo == "contingentes.cupo":
            filas = [{"grupo": linea.grupo_id, "cantidad": linea.cantidad} for linea in relato.lineas]
            pedido = "; ".join(f"{li.grupo}: {mostrar_cantidad(li.cantidad, li.grupo.unidad)}" for li in relato.lineas)
            datos: dict[str, Any] = {"contingente": contingente.pk, "lineas": filas}
            historia.crear(quien, en, f"{contingente}. {pedido}", datos, **rige, llegada=None)
        else:
            (linea,) = relato.lineas
            pedido = f"{linea.grupo}: {mostrar_cantidad(relato.cantidad, linea.grupo.unidad)}"
            datos = {"cupo": linea.solicitud_id, "linea": linea.pk, **relato.valores}
            hechos = {**rige, "linea": linea.pk, **SIN_CERTIFICADO, **relato.valores}
            historia.crear(quien, en, f"{contingente}. {pedido}", datos, **hechos)

    def _cupo(self, historia: Historia, relato: Relato, accion: str, en: datetime) -> None:
        datos, hechos = _comun(relato, accion)
        if accion == "enviar":
            hechos["llegada"] = relato.llegada
        elif accion == "aprobar":
            datos["cantidades"] = {linea.pk: linea.otorgada for linea in relato.lineas}
        historia.pasar(accion, relato.reparto.quien(accion), en, datos, **hechos)
        if accion == "aprobar":
            for linea in relato.lineas:
                self._mover(Clase.OTORGAMIENTO, historia, linea, linea.otorgada or Decimal(0), en)

    def _consumo(self, historia: Historia, relato: Relato, accion: str, en: datetime) -> None:
        datos, hechos = _comun(relato, accion)
        clase = None
        if accion == "enviar":
            clase = Clase.RESERVA
            embarque = f"{historia.hechos['titular']}:{relato.factura.replace('-', '')}"
            hechos |= {"reservada": relato.cantidad, "embarque": embarque}
        elif accion == "aprobar":
            clase = Clase.CONSUMO
            hechos |= {"reservada": None, "expedido_en": en, "numero_cqe": relato.numero_cqe}
        elif accion in SUELTAN and historia.hechos["reservada"] is not None:
            clase = Clase.LIBERACION
            hechos |= {"reservada": None, "embarque": None}
        historia.pasar(accion, relato.reparto.quien(accion), en, datos, **hechos)
        if clase is not None:
            self._mover(clase, historia, relato.lineas[0], relato.cantidad, en)

    def _mover(self, clase: Clase, historia: Historia, linea: LineaCupo, cantidad: Decimal, en: datetime) -> None:
        self.movimientos.append(
            Movimiento(
                clase=clase,
                grupo_id=linea.grupo_id,
                linea_id=linea.pk,
                tramite_id=historia.pk,
                orden=historia.version,
                cantidad=cantidad,
                en=en,
            )
        )


def _comun(relato: Relato, accion: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an act records, and what it changes, in either kind of request."""
    if accion == "enviar":
        return {"documento_firmado": "radicado-firmado.pdf"}, {}
    if accion == "tomar":
        return {}, {"asignado_a": relato.reparto.evaluador.usuario.pk}
    if accion == "devolver":
        return {"observaciones": OBSERVACIONES[relato.codigo]}, {}
    return ({"motivo": MOTIVOS[accion]} if accion in MOTIVOS else {}), {}
