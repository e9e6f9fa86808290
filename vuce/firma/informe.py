"""What a verification leaves behind: every check made, in order, and who signed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Resultado(StrEnum):
    OK = "ok"
    ADVERTENCIA = "advertencia"
    FALLA = "falla"


@dataclass(frozen=True)
class Paso:
    codigo: str
    etiqueta: str
    resultado: Resultado
    mensaje: str


@dataclass(frozen=True)
class FirmaLeida:
    """One signature of the file, as its certificate and attributes say; trusted only if the report is valid."""

    campo: str
    firmante: str
    documento: str
    nit: str
    emisor: str
    serie: str
    huella_sha256: str
    firmado_en: datetime | None
    sello_de_tiempo: bool
    algoritmo: str


@dataclass(frozen=True)
class Informe:
    sha256: str
    recibido_en: datetime
    revocacion: str
    pasos: Sequence[Paso]
    firmas: Sequence[FirmaLeida]

    @property
    def falla(self) -> Paso | None:
        return next((paso for paso in self.pasos if paso.resultado is Resultado.FALLA), None)

    @property
    def valido(self) -> bool:
        return self.falla is None

    @property
    def error(self) -> str:
        """The Spanish sentence the user reads; empty if valid."""
        return self.falla.mensaje if self.falla else ""

    @property
    def advertencias(self) -> list[str]:
        return [paso.mensaje for paso in self.pasos if paso.resultado is Resultado.ADVERTENCIA]

    def a_json(self) -> dict[str, Any]:
        datos = asdict(self)
        datos["recibido_en"] = self.recibido_en.isoformat()
        for firma in datos["firmas"]:
            firma["firmado_en"] = firma["firmado_en"] and firma["firmado_en"].isoformat()
        return {"valido": self.valido, "error": self.error, **datos}
