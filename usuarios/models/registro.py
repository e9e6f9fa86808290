"""Requests about accounts: registration of a company (USR-01), and what its people ask of their accounts (USR-07)."""

from typing import Any, ClassVar, final

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from usuarios.models.empresa import Empresa, TipoIdentificacion
from vuce.catalogos.models.base import eventos
from vuce.comun.identificacion import TipoDocumento
from vuce.tramites.ciclos import CicloSinFirma
from vuce.tramites.models import Tramite


@pghistory.track(*eventos())
class ColaRegistro(models.Model):
    """Queue before which companies of a kind are registered: whoever granted the autorización, or a CESA delegate."""

    tipo = models.CharField(_("tipo de usuario aduanero"), max_length=10, choices=Empresa.Tipo)
    dependencia = models.ForeignKey(
        "catalogos.Dependencia", models.PROTECT, related_name="+", verbose_name=_("dependencia")
    )
    nombre = models.CharField(_("nombre en el formulario"), max_length=150)

    class Meta:
        verbose_name = _("cola de registro")
        verbose_name_plural = _("colas de registro")
        ordering: ClassVar = ["tipo", "nombre"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["tipo", "nombre"], name="cola_registro_unica")]

    def __str__(self) -> str:
        return f"{self.get_tipo_display()} · {self.nombre}"


@final
class SolicitudRegistro(CicloSinFirma, Tramite):
    """A newcomer asks for its company and its account. Approval makes both (`usuarios.registro.alta`)."""

    class TipoPersona(models.TextChoices):
        JURIDICA = "juridica", _("Persona jurídica")
        NATURAL = "natural", _("Persona natural")

    class Presenta(models.TextChoices):
        REPRESENTANTE = "representante", _("El representante legal o la misma persona natural")
        APODERADO = "apoderado", _("Un apoderado")

    class Causal(models.TextChoices):
        NINGUNA = "ninguna", _("Ninguna: cuenta por tres años")
        FACTURA = "factura", _("Facturas de hasta USD 1.000 FOB")
        TRANSPORTE = "transporte", _("Transporte ocasional por sus propios medios")

    tipo_usuario = models.CharField(_("tipo de usuario aduanero"), max_length=10, choices=Empresa.Tipo)
    cola = models.ForeignKey(
        ColaRegistro,
        models.PROTECT,
        related_name="+",
        verbose_name=_("dependencia ante la que se registra"),
        help_text=_("Habitual: la que otorgó su autorización. Ocasional: el CESA de donde va a operar."),
    )
    calidad = models.CharField(
        _("autorización, reconocimiento, inscripción o habilitación vigente"),
        max_length=200,
        blank=True,
        help_text=_("Usuario habitual: número y fecha del acto."),
    )
    tipo_persona = models.CharField(_("tipo de persona"), max_length=10, choices=TipoPersona)
    tipo_identificacion = models.CharField(_("tipo de identificación"), max_length=3, choices=TipoIdentificacion)
    identificacion = models.CharField(_("número de identificación"), max_length=11)
    razon_social = models.CharField(_("razón social o nombre"), max_length=200)
    certificado_el = models.DateField(
        _("fecha de expedición del certificado de existencia y representación legal"), null=True, blank=True
    )
    presenta = models.CharField(_("quién presenta la solicitud"), max_length=15, choices=Presenta)
    representante_nombre = models.CharField(_("representante legal: nombres y apellidos"), max_length=200, blank=True)
    representante_tipo = models.CharField(
        _("representante legal: tipo de documento"), max_length=3, choices=TipoDocumento, blank=True
    )
    representante_documento = models.CharField(_("representante legal: número"), max_length=20, blank=True)
    delegado_nombre = models.CharField(_("delegado de cuenta: nombres y apellidos"), max_length=200)
    delegado_tipo = models.CharField(_("delegado de cuenta: tipo de documento"), max_length=3, choices=TipoDocumento)
    delegado_documento = models.CharField(_("delegado de cuenta: número"), max_length=20)
    equipo_propio = models.BooleanField(
        _("la persona jurídica tiene equipos propios y necesita crear otros usuarios"), default=False
    )
    causal = models.CharField(
        _("vigencia corta"), max_length=12, choices=Causal, default=Causal.NINGUNA, help_text=_("Usuario ocasional.")
    )
    actua_directamente = models.BooleanField(
        _("actúo de manera personal y directa, o a través de mi representante legal o apoderado"), default=False
    )
    direccion = models.CharField(_("dirección"), max_length=200)
    municipio = models.ForeignKey(
        "catalogos.Municipio", models.PROTECT, related_name="+", verbose_name=_("departamento y municipio")
    )
    telefono = models.CharField(_("teléfono"), max_length=30)
    fax = models.CharField(_("fax"), max_length=30, blank=True)
    correo = models.EmailField(_("correo electrónico autorizado de la empresa"))
    modulos = ArrayField(models.CharField(max_length=50), verbose_name=_("módulos que va a usar"))
    # What a registry of others confirmed of the typed data: `razon_social`, `representante`, `delegado`.
    verificados = ArrayField(models.CharField(max_length=20), default=list, editable=False)

    class Meta:
        verbose_name = _("solicitud de registro")
        verbose_name_plural = _("solicitudes de registro")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(tipo_usuario="habitual") | Q(tipo_persona="juridica"),
                name="registro_habitual_juridica",
                violation_error_message=_("El usuario habitual debe ser persona jurídica."),
            )
        ]

    @property
    def breve(self) -> bool:
        return self.causal != self.Causal.NINGUNA

    @property
    def empresa(self) -> Empresa:
        titular: Any = self.titular
        return titular  # type: ignore[no-any-return]


@final
class SolicitudCuenta(CicloSinFirma, Tramite):
    """What a company asks of its accounts (USR-07): another delegado, their cancellation, or a reactivation."""

    class Variante(models.TextChoices):
        DELEGADO = "delegado", _("Cambio de delegado de cuenta")
        CANCELACION = "cancelacion", _("Cancelación de cuentas")
        REACTIVACION = "reactivacion", _("Reactivación de una cuenta")

    class Alcance(models.TextChoices):
        SOLO_DELEGADO = "delegado", _("Solo la del delegado de cuenta")
        TODAS = "todas", _("La del delegado y las que otorgó")

    class Destino(models.TextChoices):
        REASIGNAR = "reasignar", _("Pasan al nuevo delegado")
        CANCELAR = "cancelar", _("Se cancelan todas")

    variante = models.CharField(_("qué solicita"), max_length=12, choices=Variante)
    nuevo_nombre = models.CharField(_("nuevo delegado: nombres y apellidos"), max_length=200, blank=True)
    nuevo_tipo = models.CharField(
        _("nuevo delegado: tipo de documento"), max_length=3, choices=TipoDocumento, blank=True
    )
    nuevo_documento = models.CharField(_("nuevo delegado: número"), max_length=20, blank=True)
    nuevo_correo = models.EmailField(_("nuevo delegado: correo electrónico"), blank=True)
    destino = models.CharField(
        _("cuentas que otorgó el delegado actual"), max_length=10, choices=Destino, default=Destino.REASIGNAR
    )
    alcance = models.CharField(_("cuentas que se cancelan"), max_length=10, choices=Alcance, blank=True)
    cuenta = models.ForeignKey(
        "usuarios.Usuario",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cuenta que se reactiva"),
    )
    motivo = models.TextField(_("motivo"), max_length=2000)

    class Meta:
        verbose_name = _("solicitud sobre cuentas")
        verbose_name_plural = _("solicitudes sobre cuentas")

    @property
    def empresa(self) -> Empresa:
        titular: Any = self.titular
        return titular  # type: ignore[no-any-return]
