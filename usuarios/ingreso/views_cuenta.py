"""One's own account: what was done with it, its open sessions, its keys to the API."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from usuarios.identidad import calidad
from usuarios.ingreso.eventos import anotar
from usuarios.ingreso.forms import CrearToken
from usuarios.ingreso.tokens import crear_token
from usuarios.models import EmpresaUserObjectPermission, EventoCuenta, Sesion, Usuario
from vuce.comun.paginacion import paginar
from vuce.tramites.quien import Peticion


@require_safe
def actividad(request: Peticion) -> HttpResponse:
    return _actividad(request, request.user)


@require_safe
def actividad_de(request: Peticion, pk: int) -> HttpResponse:
    """Of a user of a company whose principal asks."""
    suyas = EmpresaUserObjectPermission.objects.filter(user=request.user, permission__codename="administrar")
    usuario = get_object_or_404(Usuario, pk=pk, empresa__in=suyas.values("content_object"))
    return _actividad(request, usuario)


def _actividad(request: Peticion, usuario: Usuario) -> HttpResponse:
    pagina = paginar(request, usuario.eventos.select_related("actor"), orden=("-id",))
    return render(request, "usuarios/actividad.html", {"de_quien": usuario, "pagina": pagina})


@require_safe
def sesiones(request: Peticion) -> HttpResponse:
    abiertas = request.user.sesiones.filter(expire_date__gt=timezone.now())
    filas = [(sesion, _huella(sesion), sesion.pk == request.session.session_key) for sesion in abiertas]
    return render(request, "usuarios/sesiones.html", {"sesiones": filas})


@require_POST
def cerrar_sesiones(request: Peticion) -> HttpResponse:
    """End the one named by `sesion`, or all but this one."""
    otras = request.user.sesiones.exclude(session_key=request.session.session_key)
    huella = request.POST.get("sesion", "")
    cerradas = [sesion.pk for sesion in otras if not huella or _huella(sesion) == huella]
    otras.filter(pk__in=cerradas).delete()
    if cerradas:
        detalle = _("Sesiones cerradas: %(n)s") % {"n": len(cerradas)}
        anotar(request.user, EventoCuenta.Tipo.SESION, request.actua_por, detalle)
        messages.success(request, detalle)
    return redirect("usuarios:sesiones")


def _huella(sesion: Sesion) -> str:
    """Names a session on a page without being its key."""
    return salted_hmac("usuarios.sesion", sesion.pk).hexdigest()[:16]


@reauthentication_required
def tokens(request: Peticion) -> HttpResponse:
    """Make a key; its secret is in this answer and nowhere else."""
    form = CrearToken(request.POST or None, quien=request.actua_por)
    secreto = ""
    if form.is_valid():
        datos = form.cleaned_data
        token, secreto = crear_token(request.user, datos["nombre"], datos["calidad"], form.vence_en)
        anotar(request.user, EventoCuenta.Tipo.TOKEN, request.actua_por, _("Creado: %(n)s") % {"n": token})
        form = CrearToken(quien=request.actua_por)
    vigentes = list(request.user.tokens.vigentes())
    etiquetas = {clave: _etiqueta(request.user, clave) for clave in {token.calidad for token in vigentes}}
    filas = [(token, etiquetas[token.calidad]) for token in vigentes]
    return render(request, "usuarios/tokens.html", {"form": form, "tokens": filas, "secreto": secreto})


def _etiqueta(usuario: Usuario, clave: str) -> str:
    tenida = calidad(usuario, clave)
    return tenida.etiqueta if tenida else "—"


@require_POST
def revocar_token(request: Peticion, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.tokens.vigentes(), pk=pk)
    token.revocado_en = timezone.now()
    token.save(update_fields=["revocado_en"])
    anotar(request.user, EventoCuenta.Tipo.TOKEN, request.actua_por, _("Revocado: %(n)s") % {"n": token})
    messages.success(request, _("El token «%(n)s» ya no sirve.") % {"n": token})
    return redirect("usuarios:tokens")
