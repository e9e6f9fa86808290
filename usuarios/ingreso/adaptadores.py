"""What django-allauth asks of the portal: entry, second factor, single sign-on."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from usuarios.ingreso.admision import de_entidad, negativa
from usuarios.ingreso.eventos import anotar, origen
from usuarios.models import EventoCuenta, Usuario


class Cuentas(DefaultAccountAdapter):
    """Entry through the portal's own form; nobody signs up here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **_resto: Any) -> HttpResponse | None:
        """The refusals hold at every door: password, passkey, single sign-on."""
        if (hallada := negativa(user)) is None:
            return None
        anotar(user, EventoCuenta.Tipo.INGRESO_NEGADO, origen(request), hallada.mensaje)
        messages.error(request, f"{hallada.mensaje} {hallada.remedio}")
        return redirect("usuarios:ingresar")

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(request.META.get("REMOTE_ADDR", ""))

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """That one entered, or left, is seen; only what changed is said."""
        if not (message_template or "").startswith("account/"):
            super().add_message(request, level, message_template, *args, **kwargs)


class SegundoFactor(DefaultMFAAdapter):
    """The secrets of the second factor are kept encrypted with the portal's key."""

    def encrypt(self, text: str) -> str:
        return _cifra().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cifra().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: Any) -> str:
        return str(user.codigo)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Who is bound to a second factor keeps one."""
        if not (settings.SEGUNDO_FACTOR_OBLIGATORIO and de_entidad(authenticator.user)):
            return True
        otros = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return otros.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


class Funcionarios(DefaultSocialAccountAdapter):
    """Single sign-on: a reviewer or administrator whom the portal knows by the address that the entity vouches for."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        usuario = sociallogin.user if sociallogin.is_existing else self._por_correo(sociallogin)
        if usuario is None or not de_entidad(usuario):
            messages.error(request, _("Nadie de la entidad tiene esa dirección de correo en el portal."))
            raise ImmediateHttpResponse(redirect("usuarios:ingresar"))
        if not sociallogin.is_existing:
            sociallogin.connect(request, usuario)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_resto: Any) -> None:
        messages.error(request, _("La entidad no confirmó su identidad. Intente de nuevo."))
        raise ImmediateHttpResponse(redirect("usuarios:ingresar"))

    def _por_correo(self, sociallogin: SocialLogin) -> Usuario | None:
        correos = [direccion.email for direccion in sociallogin.email_addresses if direccion.verified]
        propios = Usuario.objects.filter(empresa=None, correo_verificado_en__isnull=False, is_superuser=False)
        hallados = list(propios.filter(correo__iexact=correos[0])[:2]) if correos else []
        return hallados[0] if len(hallados) == 1 else None


def _cifra() -> MultiFernet:
    claves = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    huellas = [hashlib.sha256(b"vuce.segundo-factor:" + clave.encode()).digest() for clave in claves]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(huella)) for huella in huellas])
