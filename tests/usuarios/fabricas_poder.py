"""Mandates and secondary users for the tests: through the real forms and the one door."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from guardian.shortcuts import assign_perm

from tests.ayudas.casos import enviado, firmar_por_fuera, radicar
from tests.ayudas.elenco import Actor
from tests.documentos.archivos import pdf
from usuarios.demo import CLAVE, REGISTRO, registrado
from usuarios.models import Empresa, Perfil, Usuario
from vuce.tramites.quien import Quien

OTRA = "811004321"


def poderdante() -> Empresa:
    """A registered company that belongs to nobody of the cast."""
    empresa, _nueva = Empresa.objects.get_or_create(
        identificacion=OTRA, defaults={"razon_social": "Panelera del Sur S.A.S.", "correo": "p@panelera.example"}
    )
    return empresa


def datos_de_poder(titular: Empresa, **cambios: Any) -> Any:
    hoy = timezone.localdate()
    base = {
        "nit": titular.nit,
        "calidad": "apoderado",
        "modulos": ["contingentes"],
        "desde": hoy.isoformat(),
        "hasta": (hoy + timedelta(days=90)).isoformat(),
    }
    return enviado(**(base | cambios))


def presentar(actor: Actor, titular: Empresa | None = None, **cambios: Any) -> Any:
    """A request of mandate as the door leaves it; the signature of its PDF is another test's matter."""
    return radicar("usuarios.poder", actor, datos_de_poder(titular or poderdante(), **cambios))


def poder_firmado(p12: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile("poder.pdf", firmar_por_fuera(pdf(), p12), "application/pdf")


def secundario(
    principal: Actor, codigo: str = "SECUND01", *, roles: tuple[str, ...] = ("operar",), modulos: tuple[str, ...] = ()
) -> Actor:
    """A user of the company of `principal` that already entered once."""
    empresa = principal.usuario.empresa
    usuario = Usuario.objects.create_user(
        codigo,
        CLAVE,
        nombre=f"Persona {codigo}",
        documento=str(10_000_000 + Usuario.objects.count()),
        empresa=empresa,
        correo=f"{codigo.lower()}@x.example",
        **REGISTRO,
    )
    registrado(usuario)
    for rol in roles:
        assign_perm(f"usuarios.{rol}", usuario, empresa)
    Perfil.objects.bulk_create(Perfil(usuario=usuario, modulo=modulo) for modulo in modulos)
    return Actor(usuario, Quien(usuario, empresa))
