from vuce.catalogos.models.entidad import (
    Dependencia,
    DependenciaGroupObjectPermission,
    DependenciaUserObjectPermission,
    Entidad,
)
from vuce.catalogos.models.lugares import Departamento, DireccionSeccional, Municipio, Pais
from vuce.catalogos.models.medidas import Moneda, Unidad
from vuce.catalogos.models.parametro import Parametro, TipoParametro, VersionParametro
from vuce.catalogos.models.subpartida import Subpartida

__all__ = [
    "Departamento",
    "Dependencia",
    "DependenciaGroupObjectPermission",
    "DependenciaUserObjectPermission",
    "DireccionSeccional",
    "Entidad",
    "Moneda",
    "Municipio",
    "Pais",
    "Parametro",
    "Subpartida",
    "TipoParametro",
    "Unidad",
    "VersionParametro",
]
