"""The link by which a newcomer proves its address and comes back to its registration: signed, single use, for a day.

Nothing is written before it is used: the address and the newcomer's last entry are the whole of it, and entering with
it changes that last entry.
"""

from __future__ import annotations

import secrets
import string

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from usuarios.models import Empresa, Usuario
from vuce.comun.instantes import reloj

HORAS = 24
LETRAS = string.ascii_lowercase + string.digits
_firma = TimestampSigner(salt="usuarios.registro")


def direccion(correo: str) -> str:
    """Address of a new link for `correo`."""
    secreto = _firma.sign_object([correo, _marca(novato_de(correo))])
    return str(settings.SITIO_URL).rstrip("/") + reverse("usuarios:registro_enlace", args=[secreto])


def leer(secreto: str) -> str | None:
    """Address of whoever holds the link, while it may be used."""
    try:
        correo, marca = _firma.unsign_object(secreto, max_age=HORAS * 3600)
    except (BadSignature, ValueError):
        return None
    return str(correo) if marca == _marca(novato_de(correo)) else None


@transaction.atomic
def usar(secreto: str) -> Usuario | None:
    """The newcomer, made at its first entry; None where the link was used meanwhile."""
    correo = leer(secreto)
    if correo is None:
        return None
    _de_a_uno(correo)
    if leer(secreto) is None:
        return None
    novato = novato_de(correo) or _crear(correo)
    novato.last_login = reloj()
    novato.save(update_fields=["last_login"])
    return novato


def novato_de(correo: str) -> Usuario | None:
    """Who registers a company from that address."""
    return Usuario.objects.filter(correo=correo, empresa__situacion=Empresa.Situacion.EN_REGISTRO).first()


def _de_a_uno(correo: str) -> None:
    """Two clicks on the same link wait for one another until commit: there may be no row to lock yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"usuarios.registro {correo}"])


def _marca(novato: Usuario | None) -> str:
    return novato.last_login.isoformat() if novato and novato.last_login else ""


def _crear(correo: str) -> Usuario:
    empresa = Empresa.objects.create(situacion=Empresa.Situacion.EN_REGISTRO, razon_social=correo, correo=correo)
    return Usuario.objects.create_user(
        codigo_libre(),
        nombre=correo,
        correo=correo,
        correo_verificado_en=timezone.now(),
        empresa=empresa,
        situacion=Usuario.Estado.PENDIENTE_ACTIVACION,
    )


def codigo_libre() -> str:
    """Eight letters and digits that nobody has."""
    while True:
        codigo = secrets.choice(string.ascii_lowercase) + "".join(secrets.choice(LETRAS) for _ in range(7))
        if not Usuario.objects.filter(codigo__iexact=codigo).exists():
            return codigo
