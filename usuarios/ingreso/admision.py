"""Who may enter once the credentials are right: the refusals of usuarios USR-05, in their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.apps import apps
from django.utils.translation import gettext as _

from usuarios.models import Empresa, EmpresaUserObjectPermission, Usuario
from vuce.catalogos.models import Dependencia
from vuce.tramites.models import Actuacion

ROLES_ESPECIALES = {
    "agente_aduana": "VUCE.USUARIO.AGENTE_ADUANA",
    "laboratorio": "VUCE.USUARIO.LABORATORIO",
}


class Negativa(NamedTuple):
    """What the person is told, and how to mend it."""

    mensaje: str
    remedio: str


def negativa(usuario: Usuario) -> Negativa | None:
    """The first refusal that applies, or None where the user may enter."""
    roles = roles_de(usuario)
    return next((hallada for revisar in REVISIONES if (hallada := revisar(usuario, roles))), None)


def roles_de(usuario: Usuario) -> set[str]:
    """Roles on its own company; for who has none, what it may do for an authority or the portal."""
    if usuario.empresa_id:
        propios = EmpresaUserObjectPermission.objects.filter(user=usuario, content_object=usuario.empresa_id)
        return set(propios.values_list("permission__codename", flat=True))
    de_entidad = Dependencia.objects.para(usuario, "evaluar", "aprobar", "configurar").exists()
    return {"entidad"} if de_entidad or usuario.is_staff else set()


def de_entidad(usuario: Usuario) -> bool:
    """Whether it reviews or administers: bound to a second factor, and to single sign-on where there is one."""
    return usuario.empresa_id is None or usuario.is_staff


def sin_roles(usuario: Usuario, roles: set[str]) -> Negativa | None:
    if roles:
        return None
    return Negativa(
        _("Usted no puede ingresar a la VUCE dado que el usuario no tiene roles registrados en la VUCE."),
        _("El usuario principal de su empresa debe asignarle los roles."),
    )


def roles_opuestos(usuario: Usuario, roles: set[str]) -> Negativa | None:
    if not roles >= ROLES_ESPECIALES.keys():
        return None
    return Negativa(
        _(
            "Usted no puede ingresar a la VUCE dado que tiene asignado el rol de VUCE.USUARIO.AGENTE_ADUANA y"
            " VUCE.USUARIO.LABORATORIO simultáneamente."
        ),
        _("El usuario principal de su empresa debe dejarle solo el rol que corresponde."),
    )


def sin_principal_o_sin_operacion(usuario: Usuario, roles: set[str]) -> Negativa | None:
    empresa = usuario.empresa
    if empresa is None:
        return None
    if roles & ROLES_ESPECIALES.keys() and "operar" not in roles:
        remedio = _("El usuario principal debe asignarle además el rol VUCE.USUARIO.OPERACION.")
    elif "administrar" not in roles and not _principal_registrado(empresa):
        remedio = _("El usuario principal debe ingresar primero y registrar sus datos.")
    else:
        return None
    mensaje = _(
        "Usted no puede ingresar a la VUCE dado que el usuario principal del %(tipo)s %(nit)s aún no se ha autenticado"
        " y registrado en la VUCE."
    )
    return Negativa(mensaje % {"tipo": empresa.tipo_identificacion, "nit": empresa.nit}, remedio)


def rol_perdido(usuario: Usuario, roles: set[str]) -> Negativa | None:
    """It filed while it held a role that it no longer holds."""
    for codigo, nombre in ROLES_ESPECIALES.items():
        if codigo not in roles and _radico_con(usuario, codigo):
            return Negativa(
                _(
                    "Usted ya fue registrado con el Rol %(rol)s y realizó por lo menos un trámite en la VUCE."
                    " No puede ingresar sin el rol %(rol)s"
                )
                % {"rol": nombre},
                _("El usuario principal debe restituirle el rol, o crearle otro usuario."),
            )
    return None


def no_activo(usuario: Usuario, roles: set[str] | None = None) -> Negativa | None:
    if usuario.is_active:
        return None
    remedios = {
        Usuario.Estado.SUSPENDIDO: _("El usuario principal de su empresa puede reactivarlo."),
        Usuario.Estado.ELIMINADO: _("El usuario principal de su empresa debe crearle otro usuario."),
        Usuario.Estado.INACTIVO: _("Quedó inactivo por ingresos fallidos: pida su reactivación."),
    }
    otro = _("La vigencia de la cuenta terminó o fue cancelada: pida su reactivación.")
    return Negativa(_("El Usuario no está activo"), remedios.get(Usuario.Estado(usuario.situacion), otro))


REVISIONES: tuple[Callable[[Usuario, set[str]], Negativa | None], ...] = (
    sin_roles,
    roles_opuestos,
    sin_principal_o_sin_operacion,
    rol_perdido,
    no_activo,
)


def _principal_registrado(empresa: Empresa) -> bool:
    principales = EmpresaUserObjectPermission.objects.filter(
        content_object=empresa, permission__codename="administrar", user__registrado_en__isnull=False
    )
    return principales.exists()


def _radico_con(usuario: Usuario, codigo: str) -> bool:
    """Whether it filed a case while it held the role, by what the database kept of when roles were given and taken."""
    eventos = apps.get_model("usuarios.EmpresaUserObjectPermissionEvent").objects.filter(user=usuario)
    quitados = eventos.filter(permission__codename=codigo, pgh_label="delete")
    dados = eventos.filter(permission__codename=codigo, pgh_label="insert")
    radicados = Actuacion.objects.filter(usuario=usuario, accion="crear")
    return any(
        radicados.filter(en__gte=dado, en__lte=quitado).exists()
        for clave, quitado in quitados.values_list("pgh_obj_id", "pgh_created_at")
        for dado in dados.filter(pgh_obj_id=clave).values_list("pgh_created_at", flat=True)
    )
