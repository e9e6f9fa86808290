"""Quotas and cases for the tests of this app."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contingentes.models import (
    CampoCertificado,
    Circular,
    Contingente,
    Etapa,
    Grupo,
    LineaCupo,
    Movimiento,
    SolicitudCupo,
    VolumenGrupo,
)
from contingentes.publicacion import publicar
from tests.ayudas.casos import enviado, firmar_por_fuera, llevar_a, radicar
from tests.ayudas.elenco import Actor
from vuce.comun.instantes import fin_del_dia, inicio_del_dia
from vuce.documentos.models import Documento
from vuce.tramites.forms import FormularioEnvio
from vuce.tramites.models import Borrador, Tramite
from vuce.tramites.papeles import generar
from vuce.tramites.quien import Quien
from vuce.tramites.reglas import Acto
from vuce.tramites.transiciones import ejecutar

AZUCAR, PANELA = "1701140000", "1701130000"
CAMPOS = ["importador_nombre", "importador_pais", "peso_neto", "valor_fob", "embarque_el", "factura"]


def borrador(codigo: str = "azucar", grupos: dict[str, Any] | None = None, **circular: Any) -> Circular:
    """A draft circular of a new quota: a group of 1,000 t unless told otherwise. `grupos`: name → its volume."""
    hoy = timezone.localdate()
    contingente = Contingente.objects.create(
        codigo=codigo, nombre=f"Contingente {codigo}", destino="Estados Unidos", paises=["US"], norma="Acuerdo"
    )
    base = {"vigente_desde_el": hoy - timedelta(days=30), "vigente_hasta_el": hoy + timedelta(days=300)}
    fila = Circular.objects.create(
        contingente=contingente, version=1, numero="001", expedida_el=hoy - timedelta(days=60), **(base | circular)
    )
    for nombre, datos in (grupos or {"Azúcar crudo": {}}).items():
        propios = {k: datos[k] for k in ("unidad", "decimales", "subpartidas") if k in datos}
        grupo = Grupo.objects.create(
            contingente=contingente, nombre=nombre, **({"decimales": 2, "subpartidas": [AZUCAR]} | propios)
        )
        del_volumen = {k: v for k, v in datos.items() if k not in propios}
        VolumenGrupo.objects.create(circular=fila, grupo=grupo, **({"volumen": Decimal(1000)} | del_volumen))
    for clase in Etapa.Clase.values:
        Etapa.objects.create(
            circular=fila,
            clase=clase,
            abre_en=inicio_del_dia(fila.vigente_desde_el),
            cierra_en=fin_del_dia(fila.vigente_hasta_el).replace(microsecond=0),
        )
    for campo in CAMPOS:
        CampoCertificado.objects.create(circular=fila, campo=campo)
    return fila


def contingente(codigo: str = "azucar", grupos: dict[str, Any] | None = None, **circular: Any) -> Contingente:
    """A published quota."""
    fila = borrador(codigo, grupos, **circular)
    publicar(fila)
    return Contingente.objects.get(pk=fila.contingente_id)


def datos_de_cupo(cuota: Contingente, *cantidades: str | tuple[Grupo, str]) -> Any:
    """What a browser posts for a request: amounts of the quota's groups in order, or (group, amount)."""
    grupos = cuota.grupos.order_by("id")
    filas = [par if isinstance(par, tuple) else (grupos[n], par) for n, par in enumerate(cantidades)]
    datos = {"contingente": cuota.pk, "lineas-TOTAL_FORMS": len(filas), "lineas-INITIAL_FORMS": 0}
    for n, (grupo, cantidad) in enumerate(filas):
        datos |= {f"lineas-{n}-grupo": grupo.pk, f"lineas-{n}-cantidad": cantidad}
    return enviado(**datos)


def pedir(actor: Actor, cuota: Contingente, *cantidades: str | tuple[Grupo, str]) -> SolicitudCupo:
    return radicar("contingentes.cupo", actor, datos_de_cupo(cuota, *(cantidades or ("100",))))


def acto(caso: Tramite, accion: str = "prueba", **datos: Any) -> Acto:
    return Acto(accion, Quien(), timezone.now(), caso.version + 1, datos)


def cupo(actor: Actor, cuota: Contingente | None = None, cantidad: str = "100") -> SolicitudCupo:
    """An approved request of the quota's first group, granted whole in the ledger."""
    caso = pedir(actor, cuota or contingente(), cantidad)
    linea = caso.lineas.get()
    linea.otorgada = linea.cantidad
    linea.save(update_fields=["otorgada"])
    Movimiento.objects.otorgar(caso, {linea: linea.cantidad}, acto(caso))
    return llevar_a(caso, "aprobada")


def datos_de_consumo(solicitud: SolicitudCupo, **datos: Any) -> Any:
    linea = solicitud.lineas.get()
    base = {
        "cupo": solicitud.pk,
        "linea": linea.pk,
        "subpartida": AZUCAR,
        "cantidad": "10",
        "importador_nombre": "Sugar Imports Inc.",
        "importador_pais": "US",
        "peso_neto": "10.000",
        "valor_fob": "8.500,50",
        "embarque_el": (timezone.localdate() + timedelta(days=20)).isoformat(),
        "factura": "FE-1001",
    }
    return enviado(**(base | datos))


def consumir(actor: Actor, solicitud: SolicitudCupo | None = None, **datos: Any) -> Any:
    return radicar("contingentes.consumo", actor, datos_de_consumo(solicitud or cupo(actor), **datos))


def linea_otorgada(caso: SolicitudCupo) -> LineaCupo:
    return LineaCupo.objects.select_related("saldo", "grupo__saldo").get(solicitud=caso)


def a_las(dia: date, hora: str) -> datetime:
    """An instant of Bogotá, e.g. `a_las(hoy, "17:00:01")`."""
    return datetime.fromisoformat(f"{dia}T{hora}-05:00")


def firmado(caso: Tramite, p12: Path, de: Tramite | None = None) -> FormularioEnvio:
    """The form of «Enviar solicitud» with the PDF of `de` (the case's own, if none) signed by its holder."""
    pdf = Documento.objects.get(tramite=de or caso, clase="radicado", estado="listo").leer()
    subido = SimpleUploadedFile("radicado.pdf", firmar_por_fuera(pdf, p12), "application/pdf")
    return FormularioEnvio({}, {"documento_firmado": subido}, tramite=caso, quien=None)


def p12_de(actor: Actor, carpeta: Path) -> Path:
    documento = actor.quien.titular.responsables.get().documento
    return carpeta / f"persona-{documento}.p12"


def por_firmar(actor: Actor, caso: Tramite) -> Any:
    caso = ejecutar(caso.pk, "generar_documento", actor.quien)
    generar(Documento.objects.get(tramite=caso, clase="radicado", estado="pendiente").pk)
    return caso


def enviar(actor: Actor, caso: Tramite, carpeta: Path) -> Any:
    caso = por_firmar(actor, caso)
    envio = firmado(caso, p12_de(actor, carpeta))
    assert envio.is_valid(), envio.errors
    return ejecutar(caso.pk, "enviar", actor.quien, datos=envio.datos_del_acto())


def correccion_de(caso: Tramite, actor: Actor) -> Borrador:
    return Borrador.objects.create(
        usuario=actor.usuario,
        titular=caso.titular,
        modulo=caso.modulo,
        procedimiento=caso.procedimiento,
        tramite_id=caso.pk,
    )


FABRICAS = {
    "contingentes.cupo": lambda actor: pedir(actor, contingente(), "100"),
    "contingentes.consumo": consumir,
}
PUBLICAS = {"contingentes:normatividad"}
