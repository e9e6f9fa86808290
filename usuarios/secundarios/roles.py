"""Perfiles and roles of a secondary user: which go together, and how they are given (usuarios, «Roles»)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, remove_perm

from usuarios.ingreso.eventos import anotar
from usuarios.models import Empresa, EmpresaUserObjectPermission, EventoCuenta, Perfil, Usuario
from usuarios.modulos import nombres
from vuce.comun.rechazo import Rechazo
from vuce.notificaciones.avisos import avisar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vuce.tramites.quien import Quien

PRINCIPAL = "administrar"
ROLES: dict[str, str] = {rol: str(nombre) for rol, nombre in Empresa._meta.permissions if rol != PRINCIPAL}
CON_OPERACION = ("agente_aduana", "laboratorio")


def incompatibles(roles: Iterable[str]) -> list[str]:
    """What is wrong with holding these roles together."""
    dados = set(roles)
    faltas = [
        _("%(rol)s va siempre con %(operacion)s.") % {"rol": ROLES[rol], "operacion": ROLES["operar"]}
        for rol in CON_OPERACION
        if rol in dados and "operar" not in dados
    ]
    if dados.issuperset(CON_OPERACION):
        faltas.append(
            _("Un usuario no puede tener a la vez %(agente)s y %(laboratorio)s.")
            % {"agente": ROLES["agente_aduana"], "laboratorio": ROLES["laboratorio"]}
        )
    return faltas


def de_usuarios(usuarios: Iterable[Usuario]) -> dict[int, list[str]]:
    """Roles that each of `usuarios` holds on its own company, «administrar» among them, in one query."""
    suyos = EmpresaUserObjectPermission.objects.filter(user__in=[usuario.pk for usuario in usuarios])
    roles: dict[int, list[str]] = defaultdict(list)
    for pk, rol in suyos.order_by("permission_id").values_list("user", "permission__codename"):
        roles[pk].append(rol)
    return roles


def otro_supervisor(usuario: Usuario) -> Usuario | None:
    """Another person who reads the mailboxes of the company: normally there is only one."""
    otros = EmpresaUserObjectPermission.objects.filter(content_object=usuario.empresa_id).exclude(user=usuario)
    vivos = Usuario.objects.exclude(situacion=Usuario.Estado.ELIMINADO)
    return vivos.filter(pk__in=otros.filter(permission__codename="supervisar").values("user")).order_by("pk").first()


def asignar_roles(usuario: Usuario, roles: Iterable[str], quien: Quien) -> None:
    nuevos = set(roles)
    faltas = incompatibles(nuevos)
    if faltas:
        raise Rechazo(" ".join(faltas))
    with transaction.atomic():
        fila = tomar(usuario)
        antes = set(de_usuarios([fila])[fila.pk]) - {PRINCIPAL}
        for rol in nuevos - antes:
            assign_perm(f"usuarios.{rol}", fila, fila.empresa)
        for rol in antes - nuevos:
            remove_perm(f"usuarios.{rol}", fila, fila.empresa)
        _anotar(fila, quien, _("Roles: %(roles)s.") % {"roles": ", ".join(ROLES[r] for r in sorted(nuevos)) or "—"})


def asignar_perfiles(usuario: Usuario, modulos: Iterable[str], quien: Quien) -> None:
    nuevos = sorted(set(modulos))
    with transaction.atomic():
        fila = tomar(usuario)
        fila.perfiles.exclude(modulo__in=nuevos).delete()
        Perfil.objects.bulk_create([Perfil(usuario=fila, modulo=m) for m in nuevos], ignore_conflicts=True)
        _anotar(fila, quien, _("Perfiles: %(perfiles)s.") % {"perfiles": nombres(nuevos) or "—"})


def tomar(usuario: Usuario) -> Usuario:
    """Lock the user's row; nothing is done any more to one that was deleted."""
    fila = Usuario.objects.select_for_update(of=("self",), no_key=True).select_related("empresa").get(pk=usuario.pk)
    if fila.situacion == Usuario.Estado.ELIMINADO:
        raise Rechazo(_("El usuario fue eliminado: no admite cambios."))
    return fila


def _anotar(usuario: Usuario, quien: Quien, que: str) -> None:
    anotar(usuario, EventoCuenta.Tipo.ROL, quien, que)
    if usuario.situacion == Usuario.Estado.PENDIENTE_ACTIVACION:
        return  # it has not entered yet: its invitation says all
    avisar(asunto=_("Cambió lo que usted puede hacer en la VUCE"), cuerpo=que, usuarios=[usuario])


def etiquetas(roles: Iterable[str]) -> Any:
    return [ROLES.get(rol) or _("Usuario principal") for rol in roles]
