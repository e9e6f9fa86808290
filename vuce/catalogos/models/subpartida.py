"""The customs tariff by code, at the level that a table confirms."""

from __future__ import annotations

import re
from typing import ClassVar

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from vuce.catalogos.models.base import Vigente, VigenteQuerySet, eventos
from vuce.catalogos.models.medidas import Unidad

NIVELES = (4, 6, 8, 10)


def consulta_de_palabras(texto: str) -> SearchQuery | None:
    """Full-text query for rows that hold every word of `texto`, the last letters of each still to be typed."""
    palabras = re.findall(r"\w+", texto)
    return (
        SearchQuery(" & ".join(f"{p}:*" for p in palabras), config="spanish", search_type="raw") if palabras else None
    )


def con_puntos(codigo: str) -> str:
    """`1701130000` → `1701.13.00.00`."""
    return ".".join([codigo[:4], *(codigo[i : i + 2] for i in range(4, len(codigo), 2))])


class SubpartidaQuerySet(VigenteQuerySet["Subpartida"]):
    def buscar(self, texto: str) -> SubpartidaQuerySet:
        """By the beginning of the code, or by words of the description, the most fitting first."""
        codigo = re.sub(r"[\s.]", "", texto)
        if re.fullmatch(r"[0-9]+", codigo):
            return self.filter(codigo__startswith=codigo).order_by("codigo")
        consulta = consulta_de_palabras(texto)
        if consulta is None:
            return self.none()
        return self.filter(busqueda=consulta).order_by(SearchRank(F("busqueda"), consulta).desc(), "codigo")

    def que_describe(self, codigo: str) -> Subpartida | None:
        """The row of `codigo`, or of the longest beginning of it that a table holds."""
        prefijos = [codigo[:largo] for largo in NIVELES if largo <= len(codigo)]
        return self.filter(codigo__in=prefijos).order_by("-codigo").first()


@pghistory.track(*eventos(), exclude=["busqueda"])
class Subpartida(Vigente):
    """Heading or subheading: 4 and 6 digits (harmonised system), 8 (NANDINA), 10 (national). Digits only."""

    codigo = models.CharField(
        _("código"),
        max_length=10,
        primary_key=True,
        validators=[RegexValidator(r"\A(?:[0-9]{2}){2,5}\Z", _("La subpartida tiene 4, 6, 8 o 10 dígitos."))],
    )
    descripcion = models.TextField(_("descripción"))
    descripcion_completa = models.TextField(_("descripción completa"))
    unidad = models.ForeignKey(
        Unidad, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unidad física")
    )
    verificada = models.BooleanField(
        _("verificada"), default=True, help_text=_("Una tabla oficial confirma todos sus dígitos.")
    )
    busqueda = models.GeneratedField(
        expression=SearchVector("descripcion_completa", config="spanish"),
        output_field=SearchVectorField(),
        db_persist=True,
        verbose_name=_("búsqueda"),
    )

    objects = SubpartidaQuerySet.as_manager()

    class Meta(Vigente.Meta):
        verbose_name = _("subpartida")
        verbose_name_plural = _("subpartidas")
        ordering: ClassVar = ["codigo"]
        indexes: ClassVar = [GinIndex(fields=["busqueda"], name="subpartida_busqueda")]

    def __str__(self) -> str:
        return f"{self.con_puntos} {self.descripcion}"

    @property
    def con_puntos(self) -> str:
        return con_puntos(self.codigo)

    def confirma(self, codigo: str) -> bool:
        """Whether this row vouches for every digit of `codigo`; if not, it is shown «sin verificar»."""
        return self.verificada and self.codigo == codigo
