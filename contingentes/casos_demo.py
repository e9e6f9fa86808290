"""The demo's cases: some through the door today, the others told over the last weeks; the mass of `demo --casos`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from contingentes.models import DEPENDENCIA, Grupo, LineaCupo, SolicitudConsumo, SolicitudCupo
from contingentes.relatos import (
    DE_LA_ENTIDAD,
    FINALES,
    MOTIVOS,
    OBSERVACIONES,
    Agenda,
    Relato,
    Reparto,
    asentar,
    clave_de,
    datos_de_consumo,
    relato_de_consumo,
    relato_de_cupo,
)
from usuarios.demo import PERSONAS, cargar_elenco
from usuarios.identidad import calidades
from vuce.comun.copia import reservar_claves
from vuce.documentos.models import Documento
from vuce.firma.demo import PIN
from vuce.firma.firmante import firmante_de_archivo, firmar_con
from vuce.plazos.models import Cierre
from vuce.tramites.forms import formulario_de_accion
from vuce.tramites.models import Borrador, Tramite
from vuce.tramites.papeles import generar
from vuce.tramites.procedimientos import REGISTRO
from vuce.tramites.quien import Quien
from vuce.tramites.transiciones import crear, ejecutar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from contingentes.models import Contingente

# Who exports what: (person, quota, words with which the names of its groups begin).
EXPORTAN = [
    ("ana", "ejemplo-azucar-eeuu", ("Azúcar", "Panela")),
    ("carla", "ejemplo-cueros", ("Cueros", "Cuero")),
    ("diego", "ejemplo-chatarra-2021", ("Chatarra",)),
    ("fanny", "ejemplo-g2-mexico", ("Leche", "Mantequilla", "Butteroil", "Quesos", "Arequipe")),
    ("hugo", "ejemplo-azucar-eeuu", ("Panela",)),
]
SERIE = "casos"
EN_CURSO = {"creada", "por_firmar", "enviada", "en_estudio", "devuelta"}
CUPOS_CONTADOS = {
    "aprobada": 26,
    "parcial": 6,
    "corregida": 5,
    "negada": 6,
    "desistida": 5,
    "eliminada": 4,
    "enviada": 8,
    "en_estudio": 7,
    "devuelta": 5,
    "por_firmar": 3,
    "creada": 5,
}
CONSUMOS_CONTADOS = {
    "aprobada": 36,
    "corregida": 4,
    "negada": 6,
    "desistida": 5,
    "eliminada": 4,
    "enviada": 9,
    "en_estudio": 7,
    "devuelta": 5,
    "por_firmar": 2,
    "creada": 2,
}
# Through the door: (final of the quota, finals of the consumptions asked against it).
POR_LA_PUERTA: list[tuple[str, Sequence[str]]] = [
    ("aprobada", ("aprobada", "aprobada", "por_firmar")),
    ("aprobada", ("aprobada", "enviada", "creada")),
    ("aprobada", ("aprobada", "en_estudio", "desistida")),
    ("parcial", ("aprobada", "devuelta")),
    ("aprobada", ("aprobada", "negada", "eliminada")),
    ("enviada", ()),
    ("en_estudio", ()),
    ("devuelta", ()),
    ("por_firmar", ()),
    ("creada", ()),
    ("enviada", ()),
    ("en_estudio", ()),
    ("devuelta", ()),
    ("negada", ()),
    ("por_firmar", ()),
    ("creada", ()),
    ("desistida", ()),
    ("eliminada", ()),
    ("enviada", ()),
    ("creada", ()),
    ("aprobada", ("enviada",)),
    ("aprobada", ("creada",)),
    ("aprobada", ()),
    ("por_firmar", ()),
]
BORRADORES = [("ana", 0), ("ana", 1), ("carla", 2), ("diego", 3), ("fanny", 4)]
SEMANAS = timedelta(days=40)
MARGEN, PARA_CERTIFICADOS = timedelta(minutes=5), timedelta(days=4)
LOTE = 2_000
PARTE_DE_CONSUMOS, CONSUMOS_POR_CUPO = 0.6, 10


@dataclass(frozen=True)
class Exportador:
    """A company with the groups of the quota in which it exports, and the certificate of who signs for it."""

    codigo: str
    reparto: Reparto
    grupos: list[Grupo]


def cargar_casos(carpeta: Path) -> None:
    """The two hundred cases and five drafts. What is there already stays as it is."""
    elenco = exportadores()
    if not Tramite.objects.filter(clave=clave_de(SERIE, 0)).exists():
        with transaction.atomic():
            contar_casos(elenco)
            guardar_borradores(elenco)
    Puerta(carpeta, elenco).abrir()


def exportadores() -> list[Exportador]:
    personas = cargar_elenco()
    evaluador, aprobador = (_calidad(personas[codigo], 0) for codigo in ("elena", "ivan"))
    return [
        Exportador(codigo, Reparto(_calidad(personas[codigo], 0), evaluador, aprobador), _grupos(contingente, palabras))
        for codigo, contingente, palabras in EXPORTAN
    ]


def _calidad(usuario: Any, cual: int) -> Quien:
    forma = calidades(usuario)[cual]
    return Quien(usuario, forma.titular, forma.poderes, forma.dependencia)


def _grupos(contingente: str, palabras: tuple[str, ...]) -> list[Grupo]:
    grupos = Grupo.objects.filter(contingente__codigo=contingente).select_related("saldo", "contingente__circular")
    return [grupo for grupo in grupos.order_by("pk") if grupo.nombre.startswith(palabras)]


def contar_casos(elenco: Sequence[Exportador]) -> None:
    azar, ahora = Random(2026), timezone.now()  # noqa: S311 - the same at every run
    agenda = Agenda(Cierre.objects.calendario(dependencia=DEPENDENCIA), ahora, azar)
    turnos = cycle(elenco)
    finales = _barajados(CUPOS_CONTADOS, azar)
    claves = iter(reservar_claves(Tramite, len(finales) + sum(CONSUMOS_CONTADOS.values())))
    cupos = [_cupo(next(claves), n, final, next(turnos), agenda) for n, final in enumerate(finales)]
    otorgados = sorted((cupo for cupo in cupos if cupo.ultimo("aprobar")), key=lambda cupo: cupo.cuando[-1])
    consumos = [
        _consumo(next(claves), n, final, cupo, agenda)
        for n, (final, cupo) in enumerate(zip(_barajados(CONSUMOS_CONTADOS, azar), cycle(otorgados)), len(cupos))
    ]
    asentar([*cupos, *consumos], agenda.calendario, con_papeles=True)


def _barajados(cuantos: Mapping[str, int], azar: Random) -> list[str]:
    finales = [final for final, veces in cuantos.items() for _vez in range(veces)]
    azar.shuffle(finales)
    return finales


def _pedido(grupos: Sequence[Grupo], azar: Random) -> dict[Grupo, Decimal]:
    """One or two groups, thousandths of their volume."""
    elegidos = azar.sample(grupos, k=min(len(grupos), azar.choice((1, 1, 2))))
    return {
        grupo: max(grupo.saldo.volumen * azar.randint(1, 9) / 10_000, Decimal("0.5")).quantize(Decimal("0.01"))
        for grupo in elegidos
    }


def _cupo(pk: int, n: int, final: str, quien: Exportador, agenda: Agenda) -> Relato:
    """Decided ones in the weeks past, with time left for their certificates; those under way, in the last days."""
    azar = agenda.azar
    dias = azar.randint(1, 11) if final in EN_CURSO else azar.randint(22, SEMANAS.days)
    dia = (agenda.ahora - timedelta(days=dias)).date()
    tope = agenda.ahora - (MARGEN if final in EN_CURSO else PARA_CERTIFICADOS)
    cuando = agenda.instantes(dia, final, tope=tope)
    return relato_de_cupo(pk, clave_de(SERIE, n), final, quien.reparto, cuando, _pedido(quien.grupos, azar))


def _consumo(pk: int, n: int, final: str, cupo: Relato, agenda: Agenda) -> Relato:
    """After its quota was granted; a twelfth of it, so that several fit."""
    azar = agenda.azar
    dia = (agenda.ahora - timedelta(days=azar.randint(1, 8 if final in EN_CURSO else 14))).date()
    otorgado_en = cupo.cuando[-1]
    dia = max(dia, otorgado_en.date() + timedelta(days=1))
    cuando = agenda.instantes(dia, final, tope=agenda.ahora - MARGEN, despues_de=otorgado_en)
    linea = azar.choice(cupo.lineas)
    cantidad = max(((linea.otorgada or Decimal(0)) / 12).quantize(Decimal("0.01")), Decimal("0.01"))
    return relato_de_consumo(pk, clave_de(SERIE, n), final, cupo.reparto, cuando, linea, cantidad, azar)


def guardar_borradores(elenco: Iterable[Exportador]) -> None:
    por_codigo = {exportador.codigo: exportador for exportador in elenco}
    azar = Random(5)  # noqa: S311 - the same at every run
    for codigo, n in BORRADORES:
        exportador = por_codigo[codigo]
        datos = _formulario_de_cupo(_pedido(exportador.grupos, azar))
        Borrador.objects.create(
            pk=clave_de("borradores", n),
            usuario=exportador.reparto.titular.usuario,
            titular=exportador.reparto.titular.titular,
            modulo="contingentes",
            procedimiento="contingentes.cupo",
            datos=dict(datos.lists()),
        )


def _enviado(datos: Mapping[str, Any]) -> QueryDict:
    """Values as a browser posts them."""
    crudo = QueryDict(mutable=True)
    for nombre, valor in datos.items():
        crudo[nombre] = str(valor).replace(".", ",") if isinstance(valor, Decimal) else str(valor)
    return crudo


def _formulario_de_cupo(pedido: Mapping[Grupo, Decimal]) -> QueryDict:
    contingente = next(iter(pedido)).contingente
    datos: dict[str, Any] = {"contingente": contingente.pk}
    datos |= {"lineas-TOTAL_FORMS": len(pedido), "lineas-INITIAL_FORMS": 0}
    for n, (grupo, cantidad) in enumerate(pedido.items()):
        datos |= {f"lineas-{n}-grupo": grupo.pk, f"lineas-{n}-cantidad": cantidad}
    return _enviado(datos)


class Puerta:
    """Cases of today, as people make them: forms, the one door, documents made and signed."""

    def __init__(self, carpeta: Path, elenco: Sequence[Exportador]) -> None:
        documentos = {persona.codigo: persona.documento for persona in PERSONAS}
        self.elenco = elenco
        self.firmas = {e.codigo: carpeta / f"persona-{documentos[e.codigo]}.p12" for e in elenco}
        self.azar = Random(40)  # noqa: S311 - the same at every run
        self.beto = self._beto()

    def _beto(self) -> Quien:
        """Beto, with Ana's mandate."""
        return _calidad(cargar_elenco()["beto"], 1)

    def abrir(self) -> None:
        total = sum(1 + len(consumos) for _final, consumos in POR_LA_PUERTA)
        hechos = Tramite.objects.filter(clave__in=[clave_de("puerta", n) for n in range(total)])
        self.existen = set(hechos.values_list("clave", flat=True))
        if len(self.existen) == total:
            return
        n = 0
        for turno, (final, consumos) in enumerate(POR_LA_PUERTA):
            exportador = self.elenco[turno % len(self.elenco)]
            pedido = _pedido(exportador.grupos, self.azar)
            cupo = self._radicar("contingentes.cupo", n, exportador, _formulario_de_cupo(pedido))
            self._llevar(cupo, final, exportador)
            for m, final_consumo in enumerate(consumos, n + 1):
                self._consumir(cupo, m, final_consumo, exportador)
            n += 1 + len(consumos)

    def _solicita(self, exportador: Exportador, n: int) -> Quien:
        return self.beto if exportador.codigo == "ana" and n % 2 else exportador.reparto.titular

    def _radicar(self, codigo: str, n: int, exportador: Exportador, datos: QueryDict) -> Tramite | None:
        """File it; None where a former run did."""
        clave = clave_de("puerta", n)
        if clave in self.existen:
            return None
        quien = self._solicita(exportador, n)
        procedimiento = REGISTRO[codigo]
        formulario = procedimiento.formulario(datos, quien=quien)
        if not formulario.is_valid():
            raise ValueError(f"{codigo}: {formulario.errors} {[f.errors for f in formulario.formsets]}")
        borrador, _nuevo = Borrador.objects.get_or_create(
            pk=clave,
            defaults={
                "usuario": quien.usuario,
                "titular": quien.titular,
                "modulo": procedimiento.modulo,
                "procedimiento": codigo,
            },
        )
        return crear(borrador, formulario, quien)

    def _consumir(self, cupo: Tramite | None, n: int, final: str, exportador: Exportador) -> None:
        if cupo is None:
            return
        linea = LineaCupo.objects.filter(solicitud=cupo.pk).select_related("saldo", "grupo__contingente").first()
        if linea is None:
            return
        cantidad = max((linea.saldo.otorgado / 10).quantize(Decimal("0.01")), Decimal("0.01"))
        valores = datos_de_consumo(linea.grupo, cantidad, f"FE-P{n}", self.azar)
        valores["embarque_el"] = self._embarque(linea)
        caso = self._radicar(
            "contingentes.consumo", n, exportador, _enviado({"cupo": cupo.pk, "linea": linea.pk, **valores})
        )
        self._llevar(caso, final, exportador)

    def _embarque(self, linea: LineaCupo) -> Any:
        """Three weeks ahead, or the first day after that in which the group may be used."""
        dia = timezone.localdate() + timedelta(days=21)
        volumen = linea.grupo.contingente.version.volumen_de(linea.grupo_id)
        return next(d for d in (dia + timedelta(days=n) for n in range(366)) if volumen.usable(d))

    def _llevar(self, caso: Tramite | None, final: str, exportador: Exportador) -> None:
        if caso is None:
            return
        for accion in FINALES[final]:
            quien = exportador.reparto.quien(accion) if accion in DE_LA_ENTIDAD else exportador.reparto.titular
            ejecutar(caso.pk, accion, quien, datos=self._datos(caso, accion, final, quien, exportador))
            for documento in Documento.objects.filter(tramite=caso, estado=Documento.Estado.PENDIENTE).order_by("pk"):
                generar(documento.pk)

    def _datos(self, caso: Tramite, accion: str, final: str, quien: Quien, exportador: Exportador) -> dict[str, Any]:
        if accion == "enviar":
            return self._firmado(caso, quien, exportador)
        if accion == "devolver":
            return {"observaciones": OBSERVACIONES[caso.procedimiento]}
        if accion == "aprobar" and isinstance(caso, SolicitudCupo):
            parte = Decimal("0.6") if final == "parcial" else Decimal(1)
            return {"cantidades": {li.pk: (li.cantidad * parte).quantize(Decimal("0.01")) for li in caso.lineas.all()}}
        return {"motivo": MOTIVOS[accion]} if accion in MOTIVOS else {}

    def _firmado(self, caso: Tramite, quien: Quien, exportador: Exportador) -> dict[str, Any]:
        """The filing, signed by the company's representative and verified by the form."""
        documento = Documento.objects.get(tramite=caso, clase="radicado", estado=Documento.Estado.LISTO)
        pdf = firmar_con(
            firmante_de_archivo(self.firmas[exportador.codigo], PIN),
            documento.leer(),
            motivo=f"Radicado {caso.numero}",
            lugar="Colombia",
            nombre_campo="FirmaTitular",
        )
        archivo = SimpleUploadedFile(f"{caso.numero}-firmado.pdf", pdf, "application/pdf")
        clase = formulario_de_accion(caso, "enviar")
        formulario = clase({}, {"documento_firmado": archivo}, tramite=caso, quien=quien)
        if not formulario.is_valid():
            raise ValueError(f"{caso.numero}: {formulario.errors}")
        return formulario.datos_del_acto()


def contar_masa(contingente: Contingente, cuantos: int) -> int:
    """`cuantos` cases more on a quota of its own, in batches; how many were told."""
    azar = Random(cuantos)  # noqa: S311 - the same at every run
    agenda = Agenda(Cierre.objects.calendario(dependencia=DEPENDENCIA), timezone.now(), azar)
    elenco = [Exportador(e.codigo, e.reparto, _grupos(contingente.codigo, ("",))) for e in exportadores()]
    hechos = SolicitudCupo.objects.filter(contingente=contingente).count()
    hechos += SolicitudConsumo.objects.filter(contingente=contingente).count()
    for inicio in range(0, cuantos, LOTE):
        tanda = min(LOTE, cuantos - inicio)
        _tanda(hechos + inicio, tanda, elenco, agenda)
    return cuantos


def _tanda(desde: int, cuantos: int, elenco: Sequence[Exportador], agenda: Agenda) -> None:
    """Requests of quota, and of consumption while there are grants of this batch to consume."""
    azar, serie = agenda.azar, f"masa-{elenco[0].grupos[0].contingente_id}"
    claves = iter(zip(reservar_claves(Tramite, cuantos), range(desde, desde + cuantos), strict=True))
    relatos: list[Relato] = []
    otorgados: list[Relato] = []  # each as many times as certificates fit in it
    for pk, n in claves:
        if otorgados and azar.random() < PARTE_DE_CONSUMOS:
            final = azar.choices(list(CONSUMOS_CONTADOS), list(CONSUMOS_CONTADOS.values()))[0]
            relato = _consumo(pk, n, final, otorgados.pop(azar.randrange(len(otorgados))), agenda)
        else:
            final = azar.choices(list(CUPOS_CONTADOS), list(CUPOS_CONTADOS.values()))[0]
            relato = _cupo(pk, n, final, azar.choice(elenco), agenda)
            if relato.ultimo("aprobar"):
                otorgados += [relato] * CONSUMOS_POR_CUPO
        relato.clave = clave_de(serie, n)
        relatos.append(relato)
    asentar(relatos, agenda.calendario, con_papeles=False)
