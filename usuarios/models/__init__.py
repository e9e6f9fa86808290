from usuarios.models.cuenta import AceptacionCondiciones, Condiciones, Enlace, EventoCuenta, Sesion, TokenApi
from usuarios.models.empresa import (
    CorreoNotificado,
    Direccion,
    Empresa,
    EmpresaGroupObjectPermission,
    EmpresaUserObjectPermission,
    Responsable,
)
from usuarios.models.poder import Poder
from usuarios.models.registro import ColaRegistro, SolicitudCuenta, SolicitudRegistro
from usuarios.models.usuario import Usuario

__all__ = [
    "AceptacionCondiciones",
    "ColaRegistro",
    "Condiciones",
    "CorreoNotificado",
    "Direccion",
    "Empresa",
    "EmpresaGroupObjectPermission",
    "EmpresaUserObjectPermission",
    "Enlace",
    "EventoCuenta",
    "Poder",
    "Responsable",
    "Sesion",
    "SolicitudCuenta",
    "SolicitudRegistro",
    "TokenApi",
    "Usuario",
]
