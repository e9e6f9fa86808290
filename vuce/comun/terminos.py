"""A term as norms state it: «15 días hábiles», «2 meses», «3 horas»."""

import re
from dataclasses import dataclass
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

CANTIDAD_MAXIMA = 36_500


class UnidadTermino(models.TextChoices):
    """Bare «días» in a norm means HABILES; DIAS are calendar days, said so expressly (criterio 1)."""

    HABILES = "habiles", _("días hábiles")
    DIAS = "dias", _("días calendario")
    MESES = "meses", _("meses")
    ANIOS = "anios", _("años")
    HORAS = "horas", _("horas")


SINGULARES = {
    UnidadTermino.HABILES: _("día hábil"),
    UnidadTermino.DIAS: _("día calendario"),
    UnidadTermino.MESES: _("mes"),
    UnidadTermino.ANIOS: _("año"),
    UnidadTermino.HORAS: _("hora"),
}


@dataclass(frozen=True, slots=True)
class Termino:
    """`corre`: an end on a non-business day moves to the next business day; False for vigencias (criterio 2)."""

    cantidad: int
    unidad: UnidadTermino = UnidadTermino.HABILES
    corre: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.cantidad <= CANTIDAD_MAXIMA:
            raise ValidationError(_("El término debe estar entre 1 y %(maximo)s."), params={"maximo": CANTIDAD_MAXIMA})
        object.__setattr__(self, "unidad", UnidadTermino(self.unidad))

    def __str__(self) -> str:
        nombre = SINGULARES[self.unidad] if self.cantidad == 1 else self.unidad.label
        return f"{self.cantidad} {nombre}"

    @classmethod
    def leer(cls, texto: str) -> Self:
        """Inverse of `codigo`: `15 habiles`, `2 meses`, `1 anios fijo`."""
        partes = re.fullmatch(r"([0-9]{1,5}) (habiles|dias|meses|anios|horas)( fijo)?", texto.strip())
        if partes is None:
            raise ValidationError(
                _("Escriba el término como «15 habiles», «10 dias», «2 meses», «1 anios» o «3 horas»."), code="termino"
            )
        return cls(int(partes[1]), UnidadTermino(partes[2]), corre=not partes[3])

    @property
    def codigo(self) -> str:
        """How a term is stored in one column."""
        return f"{self.cantidad} {self.unidad.value}" + ("" if self.corre else " fijo")
