"""What the approval of a request about accounts does to them (USR-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from usuarios.ingreso.estados import cambiar_estado
from usuarios.ingreso.vigencia import vencimiento
from usuarios.models import Empresa, EmpresaUserObjectPermission, SolicitudCuenta, Usuario
from usuarios.registro.alta import nombrar_principal
from usuarios.registro.enlaces import codigo_libre

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vuce.tramites.reglas import Acto

E = Usuario.Estado
SIN_CUENTA = (E.CANCELADO, E.ELIMINADO)


def delegados(empresa: Empresa) -> QuerySet[Usuario]:
    """Who administers the company's accounts, able to enter or not."""
    roles = EmpresaUserObjectPermission.objects.filter(content_object=empresa, permission__codename="administrar")
    return Usuario.objects.filter(pk__in=roles.values("user")).exclude(situacion__in=SIN_CUENTA).order_by("pk")


def surtir(caso: SolicitudCuenta, acto: Acto) -> None:
    """The company is locked first: two requests about its accounts take effect one after the other."""
    Empresa.objects.select_for_update(of=("self",)).get(pk=caso.empresa.pk)
    {
        SolicitudCuenta.Variante.DELEGADO: _cambiar_delegado,
        SolicitudCuenta.Variante.CANCELACION: _cancelar,
        SolicitudCuenta.Variante.REACTIVACION: _reactivar,
    }[SolicitudCuenta.Variante(caso.variante)](caso, acto)


def _cambiar_delegado(caso: SolicitudCuenta, acto: Acto) -> None:
    empresa, anteriores = caso.empresa, list(delegados(caso.empresa))
    nuevo = _cuenta_del_nuevo(caso, acto)
    otros = _cuentas(empresa).exclude(pk__in=[nuevo.pk, *(u.pk for u in anteriores)])
    cierran = [*anteriores, *(otros if caso.destino == SolicitudCuenta.Destino.CANCELAR else [])]
    _cerrar(empresa, cierran, caso, acto)
    nombrar_principal(nuevo, empresa)


def _cuenta_del_nuevo(caso: SolicitudCuenta, acto: Acto) -> Usuario:
    """The account that this person has in the company, or a new one: one account a person."""
    suya = _cuentas(caso.empresa).filter(tipo_documento=caso.nuevo_tipo, documento=caso.nuevo_documento).first()
    if suya is not None:
        return suya
    vigencia = Usuario.Vigencia(caso.empresa.tipo or Usuario.Vigencia.HABITUAL)
    return Usuario.objects.create_user(
        codigo_libre(),
        empresa=caso.empresa,
        nombre=caso.nuevo_nombre,
        tipo_documento=caso.nuevo_tipo,
        documento=caso.nuevo_documento,
        correo=caso.nuevo_correo,
        situacion=E.PENDIENTE_ACTIVACION,
        vigencia=vigencia,
        vence_el=vencimiento(vigencia, localdate(acto.en)),
    )


def _cancelar(caso: SolicitudCuenta, acto: Acto) -> None:
    """Of the delegado alone the other accounts go on, and the company asks for another one; of all, it closes."""
    empresa = caso.empresa
    if caso.alcance == SolicitudCuenta.Alcance.SOLO_DELEGADO:
        _cerrar(empresa, delegados(empresa), caso, acto)
        return
    _cerrar(empresa, _cuentas(empresa), caso, acto)
    empresa.situacion = Empresa.Situacion.CANCELADA
    empresa.save(update_fields=["situacion"])


def _reactivar(caso: SolicitudCuenta, acto: Acto) -> None:
    cuenta = Usuario.objects.get(pk=caso.cuenta_id or 0)
    cambiar_estado(cuenta, E.ACTIVO, acto.quien, _("Reactivación %(caso)s") % {"caso": caso.numero})


def _cuentas(empresa: Empresa) -> QuerySet[Usuario]:
    return Usuario.objects.filter(empresa=empresa).exclude(situacion__in=SIN_CUENTA).order_by("pk")


def _cerrar(empresa: Empresa, usuarios: Iterable[Usuario], caso: SolicitudCuenta, acto: Acto) -> None:
    """Cancelled at once, without the right to administer: nobody finds an administrator who cannot enter."""
    motivo = f"{caso.get_variante_display()}, {caso.numero}"
    for usuario in list(usuarios):
        cambiar_estado(usuario, E.CANCELADO, acto.quien, motivo)
        EmpresaUserObjectPermission.objects.filter(
            user=usuario, content_object=empresa, permission__codename="administrar"
        ).delete()
