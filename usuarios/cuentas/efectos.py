"""What the approval of a request about accounts does to them (USR-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from usuarios.ingreso.estados import cambiar_estado, reactivar
from usuarios.ingreso.vigencia import vencimiento
from usuarios.models import Empresa, EmpresaUserObjectPermission, Poder, SolicitudCuenta, Usuario
from usuarios.poderes.fin import revocar
from usuarios.registro.alta import nombrar_principal
from usuarios.registro.enlaces import codigo_libre

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vuce.tramites.quien import Quien
    from vuce.tramites.reglas import Acto

E = Usuario.Estado


def delegados(empresa: Empresa) -> QuerySet[Usuario]:
    """Who administers the company's accounts, able to enter or not."""
    roles = EmpresaUserObjectPermission.objects.filter(content_object=empresa, permission__codename="administrar")
    return Usuario.objects.filter(pk__in=roles.values("user")).exclude(situacion__in=Usuario.SIN_CUENTA).order_by("pk")


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
    nuevo = _cuenta_del_nuevo(caso, acto, _vigencia(empresa, anteriores))
    otros = _cuentas(empresa).exclude(pk__in=[nuevo.pk, *(u.pk for u in anteriores)])
    cierran = [*anteriores, *(otros if caso.destino == SolicitudCuenta.Destino.CANCELAR else [])]
    _cerrar(empresa, cierran, acto.quien, _motivo(caso))
    nombrar_principal(nuevo, empresa)


def _vigencia(empresa: Empresa, anteriores: list[Usuario]) -> Usuario.Vigencia:
    """That of the company's account: the change of delegado makes it no longer."""
    clase = anteriores[0].vigencia if anteriores else empresa.tipo
    return Usuario.Vigencia(clase or Usuario.Vigencia.HABITUAL)


def _cuenta_del_nuevo(caso: SolicitudCuenta, acto: Acto, vigencia: Usuario.Vigencia) -> Usuario:
    """The account that this person has in the company, able to enter, or a new one: one account a person."""
    vence_el = vencimiento(vigencia, localdate(acto.en))
    suya = _cuentas(caso.empresa).filter(tipo_documento=caso.nuevo_tipo, documento=caso.nuevo_documento).first()
    if suya is None:
        return Usuario.objects.create_user(
            codigo_libre(),
            empresa=caso.empresa,
            nombre=caso.nuevo_nombre,
            tipo_documento=caso.nuevo_tipo,
            documento=caso.nuevo_documento,
            correo=caso.nuevo_correo,
            situacion=E.PENDIENTE_ACTIVACION,
            vigencia=vigencia,
            vence_el=vence_el,
        )
    if suya.situacion not in Usuario.ENTRAN:
        reactivar(suya, acto.quien, _motivo(caso))
    suya.correo = suya.correo or caso.nuevo_correo
    suya.vigencia, suya.vence_el, suya.aviso_de_vencimiento = vigencia, vence_el, None
    suya.save(update_fields=["correo", "vigencia", "vence_el", "aviso_de_vencimiento"])
    return suya


def _cancelar(caso: SolicitudCuenta, acto: Acto) -> None:
    """Of the delegado alone the other accounts go on, under the new one where the request names it; or all close."""
    empresa = caso.empresa
    if caso.alcance != SolicitudCuenta.Alcance.SOLO_DELEGADO:
        cerrar_empresa(empresa, acto.quien, _motivo(caso))
    elif caso.nuevo_documento:
        _cambiar_delegado(caso, acto)
    else:
        _cerrar(empresa, delegados(empresa), acto.quien, _motivo(caso))


def cerrar_empresa(empresa: Empresa, quien: Quien, motivo: str) -> None:
    """Its mandates end, its accounts are cancelled, and so is it."""
    suyos = Poder.objects.abiertos().filter(Q(titular=empresa) | Q(apoderada=empresa))
    for poder in suyos.order_by("pk"):
        revocar(poder, quien.usuario, motivo)
    _cerrar(empresa, _cuentas(empresa), quien, motivo)
    empresa.situacion = Empresa.Situacion.CANCELADA
    empresa.save(update_fields=["situacion"])


def _reactivar(caso: SolicitudCuenta, acto: Acto) -> None:
    cuenta = Usuario.objects.get(pk=caso.cuenta_id or 0)
    reactivar(cuenta, acto.quien, _("Reactivación %(caso)s") % {"caso": caso.numero})


def _cuentas(empresa: Empresa) -> QuerySet[Usuario]:
    return Usuario.objects.filter(empresa=empresa).exclude(situacion__in=Usuario.SIN_CUENTA).order_by("pk")


def _cerrar(empresa: Empresa, usuarios: Iterable[Usuario], quien: Quien, motivo: str) -> None:
    """Cancelled at once, without the right to administer: nobody finds an administrator who cannot enter."""
    for usuario in list(usuarios):
        cambiar_estado(usuario, E.CANCELADO, quien, motivo)
        EmpresaUserObjectPermission.objects.filter(
            user=usuario, content_object=empresa, permission__codename="administrar"
        ).delete()


def _motivo(caso: SolicitudCuenta) -> str:
    return f"{caso.get_variante_display()}, {caso.numero}"
