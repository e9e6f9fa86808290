from usuarios.models.empresa import (
    Empresa,
    EmpresaGroupObjectPermission,
    EmpresaUserObjectPermission,
    Responsable,
)
from usuarios.models.poder import Poder
from usuarios.models.usuario import Usuario

__all__ = [
    "Empresa",
    "EmpresaGroupObjectPermission",
    "EmpresaUserObjectPermission",
    "Poder",
    "Responsable",
    "Usuario",
]
