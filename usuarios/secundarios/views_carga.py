"""Bulk creation of secondary users: the file, its report row by row, and its confirmation."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from usuarios.acceso import del_principal
from usuarios.modulos import modulos
from usuarios.secundarios import archivos, carga
from vuce.comun.paginacion import paginar
from vuce.documentos.adjuntos import recibir
from vuce.tramites.quien import Peticion

PLANTILLAS = {
    "csv": (archivos.plantilla_csv, "text/csv; charset=utf-8"),
    "xlsx": (archivos.plantilla_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
ULTIMAS = 10


class ArchivoForm(forms.Form):
    archivo = forms.FileField(
        label=gettext_lazy("Archivo CSV o XLSX"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=gettext_lazy("Con las columnas de la plantilla y hasta 1.000 filas."),
    )


@require_safe
@del_principal
def plantilla(request: Peticion, formato: str) -> HttpResponse:
    if formato not in PLANTILLAS:
        raise Http404
    hacer, tipo = PLANTILLAS[formato]
    nombre = f'attachment; filename="usuarios.{formato}"'
    return HttpResponse(hacer(), content_type=tipo, headers={"Content-Disposition": nombre})


@del_principal
def cargas(request: Peticion) -> HttpResponse:
    formulario = ArchivoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and formulario.is_valid():
        try:
            adjunto = recibir(
                formulario.cleaned_data["archivo"], clase="carga", tipos=["csv", "xlsx"], usuario=request.user
            )
            filas = archivos.leer(adjunto)
        except forms.ValidationError as error:
            formulario.add_error("archivo", error)
        else:
            return redirect("usuarios:carga", carga.recibir(adjunto, filas, request.actua_por).pk)
    contexto = {
        "form": formulario,
        "modulos": modulos(),
        "roles": list(carga.CORTOS),
        "cargas": request.user.empresa.cargas.select_related("archivo", "creada_por").order_by("-id")[:ULTIMAS],
    }
    estado = 422 if formulario.errors else 200
    return render(request, "usuarios/secundarios/cargas.html", contexto, status=estado)


@del_principal
def ver_carga(request: Peticion, carga_id: int) -> HttpResponse:
    fila = get_object_or_404(request.user.empresa.cargas.select_related("archivo"), pk=carga_id)
    if request.method == "POST":
        carga.confirmar(fila)
        messages.success(request, _("Se crean los usuarios de las filas sin errores."))
        return redirect("usuarios:carga", fila.pk)
    contexto = {
        "carga": fila,
        "pagina": paginar(request, fila.filas.select_related("usuario"), orden=("numero",)),
        "buenas": fila.filas.filter(errores=[]).count(),
        "malas": fila.filas.exclude(errores=[]).count(),
        "creadas": fila.filas.exclude(usuario=None).count(),
    }
    return render(request, "usuarios/secundarios/carga.html", contexto)
