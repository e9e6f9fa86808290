"""What Django and allauth tell of an account goes to its record, whatever the door."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from usuarios.ingreso.eventos import anotar, origen
from usuarios.ingreso.sesiones import ORIGEN
from usuarios.models import EventoCuenta, Usuario


@receiver(user_logged_in)
def al_entrar(request: HttpRequest, user: Usuario, **_resto: Any) -> None:
    quien = origen(request, user)
    request.session[ORIGEN] = {"ip": quien.ip, "agente": quien.agente, "en": timezone.now().isoformat()}
    request.equipo_de = user  # type: ignore[attr-defined]
    Usuario.objects.filter(pk=user.pk, fallos__gt=0).update(fallos=0)
    anotar(user, EventoCuenta.Tipo.INGRESO, quien)


@receiver(user_logged_out)
def al_salir(request: HttpRequest, user: Usuario | None, **_resto: Any) -> None:
    if user is not None:
        anotar(user, EventoCuenta.Tipo.SALIDA, origen(request, user))


@receiver(authenticator_added)
def al_agregar_factor(request: HttpRequest, user: Usuario, authenticator: Authenticator, **_resto: Any) -> None:
    detalle = _("Agregado: %(que)s") % {"que": authenticator.get_type_display()}
    anotar(user, EventoCuenta.Tipo.FACTOR, origen(request, user), detalle)


@receiver(authenticator_removed)
def al_quitar_factor(request: HttpRequest, user: Usuario, authenticator: Authenticator, **_resto: Any) -> None:
    detalle = _("Quitado: %(que)s") % {"que": authenticator.get_type_display()}
    anotar(user, EventoCuenta.Tipo.FACTOR, origen(request, user), detalle)


@receiver(authentication_failed)
def al_fallar_el_factor(request: HttpRequest, user: Usuario, **_resto: Any) -> None:
    anotar(user, EventoCuenta.Tipo.INGRESO_FALLIDO, origen(request), _("El segundo factor no es correcto."))
