"""Keys to the API: shown once, kept as a fingerprint, worth what their user may do at each request."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from usuarios.backends import NitUsuarioBackend
from usuarios.identidad import calidad
from usuarios.ingreso.eventos import origen
from usuarios.ingreso.puerta import falta
from usuarios.models import TokenApi, Usuario
from vuce.tramites.quien import Quien

PREFIJO = "vuce_"


def crear_token(usuario: Usuario, nombre: str, calidad: str, vence_en: datetime) -> tuple[TokenApi, str]:
    """The row, and the secret that nobody can read again."""
    secreto = PREFIJO + secrets.token_urlsafe(32)
    fila = TokenApi.objects.create(
        usuario=usuario, nombre=nombre, calidad=calidad, resumen=_resumen(secreto), vence_en=vence_en
    )
    return fila, secreto


class PorToken(BaseAuthentication):
    """`Authorization: Bearer vuce_…`; who acts is the token's user, in the token's quality while it holds."""

    def authenticate(self, request: Request) -> tuple[Any, TokenApi] | None:
        tipo, _espacio, secreto = get_authorization_header(request).decode("latin-1").partition(" ")
        if tipo.lower() != "bearer":
            return None
        token = TokenApi.objects.vigentes().filter(resumen=_resumen(secreto.strip())).first()
        usuario: Any = NitUsuarioBackend().get_user(token.usuario_id) if token else None
        if token is None or usuario is None or falta(usuario):
            raise AuthenticationFailed(_("El token no existe, venció o fue revocado."))
        peticion: Any = request._request
        peticion.actua_por = self._quien(request, usuario, token)
        return usuario, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def _quien(self, request: Request, usuario: Usuario, token: TokenApi) -> Quien:
        forma = calidad(usuario, token.calidad)
        if forma is None:
            raise AuthenticationFailed(_("El usuario ya no puede actuar por quien dice el token."))
        lugar = origen(request._request)
        return Quien(usuario, forma.titular, forma.poderes, forma.dependencia, ip=lugar.ip, agente=lugar.agente)


class EsquemaDeToken(OpenApiAuthenticationExtension):
    target_class = PorToken
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Token creado en «Mi cuenta»."}


def _resumen(secreto: str) -> str:
    return hashlib.sha256(secreto.encode()).hexdigest()
