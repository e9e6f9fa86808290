"""Public verification of documents, without a login (firma, «Public verification»)."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vuce.documentos.forms import BuscarCodigoForm, RevisarArchivoForm
from vuce.documentos.limite import limitar
from vuce.documentos.render import codigo_en_grupos
from vuce.documentos.verificacion import Resultado, por_codigo, reconocer


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verificar(request: HttpRequest) -> HttpResponse:
    """Ask for a code, or for a PDF to recognise."""
    if "archivo" in request.FILES:
        return _revisar_archivo(request)
    if "codigo" not in (request.POST | request.GET):
        return _pedir(request, BuscarCodigoForm(), RevisarArchivoForm())
    formulario = BuscarCodigoForm(request.POST or request.GET)
    if not formulario.is_valid():
        return _pedir(request, formulario, RevisarArchivoForm())
    return redirect("verificar_codigo", formulario.cleaned_data["codigo"])


@login_not_required
@never_cache
@require_safe
@limitar("verificar")
def verificar_codigo(request: HttpRequest, codigo: str) -> HttpResponse:
    documento = por_codigo(codigo)
    if documento is None:
        return render(request, "documentos/desconocido.html", status=404)
    return _mostrar(request, documento, None)


@limitar("verificar")
def _revisar_archivo(request: HttpRequest) -> HttpResponse:
    formulario = RevisarArchivoForm(request.POST, request.FILES)
    if not formulario.is_valid():
        return _pedir(request, BuscarCodigoForm(), formulario)
    resultado, documento = reconocer(formulario.cleaned_data["archivo"])
    if documento is None:
        formulario.add_error("archivo", _("Este archivo no fue expedido por el portal."))
        return _pedir(request, BuscarCodigoForm(), formulario)
    return _mostrar(request, documento, resultado)


def _pedir(request: HttpRequest, codigo: BuscarCodigoForm, archivo: RevisarArchivoForm) -> HttpResponse:
    return render(request, "documentos/verificar.html", {"form_codigo": codigo, "form_archivo": archivo})


def _mostrar(request: HttpRequest, documento: Any, resultado: Resultado | None) -> HttpResponse:
    contexto = {
        "documento": documento,
        "codigo": codigo_en_grupos(documento.codigo),
        "resultado": resultado.value if resultado else "",
    }
    return render(request, "documentos/verificacion.html", contexto)
