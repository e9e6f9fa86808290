"""Countries, departments, municipalities, customs offices."""

from typing import ClassVar

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from vuce.catalogos.models.base import Vigente, VigenteQuerySet, eventos


def digitos(cantidad: int) -> RegexValidator:
    return RegexValidator(rf"\A[0-9]{{{cantidad}}}\Z", _("El código tiene %(n)s dígitos.") % {"n": cantidad})


@pghistory.track(*eventos())
class Pais(Vigente):
    """Country or territory by DIAN's three-digit code of the declarations; a historic one has no ISO code."""

    codigo = models.CharField(_("código DIAN"), max_length=3, primary_key=True, validators=[digitos(3)])
    iso2 = models.CharField(_("ISO 2"), max_length=2, blank=True, validators=[RegexValidator(r"\A[A-Z]{2}\Z")])
    iso3 = models.CharField(_("ISO 3"), max_length=3, blank=True, validators=[RegexValidator(r"\A[A-Z]{3}\Z")])
    nombre = models.CharField(_("nombre"), max_length=100)

    objects = VigenteQuerySet["Pais"].as_manager()

    class Meta(Vigente.Meta):
        verbose_name = _("país")
        verbose_name_plural = _("países")
        ordering: ClassVar = ["nombre", "codigo"]

    def __str__(self) -> str:
        return self.nombre


@pghistory.track(*eventos())
class Departamento(Vigente):
    codigo = models.CharField(_("código DIVIPOLA"), max_length=2, primary_key=True, validators=[digitos(2)])
    nombre = models.CharField(_("nombre"), max_length=100)

    objects = VigenteQuerySet["Departamento"].as_manager()

    class Meta(Vigente.Meta):
        verbose_name = _("departamento")
        verbose_name_plural = _("departamentos")
        ordering: ClassVar = ["nombre", "codigo"]

    def __str__(self) -> str:
        return self.nombre


@pghistory.track(*eventos())
class Municipio(Vigente):
    codigo = models.CharField(_("código DIVIPOLA"), max_length=5, primary_key=True, validators=[digitos(5)])
    departamento = models.ForeignKey(
        Departamento, models.PROTECT, related_name="municipios", verbose_name=_("departamento")
    )
    nombre = models.CharField(_("nombre"), max_length=100)
    tipo = models.CharField(_("tipo"), max_length=60, default="Municipio")

    objects = VigenteQuerySet["Municipio"].as_manager()

    class Meta(Vigente.Meta):
        verbose_name = _("municipio")
        verbose_name_plural = _("municipios")
        ordering: ClassVar = ["nombre", "codigo"]

    def __str__(self) -> str:
        return self.nombre


@pghistory.track(*eventos())
class DireccionSeccional(Vigente):
    """Office of DIAN by the two digits of box 12 of the declarations; `aduanas`: it is competent for customs."""

    codigo = models.CharField(_("código"), max_length=2, primary_key=True, validators=[digitos(2)])
    nombre = models.CharField(_("nombre"), max_length=150)
    aduanas = models.BooleanField(_("con aduana"), default=True)

    objects = VigenteQuerySet["DireccionSeccional"].as_manager()

    class Meta(Vigente.Meta):
        verbose_name = _("dirección seccional")
        verbose_name_plural = _("direcciones seccionales")
        ordering: ClassVar = ["nombre", "codigo"]

    def __str__(self) -> str:
        return self.nombre
