"""The company's authorised address (USU-04): the new one counts once whoever reads it says so; until then, the old one.

Nothing is written before: the link holds the company, both addresses and its signature, and dies when either changes.
"""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from usuarios.models import Empresa
from vuce.comun.cola import despachar
from vuce.notificaciones.avisos import avisar

HORAS = 72
TAREA = "usuarios.tasks.contar_cambio_de_correo"
_firma = TimestampSigner(salt="usuarios.correo_de_empresa")


def direccion(empresa: Empresa, nuevo: str) -> str:
    """Address of the link for `nuevo`."""
    secreto = _firma.sign_object([empresa.pk, empresa.correo, nuevo])
    return str(settings.SITIO_URL).rstrip("/") + reverse("usuarios:confirmar_correo_de_empresa", args=[secreto])


def leer(secreto: str) -> tuple[Empresa, str] | None:
    """The company and its new address, while the link may be used."""
    try:
        empresa_id, anterior, nuevo = _firma.unsign_object(secreto, max_age=HORAS * 3600)
    except (BadSignature, ValueError):
        return None
    activas = Empresa.objects.filter(situacion=Empresa.Situacion.ACTIVA)
    empresa = activas.filter(pk=empresa_id, correo=anterior).exclude(correo=nuevo).first()
    return (empresa, str(nuevo)) if empresa else None


@transaction.atomic
def confirmar(empresa: Empresa, nuevo: str) -> bool:
    """Put the address in place and tell both; False where it changed meanwhile."""
    fila = Empresa.objects.select_for_update(of=("self",)).get(pk=empresa.pk)
    if fila.correo != empresa.correo:
        return False
    anterior, fila.correo = fila.correo, nuevo
    fila.save(update_fields=["correo"])
    avisar(
        asunto=_("Cambió el correo de la empresa"),
        cuerpo=_("El correo electrónico autorizado de %(empresa)s es ahora %(nuevo)s.")
        % {"empresa": fila, "nuevo": nuevo},
        usuarios=fila.usuarios_que("administrar"),
        titular=fila,
    )
    if anterior:
        despachar(TAREA, fila.pk, anterior, nuevo)
    return True
