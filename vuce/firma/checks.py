"""What must hold before the portal serves: readable keys, and no trust in the demonstration outside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection
from django.utils.translation import gettext as _

from vuce.firma.certificados import de_demostracion
from vuce.firma.errores import FirmaImposible
from vuce.firma.firmante import certificado_de, entidades_con_clave
from vuce.firma.models import RaizDeConfianza

POLITICAS = ("hard", "soft", "no")


@register(Tags.security)
def claves_institucionales(app_configs: object, **kwargs: Any) -> Sequence[CheckMessage]:
    return [mensaje for entidad in entidades_con_clave() for mensaje in _de_entidad(entidad)]


@register(Tags.security)
def politica_de_revocacion(app_configs: object, **kwargs: Any) -> Sequence[CheckMessage]:
    if settings.FIRMA_REVOCACION in POLITICAS:
        return []
    return [
        Error(
            _("FIRMA_REVOCACION debe ser una de: %(politicas)s.") % {"politicas": ", ".join(POLITICAS)}, id="firma.E003"
        )
    ]


@register(Tags.database)
def raiz_de_demostracion(
    app_configs: object, databases: Sequence[str] | None = None, **kwargs: Any
) -> Sequence[CheckMessage]:
    """Only where the database may be asked (`migrate`, `check --database default`)."""
    existe = databases and RaizDeConfianza._meta.db_table in connection.introspection.table_names()
    if settings.DEMO or not existe or not RaizDeConfianza.objects.filter(demo=True, retirada_en=None).exists():
        return []
    return [Error(_("La raíz de demostración está en el almacén de confianza: retírela."), id="firma.E002")]


def _de_entidad(entidad: str) -> Sequence[CheckMessage]:
    if settings.DEMO and not Path(settings.FIRMA_P12[entidad]).exists():
        return [Warning(_("Falta preparar los certificados de demostración."), obj=entidad, id="firma.W001")]
    try:
        certificado = certificado_de(entidad)
    except FirmaImposible as error:
        return [Error(str(error), obj=entidad, id="firma.E001")]
    if de_demostracion(certificado) and not settings.DEMO:
        return [Error(_("La entidad firma con un certificado de demostración."), obj=entidad, id="firma.E002")]
    return []
