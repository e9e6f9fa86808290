from contingentes.models.consumo import SolicitudConsumo
from contingentes.models.contingente import (
    DEPENDENCIA,
    CampoCertificado,
    Circular,
    Contingente,
    Etapa,
    Grupo,
    Metodo,
    SerieCertificado,
    Soporte,
    Unidad,
    VolumenGrupo,
)
from contingentes.models.cupo import LineaCupo, SolicitudCupo
from contingentes.models.saldo import Clase, Movimiento, SaldoCupo, SaldoGrupo

__all__ = [
    "DEPENDENCIA",
    "CampoCertificado",
    "Circular",
    "Clase",
    "Contingente",
    "Etapa",
    "Grupo",
    "LineaCupo",
    "Metodo",
    "Movimiento",
    "SaldoCupo",
    "SaldoGrupo",
    "SerieCertificado",
    "SolicitudConsumo",
    "SolicitudCupo",
    "Soporte",
    "Unidad",
    "VolumenGrupo",
]
