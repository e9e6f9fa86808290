"""Failed attempts: slowed by origin where the machine is unknown, counted against the account where it is known.

A stranger's failures never inactivate an account (docs/decisiones/0012).
"""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from usuarios.ingreso.estados import cambiar_estado
from usuarios.ingreso.eventos import anotar, origen
from usuarios.models import EventoCuenta, Usuario
from usuarios.parametros import FALLOS_MAXIMOS
from vuce.catalogos.parametros import parametro
from vuce.comun.limites import contar

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

VENTANA = 15 * 60
POR_ORIGEN_Y_USUARIO, POR_USUARIO, POR_ORIGEN = 5, 20, 50

EQUIPO = "equipo"
DURA_EQUIPO = 365 * 24 * 3600
PERSONAS_POR_EQUIPO = 10
SAL = "usuarios.equipo"


def recordar_equipo(request: HttpRequest, respuesta: HttpResponse, usuario: Usuario) -> None:
    codigo = usuario.codigo.lower()
    otras = ((otro, huella) for otro, huella in _personas(request).items() if otro != codigo)
    personas = dict(islice([(codigo, _huella(usuario)), *otras], PERSONAS_POR_EQUIPO))
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
    if codigo.lower() in _personas(request) and _de_confianza(request, _de_codigo(codigo)):
        return False
    return any(cache.get(clave, 0) >= limite for clave, limite in _limites(request, codigo))


def fallo(request: HttpRequest, codigo: str) -> None:
    """A failed attempt: on record, and counted where it belongs. The same work whether or not the code exists."""
    usuario = _de_codigo(codigo)
    anotar(usuario, EventoCuenta.Tipo.INGRESO_FALLIDO, origen(request))
    if usuario is not None and _de_confianza(request, usuario):
        _contra_la_cuenta(usuario, request)
        return
    for clave, _limite in _limites(request, codigo):
        contar(clave, VENTANA)


def _de_confianza(request: HttpRequest, usuario: Usuario | None) -> bool:
    """Whether failures count on the account: it entered from this browser with the password that it has, and is active.

    Once they inactivated it nothing more is counted on it, so that the machine waits like any other.
    """
    if usuario is None or _personas(request).get(usuario.codigo.lower()) != _huella(usuario):
        return False
    return usuario.situacion == Usuario.Estado.ACTIVO and usuario.fallos <= parametro(FALLOS_MAXIMOS).valor


def _de_codigo(codigo: str) -> Usuario | None:
    return Usuario.objects.filter(codigo__iexact=codigo).first()


def _huella(usuario: Usuario) -> str:
    """Of the password: a machine known by an earlier one is a stranger's."""
    return salted_hmac(SAL, usuario.password).hexdigest()[:16]


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


def _personas(request: HttpRequest) -> dict[str, str]:
    """Codes of those who entered from this browser, with what each one's password was."""
    try:
        return dict(signing.loads(request.COOKIES.get(EQUIPO, ""), salt=SAL, max_age=DURA_EQUIPO))
    except (signing.BadSignature, ValueError):  # the latter: signed before it held passwords' traces
        return {}
