"""Passwords and the links that arrive by mail (usuarios USR-01, USR-08)."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from usuarios.ingreso.claves import poner
from usuarios.ingreso.enlaces import leer, usar
from usuarios.ingreso.eventos import anotar, origen
from usuarios.ingreso.forms import CambiarClave, PedirClave
from usuarios.models import Enlace, EventoCuenta, Usuario
from usuarios.tasks import restablecer_clave
from vuce.comun.cola import despachar
from vuce.comun.limites import dentro_del_limite
from vuce.tramites.quien import Peticion

PEDIDOS_POR_HORA = 20  # from one address: an office behind it


@reauthentication_required
def cambiar_clave(request: Peticion) -> HttpResponse:
    usuario = request.user
    form = CambiarClave(usuario, request.POST or None)
    if not form.is_valid():
        return render(request, "usuarios/clave.html", {"form": form})
    with transaction.atomic():
        poner(usuario, form.cleaned_data["new_password1"], request.actua_por, _("La cambió el usuario."))
        update_session_auth_hash(request, usuario)
        usuario.sesiones.exclude(session_key=request.session.session_key).delete()
    request.equipo_de = usuario  # type: ignore[attr-defined]
    messages.success(request, _("Su contraseña cambió: sus demás sesiones se cerraron y sus tokens ya no sirven."))
    return redirect("inicio")


@login_not_required
def pedir_clave(request: HttpRequest) -> HttpResponse:
    """The same answer whether or not the address is of anybody: it is looked for in a worker."""
    form = PedirClave(request.POST or None)
    if not form.is_valid():
        return render(request, "usuarios/pedir_clave.html", {"form": form})
    if dentro_del_limite("clave", request.META.get("REMOTE_ADDR", ""), veces=PEDIDOS_POR_HORA, segundos=3600):
        despachar(restablecer_clave, form.cleaned_data["correo"])
    return render(request, "usuarios/clave_pedida.html")


@login_not_required
def abrir_enlace(request: HttpRequest, secreto: str) -> HttpResponse:
    """What a link is for: confirm an address, or choose a password."""
    enlace = leer(secreto)
    if enlace is None:
        return render(request, "usuarios/enlace_vencido.html", status=410)
    if enlace.proposito == Enlace.Proposito.CORREO:
        return _confirmar_correo(request, enlace)
    return _elegir_clave(request, enlace)


def _confirmar_correo(request: HttpRequest, enlace: Enlace) -> HttpResponse:
    if request.method != "POST":
        return render(request, "usuarios/confirmar_correo.html", {"enlace": enlace})
    if usar(enlace):
        _verificado(enlace.usuario)
        anotar(enlace.usuario, EventoCuenta.Tipo.CORREO, origen(request, enlace.usuario), enlace.correo)
        messages.success(request, _("Su correo quedó verificado."))
    return redirect("inicio")


def _elegir_clave(request: HttpRequest, enlace: Enlace) -> HttpResponse:
    form = SetPasswordForm(enlace.usuario, request.POST or None)
    if not form.is_valid():
        return render(request, "usuarios/elegir_clave.html", {"form": form, "enlace": enlace})
    usuario = enlace.usuario
    with transaction.atomic():
        if usar(enlace):
            detalle = _("Por el enlace enviado a %(correo)s.") % {"correo": enlace.correo}
            poner(usuario, form.cleaned_data["new_password1"], origen(request, usuario), detalle)
            _verificado(usuario)
            usuario.sesiones.all().delete()
            request.equipo_de = usuario  # type: ignore[attr-defined]
            messages.success(request, _("Su contraseña quedó guardada. Ingrese con ella."))
    return redirect("usuarios:ingresar")


def _verificado(usuario: Usuario) -> None:
    """Whoever followed a link sent to the address reads that address."""
    usuario.correo_verificado_en = timezone.now()
    usuario.save(update_fields=["correo_verificado_en"])
