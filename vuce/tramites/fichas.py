"""What the pages of a case show: plain data for the components, a constant number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vuce.comun.instantes import dia_local
from vuce.documentos.models import Documento
from vuce.documentos.render import codigo_en_grupos
from vuce.plazos.models import Cierre
from vuce.tramites.estados import Estado, Fase
from vuce.tramites.permisos import Rol, borradores_de, casos_de, puede_solicitar, roles_en
from vuce.tramites.procedimientos import REGISTRO, etiqueta_de_estado, iniciables_desde, procedimiento_de
from vuce.tramites.transiciones import disponibles, transiciones_de

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from vuce.tramites.forms import FormularioEntradas, FormularioTramite
    from vuce.tramites.models import Actuacion, Borrador, Tramite
    from vuce.tramites.quien import Quien

TONOS: dict[str, str] = {
    Estado.APROBADA: "exito",
    Estado.NEGADA: "peligro",
    Estado.RECHAZADA: "peligro",
    Estado.ANULADA: "peligro",
    Estado.VENCIDA: "peligro",
    Estado.REVOCADA: "peligro",
}
ICONOS = {
    "aprobar": "check-circle",
    "negar": "x-circle",
    "rechazar": "x-circle",
    "devolver": "arrow-return-left",
    "enviar": "send",
}
CUENTA_DE_LA_PORTADA = 1_000  # the home page counts up to here: beyond, «más de mil» is what one needs to know


def portada(quien: Quien) -> dict[str, Any]:
    """Public home, or what to do now for whoever is signed in."""
    grupos: dict[str, list[dict[str, Any]]] = {}
    for procedimiento in REGISTRO.values():
        url = reverse(procedimiento.catalogo_url or "tramites:catalogo") if not procedimiento.origen else ""
        modulo = str(apps.get_app_config(procedimiento.modulo).verbose_name)
        grupos.setdefault(modulo, []).append(
            {"nombre": procedimiento.nombre, "descripcion": procedimiento.descripcion, "url": url}
        )
    return {
        "procedimientos": [{"modulo": modulo, "procedimientos": filas} for modulo, filas in grupos.items()],
        "pendientes": _pendientes(quien) if quien.usuario else [],
    }


def _pendientes(quien: Quien) -> list[dict[str, Any]]:
    lista = reverse("tramites:lista")
    propios, fases = casos_de(quien), [Fase.EN_USUARIO, Fase.EN_ENTIDAD]
    if quien.dependencia is not None:
        fases.reverse()
    tarjetas = [
        {
            "cuantos": propios.filter(fase=fase)[:CUENTA_DE_LA_PORTADA].count(),
            "etiqueta": _("En sus manos") if quien.titular and fase is Fase.EN_USUARIO else fase.label,
            "url": f"{lista}?fase={fase}",
        }
        for fase in fases
    ]
    if quien.titular is not None:
        cuantos = borradores_de(quien.usuario).filter(titular=quien.titular)[:CUENTA_DE_LA_PORTADA].count()
        tarjetas.append({"cuantos": cuantos, "etiqueta": _("Borradores"), "url": f"{lista}#borradores"})
    return tarjetas


def fila(tramite: Tramite, quien: Quien) -> dict[str, Any]:
    """One row of a list."""
    return {
        "url": reverse("tramites:ficha", args=[tramite.pk]),
        "numero": tramite.numero,
        "procedimiento": procedimiento_de(tramite).nombre,
        "asunto": tramite.asunto,
        "titular": tramite.titular,
        "estado": estado(tramite),
        "quien": quien_lo_tiene(tramite),
        "desde": tramite.estado_desde,
        "vence_en": tramite.vence_en,
    }


def estado(tramite: Tramite) -> dict[str, Any]:
    return {
        "fase": tramite.fase,
        "tono": TONOS.get(Estado(tramite.estado), "") if tramite.estado in Estado else "",
        "etiqueta": etiqueta_de_estado(tramite),
    }


def quien_lo_tiene(tramite: Tramite) -> str:
    if tramite.fase == Fase.TERMINADO:
        return _("Nadie: terminó")
    if tramite.fase == Fase.EN_USUARIO:
        return str(tramite.titular.razon_social)
    persona = f" ({tramite.asignado_a})" if tramite.asignado_a else ""
    return f"{tramite.dependencia}{persona}"


def ficha(caso: Tramite, quien: Quien) -> dict[str, Any]:
    procedimiento = procedimiento_de(caso)
    vencido = caso.vence_en is not None and caso.vence_en < timezone.now()
    propia = puede_actuar(quien, caso)
    actuaciones = list(caso.actuaciones.select_related("usuario", "por_cuenta_de").order_by("-orden"))
    return {
        "tramite": caso,
        "procedimiento": procedimiento,
        "estado": estado(caso),
        "situacion": {
            "quien": quien_lo_tiene(caso),
            "desde": caso.estado_desde,
            "vence_en": caso.vence_en,
            "vencido": vencido,
            "dias_habiles": _dias_habiles(caso, caso.vence_en) if caso.vence_en and not vencido else None,
        },
        "transiciones": disponibles(quien, caso),
        "continuaciones": iniciables_desde(caso) if propia else [],
        "copiable": propia and quien.titular.admite(procedimiento.codigo),
        "otro_titular": quien.dependencia is None and quien.titular is not None and quien.titular.pk != caso.titular_id,
        "adjuntos": [
            {"nombre": a.nombre, "bytes": a.tamano, "url": reverse("tramites:adjunto", args=[caso.pk, a.pk])}
            for a in caso.adjuntos.all()
        ],
        "eventos": [evento(actuacion, caso) for actuacion in actuaciones],
        "observaciones": _observaciones(caso),
        "plantilla": f"{procedimiento.carpeta}/_ficha.html",
        **documentos_de(caso, quien),
        **procedimiento.contexto(caso),
    }


def _dias_habiles(caso: Tramite, vence_en: datetime) -> int:
    calendario = Cierre.objects.calendario(dependencia=caso.dependencia_id)
    return calendario.habiles_entre(dia_local(timezone.now()), dia_local(vence_en))


def puede_actuar(quien: Quien, caso: Tramite) -> bool:
    return quien.titular is not None and quien.titular.pk == caso.titular_id and puede_solicitar(quien, caso.modulo)


def evento(actuacion: Actuacion, caso: Tramite) -> dict[str, Any]:
    """A line of the record as the timeline shows it."""
    autor = str(actuacion.usuario) if actuacion.usuario else _("El portal")
    if actuacion.por_cuenta_de and actuacion.usuario and actuacion.usuario.empresa_id != actuacion.por_cuenta_de_id:
        autor = _("%(autor)s por cuenta de %(titular)s") % {"autor": autor, "titular": actuacion.por_cuenta_de}
    return {
        "etiqueta": _que_paso(actuacion, caso),
        "en": actuacion.en,
        "quien": autor,
        "detalle": actuacion.datos.get("motivo", ""),
        "tono": TONOS.get(actuacion.hasta, ""),
        "icono": ICONOS.get(actuacion.accion, ""),
    }


def _que_paso(actuacion: Actuacion, caso: Tramite) -> str:
    paso = transiciones_de(type(caso)).get(actuacion.accion)
    if actuacion.desde == actuacion.hasta and paso is not None:
        return str(paso.etiqueta)
    return str(caso.estados(actuacion.hasta).label)


def _observaciones(caso: Tramite) -> list[tuple[str, str]]:
    """Those of the last return, while they are to be mended: (label of the field, text)."""
    if caso.fase != Fase.EN_USUARIO:
        return []
    filas = list(caso.observaciones.order_by("-actuacion_id", "id"))
    etiquetas = procedimiento_de(caso).formulario.observables()
    return [(str(etiquetas.get(o.campo, "")), o.texto) for o in filas if o.actuacion_id == filas[0].actuacion_id]


def documentos_de(caso: Tramite, quien: Quien) -> dict[str, Any]:
    """Documents with their links; `espera` while one is being made."""
    filas = list(caso.documentos.order_by("-id"))
    roles = roles_en(quien, caso)
    return {
        "tramite": caso,
        "espera": any(d.estado == Documento.Estado.PENDIENTE for d in filas),
        "documentos": [_documento(d, caso) for d in filas],
        "puede_reintentar": bool(roles - {Rol.SISTEMA}),
    }


def _documento(documento: Documento, caso: Tramite) -> dict[str, Any]:
    listo = documento.estado == Documento.Estado.LISTO
    firmas = documento.informe.get("firmas", [])
    return {
        "pk": documento.pk,
        "nombre": documento.titulo,
        "estado": documento.estado,
        "situacion": documento.get_estado_display(),
        "firmado_por": ", ".join(firma["firmante"] for firma in firmas),
        "codigo": codigo_en_grupos(documento.codigo) if listo and documento.publico else "",
        "sha256": documento.firmado_sha256 or documento.sha256,
        "url_descarga": reverse("tramites:documento", args=[caso.pk, documento.pk]) if documento.archivo else "",
        "url_verificar": reverse("verificar_codigo", args=[documento.codigo]) if listo and documento.publico else "",
    }


def borrador(fila: Borrador, formulario: FormularioTramite, entradas: FormularioEntradas) -> dict[str, Any]:
    return {
        "borrador": fila,
        "procedimiento": REGISTRO[fila.procedimiento],
        "form": formulario,
        "formsets": formulario.formsets,
        "entradas": entradas,
        "adjuntos": [
            {
                "pk": a.pk,
                "nombre": a.nombre,
                "bytes": a.tamano,
                "url": reverse("tramites:adjunto_de_borrador", args=[fila.pk, a.pk]),
            }
            for a in fila.adjuntos.order_by("pk")
        ],
        "observaciones": _observaciones(fila.tramite) if fila.tramite else [],
    }


def sin_pagina(parametros: QueryDict) -> str:
    copia = parametros.copy()
    copia.pop("pagina", None)
    return copia.urlencode()
