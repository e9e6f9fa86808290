from usuarios.models.cuenta import AceptacionCondiciones, Condiciones, Enlace, EventoCuenta, Sesion, TokenApi
from usuarios.models.empresa import (
    Empresa,
    EmpresaGroupObjectPermission,
    EmpresaUserObjectPermission,
    Responsable,
)
from usuarios.models.poder import Poder
from usuarios.models.usuario import Usuario

__all__ = [
    "AceptacionCondiciones",
    "Condiciones",
    "Empresa",
    "EmpresaGroupObjectPermission",
    "EmpresaUserObjectPermission",
    "Enlace",
    "EventoCuenta",
    "Poder",
    "Responsable",
    "Sesion",
    "TokenApi",
    "Usuario",
]
