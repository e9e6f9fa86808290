from usuarios.models.carga import CargaUsuarios, FilaCarga
from usuarios.models.cuenta import AceptacionCondiciones, Condiciones, Enlace, EventoCuenta, Sesion, TokenApi
from usuarios.models.empresa import (
    CorreoNotificado,
    Direccion,
    Empresa,
    EmpresaGroupObjectPermission,
    EmpresaUserObjectPermission,
    Responsable,
)
from usuarios.models.perfil import Perfil
from usuarios.models.poder import Poder
from usuarios.models.registro import ColaRegistro, SolicitudCuenta, SolicitudRegistro
from usuarios.models.solicitud_datos import SolicitudDatos
from usuarios.models.solicitud_poder import SolicitudPoder
from usuarios.models.usuario import Usuario

__all__ = [
    "AceptacionCondiciones",
    "CargaUsuarios",
    "ColaRegistro",
    "Condiciones",
    "CorreoNotificado",
    "Direccion",
    "Empresa",
    "EmpresaGroupObjectPermission",
    "EmpresaUserObjectPermission",
    "Enlace",
    "EventoCuenta",
    "FilaCarga",
    "Perfil",
    "Poder",
    "Responsable",
    "Sesion",
    "SolicitudCuenta",
    "SolicitudDatos",
    "SolicitudPoder",
    "SolicitudRegistro",
    "TokenApi",
    "Usuario",
]
