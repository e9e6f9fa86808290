"""«Registro de usuarios»: a stranger gives an address, and by the link that comes files its registration."""

from __future__ import annotations

import hashlib

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from usuarios.registro import enlaces
from usuarios.registro.entrada import CAMINO, es_novato
from usuarios.registro.forms import CorreoForm
from usuarios.tasks import enviar_enlace_de_registro
from vuce.comun.cola import despachar
from vuce.comun.limites import dentro_del_limite
from vuce.tramites.estados import Fase
from vuce.tramites.permisos import borradores_de, casos_de
from vuce.tramites.quien import Peticion

UNA_HORA = 3600
POR_ORIGEN, POR_CORREO = 20, 5  # mails that an hour may cause: an office behind one address, and one person


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def registro(request: Peticion) -> HttpResponse:
    """Ask for the link; whoever came by it, its request; whoever has an account has nothing to do here."""
    if es_novato(request):
        return _el_suyo(request)
    if request.user.is_authenticated:
        return redirect("inicio")
    formulario = CorreoForm(request.POST if request.method == "POST" else None)
    if not formulario.is_valid():
        return render(
            request, "usuarios/registro/pedir.html", {"form": formulario}, status=422 if request.POST else 200
        )
    _enviar(request, formulario.cleaned_data["correo"])
    return render(request, "usuarios/registro/enviado.html", {"horas": enlaces.HORAS})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enlace(request: Peticion, secreto: str) -> HttpResponse:
    """A button and not a visit spends the link: mail programs visit links by themselves."""
    if enlaces.leer(secreto) is None:
        return render(request, "usuarios/registro/vencido.html", status=404)
    if request.method != "POST":
        return render(request, "usuarios/registro/entrar.html")
    novato = enlaces.usar(secreto)
    if novato is None:
        return render(request, "usuarios/registro/vencido.html", status=404)
    login(request, novato, backend=CAMINO)
    return redirect("usuarios:registro")


def _el_suyo(request: Peticion) -> HttpResponse:
    casos = list(casos_de(request.actua_por).order_by("-creado_en")[:20])
    return render(
        request,
        "usuarios/registro/suyo.html",
        {
            "casos": casos,
            "borradores": borradores_de(request.user).filter(tramite=None)[:5],
            "abierta": any(caso.fase != Fase.TERMINADO for caso in casos),
        },
    )


def _enviar(request: Peticion, correo: str) -> None:
    """Silently nothing beyond the limit: the answer tells nobody who is registering."""
    seudonimo = hashlib.sha256(correo.encode()).hexdigest()
    por_origen = dentro_del_limite("registro-ip", str(request.actua_por.ip), veces=POR_ORIGEN, segundos=UNA_HORA)
    if por_origen and dentro_del_limite("registro-correo", seudonimo, veces=POR_CORREO, segundos=UNA_HORA):
        despachar(enviar_enlace_de_registro, correo)
