from vuce.catalogos.models.entidad import (
    Dependencia,
    DependenciaGroupObjectPermission,
    DependenciaUserObjectPermission,
    Entidad,
)

__all__ = ["Dependencia", "DependenciaGroupObjectPermission", "DependenciaUserObjectPermission", "Entidad"]
