"""Accounts in the tests: entering by the form, secondary users, the links that were mailed."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client
from guardian.shortcuts import assign_perm

from usuarios.demo import CLAVE, REGISTRO
from usuarios.demo import registrado as ya_registrado
from usuarios.models import Empresa, Perfil, Usuario

INGRESAR = "/usuarios/ingresar/"
MAL = "El NIT, el usuario o la contraseña no son correctos."


def ingresar(codigo: str, clave: str = CLAVE, navegador: Client | None = None, **mas: str) -> tuple[Client, list[str]]:
    """A browser after the attempt, and what the form said."""
    navegador = navegador or Client()
    respuesta = navegador.post(INGRESAR, {"username": codigo, "password": clave, **mas})
    if respuesta.status_code == 302:
        return navegador, []
    return navegador, [m for mensajes in respuesta.context["form"].errors.values() for m in mensajes]


def entro(navegador: Client) -> bool:
    return "_auth_user_id" in navegador.session


def secundario(empresa: Empresa, codigo: str, *roles: str, registrado: bool = True, **campos: Any) -> Usuario:
    usuario = Usuario.objects.create_user(
        codigo, CLAVE, nombre=f"Persona {codigo}", empresa=empresa, correo=f"{codigo}@x.example", **REGISTRO, **campos
    )
    for rol in roles:
        assign_perm(f"usuarios.{rol}", usuario, empresa)
    Perfil.objects.create(usuario=usuario, modulo="juguete")
    return ya_registrado(usuario) if registrado else usuario


def enlace_del_correo() -> str:
    """The path of the link in the last mail."""
    hallado = re.search(r"https?://[^/\s]+(/usuarios/enlace/\S+)", str(mail.outbox[-1].body))
    assert hallado, mail.outbox[-1].body
    return hallado[1]
