"""Links that work once: activation, invitation, new password, verified e-mail (usuarios USR-01, USR-02, USR-08)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from usuarios.ingreso.eventos import anotar
from usuarios.models import Enlace, EventoCuenta, Usuario
from vuce.comun.cola import despachar

HORAS = {
    Enlace.Proposito.ACTIVACION: 72.0,
    Enlace.Proposito.INVITACION: 72.0,
    Enlace.Proposito.CLAVE: 0.5,
    Enlace.Proposito.CORREO: 72.0,
}
DE_PRIMER_INGRESO = (Enlace.Proposito.ACTIVACION, Enlace.Proposito.INVITACION)
TAREA = "usuarios.tasks.enviar_enlace"
_firma = Signer(salt="usuarios.enlace")


def emitir(usuario: Usuario, proposito: str, horas: float | None = None) -> str:
    """A new link, mailed to the user's address once the transaction commits; the earlier ones of the kind die.

    Returns its address. Without an e-mail address nothing is mailed, and whoever asked hands the link over.
    """
    motivo = Enlace.Proposito(proposito)
    ahora = timezone.now()
    usuario.enlaces.filter(proposito=motivo, usado_en=None).update(usado_en=ahora)
    enlace = Enlace.objects.create(
        usuario=usuario,
        proposito=motivo,
        correo=usuario.correo,
        vence_en=ahora + timedelta(hours=HORAS[motivo] if horas is None else horas),
        enviado_en=None if usuario.correo else ahora,
    )
    anotar(usuario, EventoCuenta.Tipo.ENLACE, detalle=f"{motivo.label}: {usuario.correo or '—'}")
    if usuario.correo:
        despachar(TAREA, str(enlace.pk))
    return direccion(enlace)


def que_enlace(usuario: Usuario) -> str | None:
    """By which the user gets a password now; None for who waits for its first entry and was never sent one."""
    if usuario.situacion == Usuario.Estado.ACTIVO:
        return Enlace.Proposito.CLAVE
    primeros = usuario.enlaces.filter(proposito__in=DE_PRIMER_INGRESO)
    return primeros.order_by("-creado_en").values_list("proposito", flat=True).first()


def direccion(enlace: Enlace) -> str:
    return str(settings.SITIO_URL).rstrip("/") + reverse("usuarios:enlace", args=[_firma.sign(str(enlace.pk))])


def leer(secreto: str) -> Enlace | None:
    """The link, while it may be used: signed by us, not used, not expired, for the address it was sent to, and of
    somebody who may enter.
    """
    clave = _clave(secreto)
    if clave is None:
        return None
    vigentes = Enlace.objects.filter(usado_en=None, vence_en__gt=timezone.now(), correo=F("usuario__correo"))
    de_quien_entra = vigentes.filter(usuario__situacion__in=Usuario.ENTRAN)
    return de_quien_entra.filter(pk=clave).select_related("usuario__empresa").first()


def usar(enlace: Enlace) -> bool:
    """Spend the link; False where somebody spent it meanwhile."""
    return bool(Enlace.objects.filter(pk=enlace.pk, usado_en=None).update(usado_en=timezone.now()))


def _clave(secreto: str) -> UUID | None:
    try:
        return UUID(_firma.unsign(secreto))
    except (BadSignature, ValueError):
        return None
