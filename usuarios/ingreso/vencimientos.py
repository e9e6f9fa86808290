"""Accounts that expire: warned 30, 15 and 5 days before, then `vencido` (usuarios USR-03)."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from usuarios.ingreso.estados import cambiar_estado
from usuarios.ingreso.eventos import anotar
from usuarios.models import EventoCuenta, Usuario
from vuce.notificaciones.avisos import avisar
from vuce.tramites.quien import SISTEMA

DIAS_DE_AVISO = (5, 15, 30)  # the nearest first: a run that was missed gives one warning, not three


def avisar_vencimientos() -> None:
    hoy = timezone.localdate()
    for dias in DIAS_DE_AVISO:
        sin_avisar = Q(aviso_de_vencimiento=None) | Q(aviso_de_vencimiento__gt=dias)
        cerca = Usuario.objects.filter(
            sin_avisar, situacion=Usuario.Estado.ACTIVO, vence_el__range=(hoy, hoy + timedelta(days=dias))
        )
        for usuario in cerca.order_by("pk").iterator(chunk_size=500):
            _avisar(usuario, usuario.vence_el, dias)


def vencer() -> None:
    """Close the accounts whose last day was yesterday or before."""
    ayer = Usuario.objects.filter(situacion=Usuario.Estado.ACTIVO, vence_el__lt=timezone.localdate())
    for usuario in ayer.order_by("pk").iterator(chunk_size=500):
        cambiar_estado(usuario, Usuario.Estado.VENCIDO, SISTEMA, _("La vigencia de la cuenta terminó."))


def _avisar(usuario: Usuario, vence_el: Any, dias: int) -> None:
    with transaction.atomic():
        libre = Usuario.objects.filter(pk=usuario.pk, aviso_de_vencimiento=usuario.aviso_de_vencimiento)
        if libre.update(aviso_de_vencimiento=dias):
            dia = date_format(vence_el)
            asunto = _("Su cuenta vence el %(dia)s") % {"dia": dia}
            anotar(usuario, EventoCuenta.Tipo.VIGENCIA, detalle=asunto)
            avisar(
                asunto=asunto,
                cuerpo=_("Su usuario %(codigo)s deja de servir después del %(dia)s. Pida a tiempo su reactivación.")
                % {"codigo": usuario.codigo, "dia": dia},
                usuarios=[usuario],
            )
