"""Failed attempts: slowed by origin where the machine is unknown, counted against the account where it is known.

A stranger's failures never inactivate an account (docs/decisiones/0012).
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from usuarios.ingreso.estados import cambiar_estado
from usuarios.ingreso.eventos import anotar, origen
from usuarios.models import EventoCuenta, Usuario
from usuarios.parametros import FALLOS_MAXIMOS
from vuce.catalogos.parametros import parametro

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

VENTANA = 15 * 60
POR_ORIGEN_Y_USUARIO, POR_USUARIO, POR_ORIGEN = 5, 20, 50

EQUIPO = "equipo"
DURA_EQUIPO = 365 * 24 * 3600
PERSONAS_POR_EQUIPO = 10
SAL = "usuarios.equipo"


def equipo_conocido(request: HttpRequest, codigo: str) -> bool:
    """Whether the user of that code entered from this browser before."""
    return codigo.lower() in _personas(request)


def recordar_equipo(request: HttpRequest, respuesta: HttpResponse, codigo: str) -> None:
    personas = [codigo.lower(), *(p for p in _personas(request) if p != codigo.lower())][:PERSONAS_POR_EQUIPO]
    respuesta.set_cookie(
        EQUIPO,
        signing.dumps(personas, salt=SAL),
        max_age=DURA_EQUIPO,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def frenado(request: HttpRequest, codigo: str) -> bool:
    """Whether this origin must wait, whoever it says it is."""
    if equipo_conocido(request, codigo):
        return False
    return any(cache.get(clave, 0) >= limite for clave, limite in _limites(request, codigo))


def fallo(request: HttpRequest, codigo: str) -> None:
    """A failed attempt: on record, and counted where it belongs. The same work whether or not the code exists."""
    usuario = Usuario.objects.filter(codigo__iexact=codigo).first()
    anotar(usuario, EventoCuenta.Tipo.INGRESO_FALLIDO, origen(request))
    if usuario is not None and equipo_conocido(request, codigo):
        _contra_la_cuenta(usuario, request)
        return
    for clave, _limite in _limites(request, codigo):
        cache.add(clave, 0, VENTANA)
        with suppress(ValueError):  # it expired between the two
            cache.incr(clave)


def _contra_la_cuenta(usuario: Usuario, request: HttpRequest) -> None:
    """More than three consecutive failures make the user inactivo (Resolución 4240 de 2000, art. 6)."""
    with transaction.atomic():
        fila = Usuario.objects.select_for_update(of=("self",)).get(pk=usuario.pk)
        fila.fallos += 1
        fila.save(update_fields=["fallos"])
        maximo = parametro(FALLOS_MAXIMOS).valor
        if fila.fallos > maximo and fila.situacion == Usuario.Estado.ACTIVO:
            motivo = _("Más de %(n)s ingresos fallidos seguidos.") % {"n": maximo}
            cambiar_estado(fila, Usuario.Estado.INACTIVO, origen(request), motivo)


def _limites(request: HttpRequest, codigo: str) -> list[tuple[str, int]]:
    ip, quien = request.META.get("REMOTE_ADDR", ""), hashlib.sha256(codigo.lower().encode()).hexdigest()
    return [
        (f"ingreso:{ip}:{quien}", POR_ORIGEN_Y_USUARIO),
        (f"ingreso:usuario:{quien}", POR_USUARIO),
        (f"ingreso:origen:{ip}", POR_ORIGEN),
    ]


def _personas(request: HttpRequest) -> list[str]:
    try:
        return list(signing.loads(request.COOKIES.get(EQUIPO, ""), salt=SAL, max_age=DURA_EQUIPO))
    except signing.BadSignature:
        return []
