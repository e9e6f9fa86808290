"""The generic case in the browser: catalogue, draft, inbox, sheet, transition, downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from vuce.comun.formularios import leer_entero
from vuce.comun.paginacion import paginar
from vuce.comun.rechazo import Rechazo
from vuce.documentos.adjuntos import respuesta_de_archivo
from vuce.documentos.models import Adjunto
from vuce.notificaciones.models import Aviso
from vuce.tramites import exportacion, fichas, papeles
from vuce.tramites.carga import carga_de
from vuce.tramites.filtros import FiltroBandeja, FiltroTramites
from vuce.tramites.forms import FormularioEntradas, formulario_de_accion
from vuce.tramites.models import CON_PLAZO, PRIMERO_LO_QUE_VENCE, RECIENTES, Borrador, Tramite
from vuce.tramites.permisos import (
    Rol,
    borradores_de,
    casos_de,
    es_de_otro_titular,
    puede,
    puede_iniciar,
    reparte,
    titulares,
    visibles_para,
)
from vuce.tramites.procedimientos import REGISTRO, Procedimiento, concreto
from vuce.tramites.quien import Quien
from vuce.tramites.reglas import OtroTitular, ReglaIncumplida
from vuce.tramites.transiciones import corregir, crear, disponibles, ejecutar, transiciones_de

if TYPE_CHECKING:
    from uuid import UUID

    from django import forms

    from vuce.tramites.forms import FormularioTramite
    from vuce.tramites.quien import Peticion

# Buttons of the draft's form that keep what was typed and file nothing.
SOLO_GUARDAN = {"agregar_linea", "quitar_linea", "adjuntar", "quitar_adjunto"}
NO_SON_DATOS = {"csrfmiddlewaretoken", "por_cuenta_de", *SOLO_GUARDAN}


@login_not_required
@require_safe
def inicio(request: Peticion) -> HttpResponse:
    return render(request, "base/inicio.html", fichas.portada(request.actua_por))


@require_safe
def catalogo(request: Peticion) -> HttpResponse:
    """Procedures that can be started from here, for the company on whose behalf one acts."""
    abiertos = [p for p in REGISTRO.values() if not p.origen and puede_iniciar(request.actua_por, p)]
    return render(request, "tramites/catalogo.html", {"procedimientos": abiertos})


@require_POST
def nueva(request: Peticion, codigo: str) -> HttpResponse:
    """Begin a draft; what is posted is its first data (the quota chosen, the case it comes from)."""
    procedimiento, pagina_de = _procedimiento(codigo), leer_entero(request.POST.get("por_cuenta_de", ""))
    if pagina_de is not None and es_de_otro_titular(request.actua_por, pagina_de, procedimiento.modulo):
        return _negar(request, OtroTitular(titulares().get(pk=pagina_de), request.actua_por))
    if not puede_iniciar(request.actua_por, procedimiento):
        raise Http404
    borrador = Borrador.objects.create(
        usuario=request.user,
        titular=request.actua_por.titular,
        modulo=procedimiento.modulo,
        procedimiento=codigo,
        datos=_datos(request.POST),
    )
    return redirect("tramites:borrador", borrador.pk)


def borrador(request: Peticion, pk: UUID) -> HttpResponse:
    """The form of a draft: GET shows it as it was left; POST keeps what came and files it, or only keeps it."""
    fila = borradores_de(request.user).filter(pk=pk).select_related("tramite", "titular").first()
    if fila is None:
        return _ya_radicado(request, pk)
    clase = _procedimiento(fila.procedimiento).formulario
    quien = _por_su_titular(request.actua_por, fila)
    if request.method != "POST":
        formulario = clase.mostrar(fila.enviado, quien)
        return _pintar_borrador(request, fila, formulario, FormularioEntradas(borrador=fila, formulario=formulario))
    if not fila.guardar(_datos(request.POST)):
        return _ya_radicado(request, pk)
    solo_guarda = bool(request.POST.keys() & SOLO_GUARDAN)
    formulario = clase.mostrar(request.POST, quien) if solo_guarda else clase(request.POST, quien=quien)
    entradas = FormularioEntradas(request.POST, request.FILES, borrador=fila, formulario=formulario)
    try:
        entradas.recibir(request.user)
    except IntegrityError:  # filed by another click while the files were looked into
        return _ya_radicado(request, pk)
    fila.adjuntos.filter(pk__in=_numeros(request.POST.getlist("quitar_adjunto")), tramite=None).delete()
    if solo_guarda:
        return _pintar_borrador(request, fila, formulario, entradas, status=422 if entradas.errors else 200)
    entradas.exigir()
    if not formulario.is_valid() or entradas.errors:
        return _pintar_borrador(request, fila, formulario, entradas, status=422)
    radicar = corregir if fila.tramite_id else crear
    try:
        caso = radicar(fila, formulario, request.actua_por)
    except Rechazo as rechazo:
        _poner_errores(formulario, rechazo)
        return _pintar_borrador(request, fila, formulario, entradas, status=rechazo.estado_http)
    messages.success(request, _("Solicitud %(numero)s creada.") % {"numero": caso.numero})
    return redirect("tramites:ficha", caso.pk)


@require_POST
def guardar_borrador(request: Peticion, pk: UUID) -> JsonResponse:
    """Autosave: raw data, nothing validated."""
    fila = get_object_or_404(borradores_de(request.user), pk=pk)
    if not fila.guardar(_datos(request.POST)):
        raise Http404
    return JsonResponse({"guardado_en": fila.guardado_en.isoformat()})


@require_POST
def eliminar_borrador(request: Peticion, pk: UUID) -> HttpResponse:
    fila = get_object_or_404(borradores_de(request.user), pk=pk)
    fila.adjuntos.filter(tramite=None).delete()
    fila.delete()
    messages.success(request, _("Borrador eliminado."))
    return redirect("tramites:lista")


@require_GET
def adjunto_de_borrador(request: Peticion, pk: UUID, adjunto: int) -> HttpResponseBase:
    fila = get_object_or_404(borradores_de(request.user), pk=pk)
    return _descargar_adjunto(get_object_or_404(fila.adjuntos, pk=adjunto))


@require_safe
def lista(request: Peticion) -> HttpResponse:
    """«Mis solicitudes» of the company, or the inbox of the queue."""
    filtro = _filtro(request)
    orden = request.GET.get("orden", "recientes")
    por_plazo = orden == "plazo"
    consulta = filtro.qs.filter(CON_PLAZO) if por_plazo else filtro.qs
    pagina = paginar(request, consulta.con_lo_que_muestra_la_lista(), PRIMERO_LO_QUE_VENCE if por_plazo else RECIENTES)
    quien = request.actua_por
    borradores = borradores_de(request.user).filter(titular=quien.titular)[:20] if quien.titular else []
    return render(
        request,
        "tramites/lista.html",
        {
            "filtro": filtro,
            "pagina": pagina,
            "orden": orden,
            "filas": [fichas.fila(tramite, quien) for tramite in pagina.filas],
            "borradores": [(b, REGISTRO[b.procedimiento]) for b in borradores],
            "bandeja": quien.dependencia is not None,
            "reparte": reparte(quien),
            "filtrado": any(request.GET.get(nombre) for nombre in filtro.filters),
            "parametros": fichas.sin_pagina(request.GET),
        },
    )


@require_GET
def exportar(request: Peticion, formato: str) -> HttpResponseBase:
    """The whole result of the filter as CSV or XLSX."""
    return exportacion.responder(_filtro(request).qs.con_lo_que_muestra_la_lista().order_by(*RECIENTES), formato)


@require_safe
def carga(request: Peticion) -> HttpResponse:
    """What each reviewer of the queue has on the desk, for whoever shares out its cases."""
    cola = request.actua_por.dependencia
    if cola is None or not reparte(request.actua_por):
        raise Http404
    filas = carga_de(cola)
    maximo = max(fila.abiertos for fila in filas) or 1
    contexto = {"cola": cola, "filas": [(fila, f"{fila.abiertos * 100 / maximo:.1f}") for fila in filas]}
    return render(request, "tramites/carga.html", contexto)


@require_safe
def ficha(request: Peticion, pk: int) -> HttpResponse:
    caso = _visible(request, pk)
    return render(request, "tramites/ficha.html", fichas.ficha(caso, request.actua_por))


@require_safe
def documentos(request: Peticion, pk: int) -> HttpResponse:
    """The documents' fragment of the sheet, asked again while one is being made."""
    caso = _visible(request, pk)
    return render(request, "tramites/_documentos.html", fichas.documentos_de(caso, request.actua_por))


@require_POST
def modificar(request: Peticion, pk: int) -> HttpResponse:
    """Begin the correction of a case: a draft with what was filed."""
    caso = _visible(request, pk)
    if es_de_otro_titular(request.actua_por, caso.titular_id, caso.modulo):
        return _negar(request, OtroTitular(caso.titular, request.actua_por))
    if not any(t.accion == "modificar" for t in disponibles(request.actua_por, caso)):
        return _rechazar(request, caso, _("Este trámite no se puede modificar en el estado en que está."))
    fila, nueva = Borrador.objects.get_or_create(tramite_id=caso.pk, defaults=_borrador_con(caso, request))
    if nueva:
        fila.adjuntos.set(caso.adjuntos.all())
    return redirect("tramites:borrador", fila.pk)


@require_POST
def copiar(request: Peticion, pk: int) -> HttpResponse:
    """Begin a new request with the data of this one."""
    caso = _visible(request, pk)
    if es_de_otro_titular(request.actua_por, caso.titular_id, caso.modulo):
        return _negar(request, OtroTitular(caso.titular, request.actua_por))
    if not (
        fichas.puede_actuar(request.actua_por, caso)
        and puede_iniciar(request.actua_por, _procedimiento(caso.procedimiento))
    ):
        raise Http404
    return redirect("tramites:borrador", Borrador.objects.create(**_borrador_con(caso, request)).pk)


def accion(request: Peticion, pk: int, accion: str) -> HttpResponse:
    """Ask what a transition needs and do it."""
    caso = _visible(request, pk)
    paso = transiciones_de(type(caso)).get(accion)
    if paso is None or accion == "modificar":
        raise Http404
    es_de_otro = paso.quien is Rol.TITULAR and es_de_otro_titular(request.actua_por, caso.titular_id, caso.modulo)
    if es_de_otro and request.method != "POST":
        return _negar(request, OtroTitular(caso.titular, request.actua_por))
    if not es_de_otro and not puede(request.actua_por, paso.quien, caso):
        return render(request, "403.html", {"exception": ""}, status=403)
    if caso.estado not in paso.de:
        return _rechazar(
            request,
            caso,
            _("«%(accion)s» no es posible: el trámite está en «%(estado)s».")
            % {"accion": paso.etiqueta, "estado": caso.get_estado_display()},
        )
    clase = formulario_de_accion(caso, accion)
    if request.method != "POST":
        return _pintar_accion(request, caso, paso, clase(tramite=caso, quien=request.actua_por))
    formulario = clase(request.POST, request.FILES, tramite=caso, quien=request.actua_por)
    if not formulario.is_valid():
        return _pintar_accion(request, caso, paso, formulario, status=422)
    try:
        hecho = ejecutar(
            caso.pk,
            accion,
            request.actua_por,
            version=leer_entero(request.POST.get("version", "")),
            datos=formulario.datos_del_acto(),
        )
    except Rechazo as rechazo:
        _poner_errores(formulario, rechazo)
        return _pintar_accion(request, caso, paso, formulario, status=rechazo.estado_http)
    dicho = _("%(numero)s pasó al estado «%(estado)s».")
    messages.success(request, dicho % {"numero": hecho.numero, "estado": hecho.get_estado_display()})
    return redirect("tramites:ficha", hecho.pk)


@require_GET
def documento(request: Peticion, pk: int, documento: int) -> HttpResponseBase:
    caso = _visible(request, pk)
    fila = get_object_or_404(caso.documentos.exclude(archivo=""), pk=documento)
    original = "original" in request.GET
    return respuesta_de_archivo(
        fila.archivo if original or not fila.firmado else fila.firmado,
        nombre=f"{caso.numero}-{fila.clase}.pdf",
        tipo="application/pdf",
        en_linea="ver" in request.GET,
    )


@require_POST
def constancia(request: Peticion, aviso: int) -> HttpResponse:
    """Ask for the paper that proves when one's own notice was deposited and first opened (usuarios USR-09)."""
    abiertos = Aviso.objects.filter(usuario=request.user, efecto_legal=True, leido_en__isnull=False)
    fila = get_object_or_404(abiertos, pk=aviso)
    caso = _visible(request, fila.tramite_id or 0)
    papeles.pedir_constancia(caso, fila)
    messages.success(request, _("La constancia se prepara: aparecerá en «Documentos»."))
    return redirect("tramites:ficha", caso.pk)


@require_POST
def reintentar(request: Peticion, pk: int, documento: int) -> HttpResponse:
    caso = _visible(request, pk)
    fila = get_object_or_404(caso.documentos, pk=documento)
    if not any(puede(request.actua_por, rol, caso) for rol in (Rol.TITULAR, Rol.EVALUADOR, Rol.APROBADOR)):
        raise Http404
    papeles.reintentar(fila)
    return redirect("tramites:ficha", pk)


@require_GET
def adjunto(request: Peticion, pk: int, adjunto: int) -> HttpResponseBase:
    return _descargar_adjunto(get_object_or_404(_visible(request, pk).adjuntos, pk=adjunto))


def _visible(request: Peticion, pk: int) -> Tramite:
    """The case with its data, or 404 for whoever may not know that it exists."""
    base = get_object_or_404(
        visibles_para(request.user).select_related("titular", "dependencia__entidad", "asignado_a"), pk=pk
    )
    caso = concreto(base)
    caso.titular, caso.dependencia, caso.asignado_a = base.titular, base.dependencia, base.asignado_a
    return caso


def _por_su_titular(quien: Quien, fila: Borrador) -> Quien:
    """The draft's form is that of its own titular, whoever one acts for now; filing it is refused."""
    propio = quien.titular is not None and quien.titular.pk == fila.titular_id
    return quien if propio else Quien(quien.usuario, fila.titular, ip=quien.ip, agente=quien.agente)


def _negar(request: Peticion, rechazo: Rechazo) -> HttpResponse:
    return render(request, "403.html", {"exception": rechazo.mensaje}, status=rechazo.estado_http)


def _borrador_con(caso: Tramite, request: Peticion) -> dict[str, Any]:
    formulario = _procedimiento(caso.procedimiento).formulario(instance=caso, quien=request.actua_por)
    return {
        "usuario": request.user,
        "titular": caso.titular,
        "modulo": caso.modulo,
        "procedimiento": caso.procedimiento,
        "datos": formulario.crudo(),
    }


def _procedimiento(codigo: str) -> Procedimiento:
    try:
        return REGISTRO[codigo]
    except KeyError:
        raise Http404 from None


def _datos(enviado: QueryDict) -> dict[str, list[str]]:
    """Raw form data as the draft keeps it: every value of every field, without what PostgreSQL does not take."""
    return {
        nombre.replace("\0", ""): [valor.replace("\0", "") for valor in valores]
        for nombre, valores in enviado.lists()
        if nombre not in NO_SON_DATOS
    }


def _numeros(textos: list[str]) -> list[int]:
    return [numero for texto in textos if (numero := leer_entero(texto)) is not None]


def _poner_errores(formulario: forms.BaseForm, rechazo: Rechazo) -> None:
    if isinstance(rechazo, ReglaIncumplida):
        for falta in rechazo.faltas:
            campo = falta.campo if falta.campo in formulario.fields else None
            formulario.add_error(campo, f"{falta.mensaje} ({falta.codigo}, {falta.articulo})")
    else:
        formulario.add_error(None, rechazo.mensaje)


def _pintar_borrador(
    request: Peticion,
    fila: Borrador,
    formulario: FormularioTramite,
    entradas: FormularioEntradas,
    status: int = 200,
) -> HttpResponse:
    return render(request, "tramites/borrador.html", fichas.borrador(fila, formulario, entradas), status=status)


def _pintar_accion(
    request: Peticion, caso: Tramite, paso: Any, formulario: forms.Form, status: int = 200
) -> HttpResponse:
    contexto = {"tramite": caso, "paso": paso, "form": formulario, "formsets": [], "version": caso.version}
    return render(request, "tramites/accion.html", contexto, status=status)


def _rechazar(request: Peticion, caso: Tramite, mensaje: str) -> HttpResponse:
    messages.error(request, mensaje)
    return render(request, "tramites/ficha.html", fichas.ficha(caso, request.actua_por), status=409)


def _ya_radicado(request: Peticion, clave: UUID) -> HttpResponse:
    """A draft that is no more because it was filed (double click, back button): its case."""
    return redirect("tramites:ficha", get_object_or_404(visibles_para(request.user).de_borrador(clave)).pk)


def _descargar_adjunto(fila: Adjunto) -> HttpResponseBase:
    return respuesta_de_archivo(fila.archivo, nombre=fila.nombre, tipo=fila.tipo)


def _filtro(request: Peticion) -> FiltroTramites:
    clase = FiltroTramites if request.actua_por.dependencia is None else FiltroBandeja
    return clase(request.GET, casos_de(request.actua_por), request=request)
