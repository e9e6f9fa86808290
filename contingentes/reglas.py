"""Rules of quotas: each has its code, the part of the manual it comes from and a sentence that says how to mend it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from vuce.comun.cantidades import escribir_numero, validar_decimales
from vuce.comun.instantes import dia_local
from vuce.tramites.reglas import Acto, regla

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from contingentes.models import Circular, Grupo, LineaCupo, SolicitudConsumo, SolicitudCupo

CUPO = _("manual de contingentes III")
CONSUMO = _("manual de contingentes IV")
Valores = dict[str, Any]
Caso = TypeVar("Caso")


def _dia(fecha: date) -> str:
    return formats.date_format(fecha, "DATE_FORMAT")


def _instante(momento: datetime) -> str:
    local = localtime(momento)
    return f"{formats.date_format(local, 'DATE_FORMAT')} {local:%H:%M:%S}"


def _vigencia(circular: Circular, acto: Acto) -> Valores | None:
    """Validity and calendar are asked of the quota's version of today; amounts and fields, of the case's own."""
    if circular.rige(dia_local(acto.en)):
        return None
    return {"desde": _dia(circular.vigente_desde_el), "hasta": _dia(circular.vigente_hasta_el)}


def _sin_abrir(circular: Circular, clase: str, acto: Acto) -> Valores | None:
    etapa = circular.etapa(clase)
    return {"apertura": _instante(etapa.abre_en)} if etapa is not None and acto.en < etapa.abre_en else None


def _cerrada(caso: SolicitudCupo | SolicitudConsumo, circular: Circular, clase: str, acto: Acto) -> Valores | None:
    """A request that was filed in time is still corrected after the stage closed (product's choice)."""
    if caso.enviado_en is not None:
        return None
    etapa = circular.etapa(clase)
    return {"cierre": _instante(etapa.cierra_en)} if etapa is not None and etapa.cerro(acto.en) else None


def _con_decimales_de_mas(grupo: Grupo, cantidad: Decimal) -> Valores | None:
    try:
        validar_decimales(cantidad, grupo.decimales)
    except ValidationError:
        return {"grupo": grupo, "unidad": grupo.unidad, "decimales": grupo.decimales}
    return None


def _nuevo(caso: Caso, acto: Acto) -> Caso:
    """The data on trial: a correction's, before it takes the place of the filed one, else the case's own."""
    formulario = acto.datos.get("formulario")
    return caso if formulario is None else formulario.instance


def pedido(caso: SolicitudCupo, acto: Acto) -> list[tuple[Grupo, Decimal]]:
    """What is asked of each group: of the form when there is one, else as it was filed."""
    filas: list[Mapping[str, Any]] | None = acto.datos.get("lineas")
    if filas is not None:
        return [(fila["grupo"], fila["cantidad"]) for fila in filas]
    return [(linea.grupo, linea.cantidad) for linea in caso.lineas.select_related("grupo")]


@regla(
    "CTG-01.1",
    articulo=CUPO,
    mensaje=_("El contingente no está vigente: su vigencia va del {desde} al {hasta}."),
    campo="contingente",
)
def cupo_vigente(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    return _vigencia(_nuevo(caso, acto).contingente.version, acto)


@regla("CTG-01.2", articulo=CUPO, mensaje=_("La etapa de solicitud de cupo abre el {apertura}."), campo="contingente")
def etapa_de_cupo_abrio(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    return _sin_abrir(_nuevo(caso, acto).contingente.version, "cupo", acto)


@regla("CTG-01.3", articulo=CUPO, mensaje=_("La etapa de solicitud de cupo cerró el {cierre}."), campo="contingente")
def etapa_de_cupo_no_cerro(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    return _cerrada(caso, _nuevo(caso, acto).contingente.version, "cupo", acto)


@regla(
    "CTG-01.4", articulo=CUPO, mensaje=_("La cantidad de «{grupo}» debe ser mayor que cero: escriba cuánto solicita.")
)
def cantidad_positiva(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    return next(({"grupo": grupo} for grupo, cantidad in pedido(caso, acto) if cantidad <= 0), None)


@regla(
    "CTG-01.5",
    articulo=CUPO,
    mensaje=_("La cantidad de «{grupo}» se mide en {unidad} con {decimales} decimales como máximo: redondéela."),
)
def decimales_de_la_unidad(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    return next((v for grupo, cantidad in pedido(caso, acto) if (v := _con_decimales_de_mas(grupo, cantidad))), None)


@regla(
    "CTG-01.6",
    articulo=CUPO,
    mensaje=_("De «{grupo}» se piden al menos {minimo} {unidad} y usted solicita {cantidad}."),
)
def minimo_por_solicitud(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    for grupo, cantidad in pedido(caso, acto):
        minimo = _nuevo(caso, acto).circular.volumen_de(grupo.pk).minimo
        if minimo is not None and cantidad < minimo:
            return _comparar(grupo, cantidad, minimo=minimo)
    return None


@regla(
    "CTG-01.7",
    articulo=CUPO,
    mensaje=_("De «{grupo}» se piden como máximo {maximo} {unidad} por solicitud y usted solicita {cantidad}."),
)
def maximo_por_solicitud(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    for grupo, cantidad in pedido(caso, acto):
        maximo = _nuevo(caso, acto).circular.volumen_de(grupo.pk).maximo
        if maximo is not None and cantidad > maximo:
            return _comparar(grupo, cantidad, maximo=maximo)
    return None


@regla(
    "CTG-01.8",
    articulo=CUPO,
    mensaje=_(
        "De «{grupo}» cada solicitante puede pedir hasta el {porcentaje} % del volumen ({maximo} {unidad}) "
        "y usted solicita {cantidad}."
    ),
)
def porcentaje_del_grupo(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    for grupo, cantidad in pedido(caso, acto):
        volumen = _nuevo(caso, acto).circular.volumen_de(grupo.pk)
        if volumen.porcentaje is None:
            continue
        maximo = volumen.volumen * volumen.porcentaje / 100
        if cantidad > maximo:
            return _comparar(grupo, cantidad, maximo=maximo, porcentaje=volumen.porcentaje)
    return None


@regla(
    "CTG-01.9",
    articulo=CUPO,
    mensaje=_("El volumen de «{grupo}» es de {volumen} {unidad} y usted solicita {cantidad}: pida una cantidad menor."),
)
def pedido_dentro_del_volumen(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    for grupo, cantidad in pedido(caso, acto):
        volumen = _nuevo(caso, acto).circular.volumen_de(grupo.pk).volumen
        if cantidad > volumen:
            return _comparar(grupo, cantidad, volumen=volumen)
    return None


@regla(
    "CTG-01.11",
    articulo=CUPO,
    mensaje=_(
        "La solicitud {numero} llegó antes y está por decidir: de «{grupo}» quedan {quedan} {unidad} y ella pide "
        "{antes}. Decídala primero u otorgue como máximo {maximo} {unidad}."
    ),
)
def turno_de_llegada(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    """First come, first served: what earlier requests ask is not granted to a later one."""
    if caso.circular.metodo != "orden_llegada":
        return None
    for linea, cantidad in _otorgado(caso, acto):
        anteriores = list(caso.lineas_anteriores(linea.grupo_id))
        antes = sum((anterior.cantidad for anterior in anteriores), Decimal(0))
        quedan = linea.grupo.saldo.disponible
        if anteriores and antes + cantidad > quedan:
            return _comparar(
                linea.grupo,
                cantidad,
                numero=anteriores[0].solicitud.numero,
                quedan=quedan,
                antes=antes,
                maximo=max(quedan - antes, Decimal(0)),
            )
    return None


@regla(
    "CTG-01.12",
    articulo=CUPO,
    mensaje=_("Este contingente se reparte entre todas las solicitudes: se decide después del cierre, el {cierre}."),
)
def reparto_despues_del_cierre(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    etapa = caso.contingente.version.etapa("cupo")
    if caso.circular.metodo == "orden_llegada" or etapa is None or etapa.cerro(acto.en):
        return None
    return {"cierre": _instante(etapa.cierra_en)}


@regla(
    "CTG-01.13",
    articulo=CUPO,
    mensaje=_("Escriba cuánto otorga de algún grupo. Si no otorga nada, use «Negar» y diga el motivo."),
)
def algo_se_otorga(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    return None if any(cantidad > 0 for _linea, cantidad in _otorgado(caso, acto)) else {}


@regla(
    "CTG-01.14",
    articulo=CUPO,
    mensaje=_("De «{grupo}» se solicitaron {pedido} {unidad}: no se pueden otorgar {cantidad}."),
)
def otorgado_hasta_lo_pedido(caso: SolicitudCupo, acto: Acto) -> Valores | None:
    for linea, cantidad in _otorgado(caso, acto):
        if not 0 <= cantidad <= linea.cantidad:
            return _comparar(linea.grupo, cantidad, pedido=linea.cantidad)
    return None


def _otorgado(caso: SolicitudCupo, acto: Acto) -> Iterator[tuple[LineaCupo, Decimal]]:
    cantidades = acto.datos.get("cantidades", {})
    for linea in caso.lineas.select_related("grupo__saldo"):
        yield linea, cantidades.get(linea.pk, Decimal(0))


def _comparar(grupo: Grupo, cantidad: Decimal, **otros: Any) -> Valores:
    """Values of a message, numbers written as people read them."""
    escritos = {k: escribir_numero(v) if isinstance(v, Decimal) else v for k, v in otros.items()}
    return {"grupo": grupo, "unidad": grupo.unidad, "cantidad": escribir_numero(cantidad), **escritos}


AL_PEDIR_CUPO = [
    cupo_vigente,
    etapa_de_cupo_abrio,
    etapa_de_cupo_no_cerro,
    cantidad_positiva,
    decimales_de_la_unidad,
    minimo_por_solicitud,
    maximo_por_solicitud,
    porcentaje_del_grupo,
    pedido_dentro_del_volumen,
]
AL_APROBAR_CUPO = [algo_se_otorga, otorgado_hasta_lo_pedido, reparto_despues_del_cierre, turno_de_llegada]


@regla(
    "CTG-02.1",
    articulo=CONSUMO,
    mensaje=_("El contingente no está vigente: su vigencia va del {desde} al {hasta}."),
)
def consumo_vigente(caso: SolicitudConsumo, acto: Acto) -> Valores | None:
    nuevo = _nuevo(caso, acto)
    return _vigencia(nuevo.contingente.version, acto)


@regla("CTG-02.2", articulo=CONSUMO, mensaje=_("La etapa de solicitud de consumo abre el {apertura}."))
def etapa_de_consumo_abrio(caso: SolicitudConsumo, acto: Acto) -> Valores | None:
    nuevo = _nuevo(caso, acto)
    return _sin_abrir(nuevo.contingente.version, "consumo", acto)


@regla("CTG-02.3", articulo=CONSUMO, mensaje=_("La etapa de solicitud de consumo cerró el {cierre}."))
def etapa_de_consumo_no_cerro(caso: SolicitudConsumo, acto: Acto) -> Valores | None:
    nuevo = _nuevo(caso, acto)
    return _cerrada(caso, nuevo.contingente.version, "consumo", acto)


@regla(
    "CTG-02.4",
    articulo=CONSUMO,
    mensaje=_("«{grupo}» solo se puede usar en los meses {meses}, y el embarque es el {embarque}."),
    campo="embarque_el",
)
def mes_de_uso(caso: SolicitudConsumo, acto: Acto) -> Valores | None:
    nuevo = _nuevo(caso, acto)
    volumen = nuevo.circular.volumen_de(nuevo.linea.grupo_id)
    dia = nuevo.embarque_el or dia_local(acto.en)
    if volumen.usable(dia):
        return None
    meses = ", ".join(f"{mes:02d}" for mes in volumen.meses)
    return {"grupo": nuevo.linea.grupo, "meses": meses, "embarque": _dia(dia)}


@regla(
    "CTG-02.5",
    articulo=CONSUMO,
    mensaje=_("«{grupo}» se mide en {unidad} con {decimales} decimales como máximo: redondee la cantidad."),
    campo="cantidad",
)
def decimales_del_consumo(caso: SolicitudConsumo, acto: Acto) -> Valores | None:
    nuevo = _nuevo(caso, acto)
    return _con_decimales_de_mas(nuevo.linea.grupo, nuevo.cantidad)


@regla(
    "CTG-02.6",
    articulo=CONSUMO,
    mensaje=_("La subpartida {subpartida} no es del grupo «{grupo}», que comprende: {subpartidas}."),
    campo="subpartida",
)
def subpartida_del_grupo(caso: SolicitudConsumo, acto: Acto) -> Valores | None:
    nuevo = _nuevo(caso, acto)
    grupo = nuevo.linea.grupo
    if not grupo.subpartidas or nuevo.subpartida in grupo.subpartidas:
        return None
    return {"subpartida": nuevo.subpartida, "grupo": grupo, "subpartidas": ", ".join(grupo.subpartidas)}


@regla(
    "CTG-02.7",
    articulo=CONSUMO,
    mensaje=_("El embarque debe hacerse entre el {desde} y el {hasta}, y la fecha indicada es el {embarque}."),
    campo="embarque_el",
)
def embarque_en_la_vigencia(caso: SolicitudConsumo, acto: Acto) -> Valores | None:
    nuevo = _nuevo(caso, acto)
    circular = nuevo.circular
    if nuevo.embarque_el is None or circular.rige(nuevo.embarque_el):
        return None
    limites = {"desde": _dia(circular.vigente_desde_el), "hasta": _dia(circular.vigente_hasta_el)}
    return {"embarque": _dia(nuevo.embarque_el), **limites}


@regla(
    "CTG-02.8",
    articulo=CONSUMO,
    mensaje=_("El contingente es para {destino}: el país del importador no corresponde."),
    campo="importador_pais",
)
def pais_de_destino(caso: SolicitudConsumo, acto: Acto) -> Valores | None:
    nuevo = _nuevo(caso, acto)
    paises = nuevo.contingente.paises
    ajeno = nuevo.importador_pais and paises and nuevo.importador_pais not in paises
    return {"destino": nuevo.contingente.destino} if ajeno else None


@regla(
    "CTG-02.9",
    articulo=CONSUMO,
    mensaje=_("El embarque {numero} ya tiene un certificado o una solicitud en curso: cada CQE ampara uno solo."),
    campo="factura",
)
def un_cqe_por_embarque(caso: SolicitudConsumo, acto: Acto) -> Valores | None:
    numero = _nuevo(caso, acto).numero_de_embarque()
    return {"numero": numero} if caso.embarque_ocupado(numero) else None


@regla(
    "CTG-02.10",
    articulo=CONSUMO,
    mensaje=_("El saldo disponible del contingente no es suficiente: quedan {n} {unidad}."),
    campo="cantidad",
)
def consumo_con_saldo(caso: SolicitudConsumo, acto: Acto) -> Valores | None:
    """An early answer; the ledger is the one that decides, when the request is filed."""
    nuevo = _nuevo(caso, acto)
    quedan = nuevo.linea.saldo.disponible + (caso.reservada or 0)
    if nuevo.cantidad <= quedan:
        return None
    return {"n": escribir_numero(quedan), "unidad": nuevo.linea.grupo.unidad}


@regla(
    "CTG-02.11",
    articulo=CONSUMO,
    mensaje=_("La llegada ({llegada}) no puede ser anterior al embarque ({embarque})."),
    campo="llegada_el",
)
def llegada_despues_del_embarque(caso: SolicitudConsumo, acto: Acto) -> Valores | None:
    nuevo = _nuevo(caso, acto)
    if nuevo.embarque_el is None or nuevo.llegada_el is None or nuevo.llegada_el >= nuevo.embarque_el:
        return None
    return {"llegada": _dia(nuevo.llegada_el), "embarque": _dia(nuevo.embarque_el)}


AL_PEDIR_CONSUMO = [
    consumo_vigente,
    etapa_de_consumo_abrio,
    etapa_de_consumo_no_cerro,
    mes_de_uso,
    decimales_del_consumo,
    subpartida_del_grupo,
    embarque_en_la_vigencia,
    pais_de_destino,
    un_cqe_por_embarque,
    consumo_con_saldo,
    llegada_despues_del_embarque,
]
