"""Request by which a company tells that its name or its legal representative changed (aduana USU-04)."""

from typing import Any, final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from usuarios.models.empresa import Empresa
from vuce.comun.identificacion import TipoDocumento
from vuce.tramites.ciclos import CicloSinFirma
from vuce.tramites.models import Tramite


@final
class SolicitudDatos(CicloSinFirma, Tramite):
    """What is empty does not change. `anteriores`: what the company had when the request was filed, and approved.

    `razon_social_rut`: the name that the tax registry gave, where it answered; `verificados`, as in a registration.
    """

    hecho_el = models.DateField(_("fecha del hecho"))
    razon_social = models.CharField(_("nueva razón social o nombre"), max_length=200, blank=True)
    representante_nombre = models.CharField(
        _("nuevo representante legal: nombres y apellidos"), max_length=200, blank=True
    )
    representante_tipo = models.CharField(
        _("nuevo representante legal: tipo de documento"), max_length=3, choices=TipoDocumento, blank=True
    )
    representante_documento = models.CharField(_("nuevo representante legal: número"), max_length=20, blank=True)
    certificado_el = models.DateField(_("certificado expedido el"), null=True, blank=True)
    razon_social_rut = models.CharField(
        _("razón social en el registro tributario"), max_length=200, blank=True, editable=False
    )
    verificados = ArrayField(models.CharField(max_length=20), default=list, editable=False)
    anteriores = models.JSONField(_("datos anteriores"), default=dict, editable=False)

    class Meta:
        verbose_name = _("solicitud de actualización de datos")
        verbose_name_plural = _("solicitudes de actualización de datos")

    @property
    def empresa(self) -> Empresa:
        titular: Any = self.titular
        return titular  # type: ignore[no-any-return]

    @property
    def representante(self) -> str:
        """As people read it; empty where it does not change."""
        if not self.representante_documento:
            return ""
        return f"{self.representante_nombre}, {self.representante_tipo} {self.representante_documento}"
