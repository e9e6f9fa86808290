"""The trust store: the roots whose signatures the portal accepts."""

from typing import Any, Self

from cryptography.hazmat.primitives import hashes, serialization
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vuce.firma.certificados import de_demostracion, leer_autoridad


class RaizDeConfianzaQuerySet(models.QuerySet["RaizDeConfianza"]):
    def confiables(self) -> Self:
        """The demonstration root counts only in a demonstration."""
        vigentes = self.filter(retirada_en=None)
        return vigentes if settings.DEMO else vigentes.filter(demo=False)

    def importar(self, datos: bytes, *, nombre: str = "", agregada_por: Any = None) -> "RaizDeConfianza":
        """Keep one PEM or DER certificate authority; importing it again returns (and restores) the kept one."""
        certificado = leer_autoridad(datos)
        raiz, _creada = self.update_or_create(
            huella_sha256=certificado.fingerprint(hashes.SHA256()).hex(),
            defaults={"retirada_en": None},
            create_defaults={
                "nombre": nombre or certificado.subject.rfc4514_string()[:200],
                "pem": certificado.public_bytes(serialization.Encoding.PEM).decode(),
                "demo": de_demostracion(certificado),
                "agregada_por": agregada_por,
            },
        )
        return raiz


class RaizDeConfianza(models.Model):
    nombre = models.CharField(_("nombre"), max_length=200)
    pem = models.TextField(_("certificado (PEM)"), editable=False)
    huella_sha256 = models.CharField(_("huella SHA-256"), max_length=64, unique=True, editable=False)
    demo = models.BooleanField(_("de demostración"), default=False, editable=False)
    agregada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("agregada por"),
    )
    agregada_en = models.DateTimeField(_("agregada en"), auto_now_add=True)
    retirada_en = models.DateTimeField(_("retirada en"), null=True, editable=False)

    objects = RaizDeConfianzaQuerySet.as_manager()

    class Meta:
        verbose_name = _("raíz de confianza")
        verbose_name_plural = _("raíces de confianza")
        ordering = ["nombre"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retirada_en=None) | models.Q(retirada_en__gte=models.F("agregada_en")),
                name="raiz_retirada_despues_de_agregada",
                violation_error_message=_("Una raíz no puede retirarse antes de agregarse."),
            ),
        ]

    def __str__(self) -> str:
        return self.nombre
