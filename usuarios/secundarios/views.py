"""«Usuarios secundarios»: the principal's pages about the users of its own company (usuarios USR-02, USR-03)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from usuarios.acceso import del_principal
from usuarios.models import Usuario
from usuarios.modulos import nombres
from usuarios.secundarios import alta, estados, roles
from usuarios.secundarios.filtros import FiltroUsuarios
from usuarios.secundarios.forms import AltaForm, FormularioConfirmado, MotivoForm, PerfilesForm, RolesForm
from vuce.comun.formularios import leer_entero
from vuce.comun.paginacion import paginar
from vuce.comun.rechazo import Rechazo
from vuce.tramites.quien import Peticion

AREAS = {
    "": "usuarios/secundarios/lista.html",
    "perfiles": "usuarios/secundarios/perfiles.html",
    "estados": "usuarios/secundarios/estados.html",
}
# Of each area: (what is done, its label, its look).
BOTONES = {
    "perfiles": [
        ("perfiles", gettext_lazy("Modificar perfiles"), "btn-primary"),
        ("roles", gettext_lazy("Modificar roles"), "btn-primary"),
    ],
    "estados": [
        (accion.codigo, accion.etiqueta, "btn-outline-danger" if accion.peligro else "btn-primary")
        for accion in estados.ACCIONES.values()
    ],
}


@require_safe
@del_principal
def lista(request: Peticion, area: str = "") -> HttpResponse:
    """All of them; or one of the two areas, with a selector for each user that still admits changes."""
    if area not in AREAS:
        raise Http404
    filtro = FiltroUsuarios(request.GET, request.user.empresa.usuarios.prefetch_related("perfiles"))
    pagina = paginar(request, filtro.qs, orden=("codigo",))
    suyos = roles.de_usuarios(pagina.filas)
    contexto = {
        "filtro": filtro,
        "pagina": pagina,
        "filas": [_fila(usuario, suyos[usuario.pk]) for usuario in pagina.filas],
        "filtrado": any(request.GET.get(campo) for campo in filtro.filters),
        "cuantos": alta.secundarios(request.user.empresa).count(),
        "maximo": alta.MAXIMO,
        "botones": BOTONES.get(area, ()),
    }
    return render(request, AREAS[area], contexto)


@require_safe
@del_principal
def elegir(request: Peticion) -> HttpResponse:
    """From the selector and the button of an area to the page that does it."""
    usuario, accion = leer_entero(request.GET.get("usuario", "")), request.GET.get("accion", "")
    rutas = {"perfiles": "usuarios:perfiles", "roles": "usuarios:roles"}
    if usuario is None or accion not in {*rutas, *estados.ACCIONES}:
        messages.error(request, _("Elija primero un usuario."))
        return redirect("usuarios:area", "estados" if accion in estados.ACCIONES else "perfiles")
    fila = _suyo(request, usuario)
    if accion in rutas:
        return redirect(rutas[accion], fila.pk)
    return redirect("usuarios:estado", fila.pk, accion)


@del_principal
def nuevo(request: Peticion) -> HttpResponse:
    """Step 1 of 3: the user."""

    def guardar(formulario: AltaForm) -> str:
        usuario = alta.crear(request.user.empresa, formulario.columnas(), request.actua_por)
        messages.success(request, _("Usuario %(codigo)s creado. Asígnele sus perfiles.") % {"codigo": usuario.codigo})
        return reverse("usuarios:perfiles", args=[usuario.pk])

    clase = partial(AltaForm, empresa=request.user.empresa)
    return _paso(request, clase, guardar, titulo=_("Crear un usuario secundario"), paso=1)


@del_principal
def perfiles(request: Peticion, usuario: int) -> HttpResponse:
    """Step 2 of 3, and the change of them later."""
    fila = _suyo(request, usuario)

    def guardar(formulario: PerfilesForm) -> str:
        roles.asignar_perfiles(fila, formulario.cleaned_data["perfiles"], request.actua_por)
        messages.success(request, _("Perfiles de %(codigo)s guardados.") % {"codigo": fila.codigo})
        if roles.de_usuarios([fila])[fila.pk]:
            return reverse("usuarios:area", args=["perfiles"])
        return reverse("usuarios:roles", args=[fila.pk])

    clase = partial(PerfilesForm, initial={"perfiles": [perfil.modulo for perfil in fila.perfiles.all()]})
    return _paso(request, clase, guardar, titulo=_("Asignación de perfiles"), paso=2, usuario=fila)


@del_principal
def asignar(request: Peticion, usuario: int) -> HttpResponse:
    """Step 3 of 3, and the change of them later."""
    fila = _suyo(request, usuario)

    def guardar(formulario: RolesForm) -> str:
        roles.asignar_roles(fila, formulario.cleaned_data["roles"], request.actua_por)
        messages.success(request, _("Roles de %(codigo)s guardados.") % {"codigo": fila.codigo})
        return reverse("usuarios:area", args=["perfiles"])

    clase = partial(RolesForm, usuario=fila, initial={"roles": roles.de_usuarios([fila])[fila.pk]})
    return _paso(request, clase, guardar, titulo=_("Asignación de roles"), paso=3, usuario=fila)


@del_principal
def estado(request: Peticion, usuario: int, accion: str) -> HttpResponse:
    """Suspend, reactivate, delete: asked, then confirmed. What cannot be undone asks first who one is."""
    fila, que = _suyo(request, usuario), estados.ACCIONES.get(accion)
    if que is None:
        raise Http404
    hacer = reauthentication_required(_cambiar) if que.a == Usuario.Estado.ELIMINADO else _cambiar
    return hacer(request, fila, que)


def _cambiar(request: Peticion, fila: Usuario, que: estados.Accion) -> HttpResponse:
    def guardar(formulario: FormularioConfirmado) -> str:
        hecho = estados.cambiar(fila, que, request.actua_por, formulario.cleaned_data.get("motivo", ""))
        if hecho.situacion == Usuario.Estado.VENCIDO:
            messages.warning(
                request,
                _("La cuenta de %(codigo)s venció: pida su reactivación en «Solicitudes sobre cuentas».")
                % {"codigo": fila.codigo},
            )
        else:
            messages.success(
                request, _("%(codigo)s: «%(accion)s» hecho.") % {"codigo": fila.codigo, "accion": que.etiqueta}
            )
        return reverse("usuarios:area", args=["estados"])

    clase = FormularioConfirmado if que.a in que.de else MotivoForm
    return _paso(request, clase, guardar, titulo=str(que.etiqueta), usuario=fila, que=que)


def _paso(
    request: Peticion,
    clase: Callable[..., FormularioConfirmado],
    guardar: Callable[[Any], str],
    *,
    titulo: str,
    **contexto: Any,
) -> HttpResponse:
    """Ask, show what was answered, save. Whoever goes back finds the form as it was."""
    formulario, estado_http = clase(), 200
    contexto = {"paso": 0, "usuario": None, "que": None, "titulo": titulo} | contexto
    if request.method == "POST":
        formulario = clase(request.POST)
        if not formulario.is_valid():
            estado_http = 422
        elif "confirmar" in request.POST:
            try:
                return redirect(guardar(formulario))
            except Rechazo as rechazo:
                formulario.add_error(None, rechazo.mensaje)
                estado_http = rechazo.estado_http
        elif "corregir" not in request.POST:
            return render(request, "usuarios/secundarios/confirmar.html", contexto | {"form": formulario})
    contexto["form"] = formulario
    return render(request, "usuarios/secundarios/paso.html", contexto, status=estado_http)


def _suyo(request: Peticion, pk: int) -> Usuario:
    """A user of the principal's company, that still admits changes."""
    vivos = request.user.empresa.usuarios.exclude(situacion=Usuario.Estado.ELIMINADO)
    return get_object_or_404(vivos.select_related("empresa"), pk=pk)


def _fila(usuario: Usuario, suyos: list[str]) -> dict[str, Any]:
    return {
        "usuario": usuario,
        "roles": roles.etiquetas(suyos),
        "perfiles": _("Todos") if roles.PRINCIPAL in suyos else nombres([p.modulo for p in usuario.perfiles.all()]),
        "fase": "en_usuario" if usuario.situacion == Usuario.Estado.PENDIENTE_ACTIVACION else "terminado",
        "tono": "exito" if usuario.situacion == Usuario.Estado.ACTIVO else "",
        "elegible": usuario.situacion != Usuario.Estado.ELIMINADO,
    }
