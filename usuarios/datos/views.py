"""«Actualización de datos»: the principal's pages about its own company (usuarios USR-04)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from usuarios.acceso import del_principal
from usuarios.datos.actualizar import actualizar
from usuarios.datos.forms import (
    REPRESENTANTE_LEGAL,
    Correos,
    Direcciones,
    EmpresaDatosForm,
    Responsables,
    opciones_de_municipio,
)
from usuarios.datos.historia import contar, historia_de
from usuarios.models import Empresa
from vuce.comun.paginacion import paginar
from vuce.tramites.quien import Peticion

SOLO_LINEAS = {"agregar_linea", "quitar_linea"}
CONJUNTOS = {"responsables": Responsables, "direcciones": Direcciones, "correos": Correos}


@require_http_methods(["GET", "HEAD", "POST"])
@del_principal
def datos(request: Peticion) -> HttpResponse:
    empresa, municipios = request.user.empresa, opciones_de_municipio()
    enviado = request.POST if request.method == "POST" else None
    solo_lineas = enviado is not None and bool(enviado.keys() & SOLO_LINEAS)
    if enviado is not None and solo_lineas:
        formulario = EmpresaDatosForm(initial=enviado.dict(), instance=empresa, municipios=municipios)
    else:
        formulario = EmpresaDatosForm(enviado, instance=empresa, municipios=municipios)
    conjuntos = {nombre: _conjunto(nombre, empresa, enviado, municipios) for nombre in CONJUNTOS}
    guardar = enviado is not None and not solo_lineas
    validos = [parte.is_valid() for parte in (formulario, *conjuntos.values())] if guardar else [False]
    if all(validos):
        filas = {nombre: conjunto.filas for nombre, conjunto in conjuntos.items()}
        actualizar(empresa, formulario.cleaned_data, **filas)
        messages.success(request, _("Datos actualizados."))
        return redirect("usuarios:datos")
    contexto = {
        "empresa": empresa,
        "representantes": empresa.responsables.filter(calidad=REPRESENTANTE_LEGAL),
        "form": formulario,
        "formsets": list(conjuntos.values()),
    }
    return render(request, "usuarios/datos/datos.html", contexto, status=422 if guardar else 200)


@require_safe
@del_principal
def historia(request: Peticion) -> HttpResponse:
    empresa = request.user.empresa
    pagina = paginar(request, historia_de(empresa), ("-pgh_created_at", "-pgh_slug"))
    contexto = {"empresa": empresa, "pagina": pagina, "lineas": contar(list(pagina.filas))}
    return render(request, "usuarios/datos/historia.html", contexto)


def _conjunto(nombre: str, empresa: Empresa, enviado: QueryDict | None, municipios: list[tuple[str, str]]) -> Any:
    """The rows as they are kept, as they were sent, or with one more or one less where a button asked."""
    clase = CONJUNTOS[nombre]
    opciones = {"form_kwargs": {"municipios": municipios}} if nombre == "direcciones" else {}
    if enviado is None:
        return clase(prefix=nombre, initial=[_inicial(fila) for fila in _guardadas(empresa, nombre)], **opciones)
    if enviado.keys() & SOLO_LINEAS:
        return clase.desde(enviado, nombre, **opciones)
    return clase(enviado, prefix=nombre, **opciones)


def _guardadas(empresa: Empresa, nombre: str) -> Any:
    filas = getattr(empresa, nombre).order_by("pk")
    return filas.exclude(calidad=REPRESENTANTE_LEGAL) if nombre == "responsables" else filas


def _inicial(fila: Any) -> dict[str, Any]:
    return {campo.name: getattr(fila, campo.attname) for campo in fila._meta.concrete_fields}
