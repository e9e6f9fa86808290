"""Documents of a case: marked in the act's transaction, made behind it by the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery import shared_task
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vuce.comun.cola import despachar
from vuce.documentos.models import Documento
from vuce.documentos.render import html_a_pdf
from vuce.firma.errores import FirmaImposible
from vuce.firma.firmante import firmar_pdf
from vuce.firma.verificacion import verificar
from vuce.notificaciones.avisos import avisar
from vuce.notificaciones.models import Aviso
from vuce.tramites.models import Tramite
from vuce.tramites.procedimientos import Procedimiento, Salida, concreto, procedimiento_de

if TYPE_CHECKING:
    from typing import Any

INTENTOS = 5
CONSTANCIA = "constancia-"  # and the key of the notice: the class of the document that proves it


@shared_task
def generar_documento(documento_id: int) -> None:
    if not _contar_intento(documento_id):
        return
    try:
        generar(documento_id)
    except Exception as error:
        _anotar_error(documento_id, f"{type(error).__name__}: {error}"[:2000])
        raise


def mover(caso: Tramite, procedimiento: Procedimiento, accion: str) -> None:
    """Ask for, or make void, the documents that `accion` touches."""
    for salida in procedimiento.papeles:
        if accion in salida.anula:
            Documento.objects.anular(caso, salida.clase)
        if accion in salida.al:
            documento = Documento.objects.pedir(
                caso, salida.clase, titulo=str(salida.titulo), firma=salida.firma, publico=salida.publico
            )
            despachar(generar_documento, documento.pk)


def generar(documento_id: int) -> None:
    """Render, sign if the entity signs, and store one pending document; already done or being done: nothing.

    The row's lock is held while the file is made, so that a killed worker leaves it pending and nobody doubles it.
    """
    with transaction.atomic():
        documento = (
            _pendientes(documento_id)
            .select_for_update(of=("self",), skip_locked=True)
            .select_related("tramite__titular", "tramite__dependencia__entidad")
            .first()
        )
        if documento is None:
            return
        caso = concreto(documento.tramite)
        procedimiento = procedimiento_de(caso)
        documento.generado_en = timezone.now()
        pdf = _render(documento, caso)
        documento.guardar_archivo("archivo", pdf)
        if documento.firma == Documento.Firma.ENTIDAD:
            _firmar(documento, pdf, caso)
            documento.datos_publicos = [list(par) for par in procedimiento.datos_publicos(caso)]
        documento.vence_el = procedimiento.vence_el(caso, documento.clase)
        documento.dar_por_listo()
        salida = salida_de(procedimiento, documento.clase)
        if salida is not None and salida.correo:
            avisar(
                asunto=f"{documento.titulo} {caso.numero}",
                cuerpo=caso.asunto,
                tramite=caso,
                titular=caso.titular,
                adjunta=documento.clase,
            )


@transaction.atomic
def _contar_intento(documento_id: int) -> bool:
    """Count before trying, so that a document that kills its worker is given up too. False: nothing to do now."""
    documento = _pendientes(documento_id).select_for_update(of=("self",), skip_locked=True).first()
    if documento is None:
        return False
    _pendientes(documento_id).update(intentos=F("intentos") + 1)
    if documento.intentos >= INTENTOS:
        _pendientes(documento_id).update(estado=Documento.Estado.ERROR)
    return documento.intentos < INTENTOS


def _anotar_error(documento_id: int, error: str) -> None:
    """Keep the reason; after `INTENTOS` the document is in error, with «Reintentar» on the sheet."""
    _pendientes(documento_id).update(ultimo_error=error)
    _pendientes(documento_id).filter(intentos__gte=INTENTOS).update(estado=Documento.Estado.ERROR)


def _pendientes(documento_id: int) -> QuerySet[Documento]:
    return Documento.objects.filter(pk=documento_id, estado=Documento.Estado.PENDIENTE)


def reintentar(documento: Documento) -> None:
    """Put a document in error back to pending."""
    if Documento.objects.filter(pk=documento.pk, estado=Documento.Estado.ERROR).update(
        estado=Documento.Estado.PENDIENTE, intentos=0
    ):
        despachar(generar_documento, documento.pk)


def _render(documento: Documento, caso: Tramite) -> bytes:
    procedimiento = procedimiento_de(caso)
    plantilla, propio = _pagina(documento, procedimiento, caso)
    contexto = {
        "tramite": caso,
        "documento": documento,
        "procedimiento": procedimiento,
        "titular": caso.titular,
        "entidad": caso.dependencia.entidad,
        "dependencia": caso.dependencia,
        "emitido_en": documento.generado_en,
        **propio,
    }
    with translation.override("es-co"):
        return html_a_pdf(render_to_string(plantilla, contexto))


def _firmar(documento: Documento, pdf: bytes, caso: Tramite) -> None:
    """Sign for the entity and check the result as any reader will: nothing invalid is ever issued."""
    entidad = caso.dependencia.entidad
    firmado = firmar_pdf(pdf, entidad.codigo, motivo=f"{documento.titulo} {caso.numero}", lugar=entidad.nombre)
    informe = verificar(firmado, pdf, None, recibido_en=timezone.now())
    if not informe.valido:
        raise FirmaImposible(informe.error)
    documento.guardar_archivo("firmado", firmado)
    documento.informe = informe.a_json()


def salida_de(procedimiento: Procedimiento, clase: str) -> Salida | None:
    """Of the procedure's own papers; a constancia of notification is none of them."""
    return next((salida for salida in procedimiento.papeles if salida.clase == clase), None)


@transaction.atomic
def pedir_constancia(caso: Tramite, aviso: Aviso) -> None:
    """The paper that proves when a notice with legal effect was deposited and first opened, once."""
    clase = f"{CONSTANCIA}{aviso.pk}"
    base = Tramite.objects.select_for_update(of=("self",)).get(pk=caso.pk)
    if Documento.objects.actual(base, clase) is None:
        titulo = _("Constancia de notificación: %(asunto)s") % {"asunto": aviso.asunto}
        documento = Documento.objects.pedir(base, clase, titulo=titulo[:200], publico=True)
        despachar(generar_documento, documento.pk)


def _pagina(documento: Documento, procedimiento: Procedimiento, caso: Tramite) -> tuple[str, dict[str, Any]]:
    """Template of the document and what it needs beside the case."""
    if documento.clase.startswith(CONSTANCIA):
        aviso = Aviso.objects.select_related("usuario").get(pk=documento.clase.removeprefix(CONSTANCIA))
        return "notificaciones/constancia.pdf.html", {"aviso": aviso}
    return f"{procedimiento.carpeta}/{documento.clase}.pdf.html", procedimiento.contexto(caso)
