"""Whole cases told in memory and written at once: the demo fills the portal with the record that the door leaves.

A story walks only along declared transitions, and its terms and documents are those of its procedure. Rules and
effects of an app are not asked: whoever tells the story gives the columns it changes and writes its own rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.utils.timezone import localtime

from vuce.comun.cola import despachar
from vuce.comun.copia import copiar
from vuce.documentos.models import Documento
from vuce.plazos.models import Plazo
from vuce.tramites.estados import Fase
from vuce.tramites.models import Actuacion, Consecutivo, Observacion, Tramite
from vuce.tramites.papeles import generar_documento
from vuce.tramites.transiciones import SIN_HISTORIA, a_json, transiciones_de

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from vuce.plazos.calendario import Calendario
    from vuce.tramites.procedimientos import Procedimiento
    from vuce.tramites.quien import Quien


@dataclass
class Historia:
    """One case. `muestra`: an unsaved one of its kind, of which the terms are asked; `hechos`: columns by name."""

    procedimiento: Procedimiento
    pk: int
    clave: UUID
    muestra: Tramite
    calendario: Calendario
    hechos: dict[str, Any] = field(default_factory=dict)
    lineas: list[Actuacion] = field(default_factory=list)
    plazos: list[Plazo] = field(default_factory=list)
    papeles: list[Documento] = field(default_factory=list)
    observaciones: list[tuple[Actuacion, str, str]] = field(default_factory=list)

    @property
    def version(self) -> int:
        return len(self.lineas)

    def crear(self, quien: Quien, en: datetime, asunto: str, datos: Mapping[str, Any], **hechos: Any) -> None:
        propios = {
            "procedimiento": self.procedimiento.codigo,
            "modulo": self.procedimiento.modulo,
            "titular": quien.titular.pk,
            "dependencia": self.procedimiento.dependencia,
            "asunto": asunto[:300],
            "creado_en": en,
            "enviado_en": None,
            "vence_en": None,
        }
        self._asentar("crear", self.muestra.inicial, quien, en, datos, propios | hechos)

    def pasar(
        self, accion: str, quien: Quien, en: datetime, datos: Mapping[str, Any] | None = None, **hechos: Any
    ) -> None:
        """Walk along the transition `accion`; `hechos` are the columns that it changes."""
        paso = transiciones_de(type(self.muestra))[accion]
        if self.hechos["estado"] not in paso.de:
            raise ValueError(f"{accion} no sale de {self.hechos['estado']}")
        self._mover_plazos(accion, en)
        self._mover_papeles(accion)
        self._asentar(accion, paso.a or self.hechos["estado"], quien, en, datos or {}, hechos)

    def fila(self, numero: str) -> Tramite:
        """The row as the last line of the record leaves it."""
        modelo = type(self.muestra)
        columnas = {campo.name: campo.attname for campo in modelo._meta.concrete_fields}
        valores = {columnas[nombre]: valor for nombre, valor in self.hechos.items()}
        return modelo(**_claves(modelo, self.pk), clave=self.clave, numero=numero, version=self.version, **valores)

    def _asentar(
        self,
        accion: str,
        estado: str,
        quien: Quien,
        en: datetime,
        datos: Mapping[str, Any],
        hechos: Mapping[str, Any],
    ) -> None:
        desde = self.hechos.get("estado", "")
        ahora = {**self.hechos, **hechos, "estado": estado, "fase": self.muestra.fases[estado]}
        if estado != desde:
            ahora["estado_desde"] = en
        if ahora["fase"] == Fase.EN_ENTIDAD and ahora["enviado_en"] is None:
            ahora["enviado_en"] = en
        corriendo = [plazo.vence_en for plazo in self.plazos if plazo.cerrado_en is None]
        ahora["vence_en"] = min(corriendo, default=None) if ahora["fase"] != Fase.TERMINADO else None
        cambios = {
            n: [self.hechos.get(n), v] for n, v in ahora.items() if n not in SIN_HISTORIA and v != self.hechos.get(n)
        }
        poder = quien.poder_en(self.procedimiento.modulo)
        linea = Actuacion(
            tramite_id=self.pk,
            orden=self.version + 1,
            accion=accion,
            desde=desde,
            hasta=estado,
            usuario=quien.usuario,
            por_cuenta_de=quien.titular,
            poder=poder.pk if poder else None,
            en=en,
            datos=a_json(datos),
            cambios=a_json(cambios),
            anterior=self.lineas[-1].huella if self.lineas else "",
        )
        linea.huella = linea.calcular_huella()
        self.lineas.append(linea)
        self.observaciones += [(linea, campo, texto) for campo, texto in datos.get("observaciones", ())]
        self.hechos = ahora

    def _mover_plazos(self, accion: str, en: datetime) -> None:
        for tiempo in self.procedimiento.tiempos:
            if accion in tiempo.detiene:
                self.plazos = [_cerrado(p, en) if p.codigo == tiempo.codigo else p for p in self.plazos]
            if accion in tiempo.inicia:
                plazo = Plazo(
                    tramite_id=self.pk,
                    codigo=tiempo.codigo,
                    termino=tiempo.termino(self.muestra).codigo,
                    de_autoridad=True,
                    inicia_en=en,
                )
                plazo.vence_en = plazo.contar(self.calendario)
                self.plazos.append(plazo)

    def _mover_papeles(self, accion: str) -> None:
        """What the holder signed is not told: no signature is invented, so the paper goes once it would be signed."""
        vivos = [documento for documento in self.papeles if documento.firma != Documento.Firma.TITULAR]
        nuevos = [
            Documento(
                tramite_id=self.pk,
                clase=salida.clase,
                titulo=str(salida.titulo),
                firma=salida.firma,
                publico=salida.publico,
            )
            for salida in self.procedimiento.papeles
            if accion in salida.al
        ]
        self.papeles = vivos + nuevos


def _cerrado(plazo: Plazo, en: datetime) -> Plazo:
    if plazo.cerrado_en is None:
        plazo.estado, plazo.cerrado_en = Plazo.Estado.DETENIDO, en
    return plazo


def _claves(modelo: type[models.Model], pk: int) -> dict[str, int]:
    """The parent's key and the link of the child's table to it."""
    return {"id": pk, **{enlace.attname: pk for enlace in modelo._meta.parents.values() if enlace}}


@transaction.atomic
def escribir(historias: Sequence[Historia], *, con_papeles: bool) -> list[Tramite]:
    """Write the cases in the order given, which is that of their numbers. The state guard looks at the commit.

    `con_papeles`: ask the workers for the documents that are still to be made.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Las historias solo se escriben en modo de demostración.")
    filas = [historia.fila(numero) for historia, numero in zip(historias, _numeros(historias), strict=True)]
    copiar(Tramite, filas)
    for modelo in dict.fromkeys(type(fila) for fila in filas):
        copiar(modelo, [fila for fila in filas if type(fila) is modelo])
    lineas = sorted((linea for historia in historias for linea in historia.lineas), key=lambda linea: linea.en)
    copiar(Actuacion, lineas)
    copiar(Plazo, [plazo for historia in historias for plazo in historia.plazos])
    copiar(
        Observacion,
        [
            Observacion(tramite_id=linea.tramite_id, actuacion=linea, campo=campo, texto=texto)
            for historia in historias
            for linea, campo, texto in historia.observaciones
        ],
    )
    if con_papeles:
        for documento in Documento.objects.bulk_create(d for historia in historias for d in historia.papeles):
            despachar(generar_documento, documento.pk)
    return filas


def _numeros(historias: Sequence[Historia]) -> list[str]:
    """Consecutive within each kind and year."""
    tramos: dict[tuple[str, int], list[int]] = {}
    for turno, historia in enumerate(historias):
        anio = localtime(historia.hechos["creado_en"]).year
        tramos.setdefault((historia.procedimiento.prefijo, anio), []).append(turno)
    numeros = [""] * len(historias)
    for (prefijo, anio), turnos in sorted(tramos.items()):
        for turno, numero in zip(turnos, Consecutivo.objects.siguientes(prefijo, anio, len(turnos)), strict=True):
            numeros[turno] = numero
    return numeros
