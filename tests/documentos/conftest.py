"""Documents already issued, without passing through the worker."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.ayudas.casos import permiso_de_juguete
from tests.ayudas.elenco import Actor
from tests.documentos.archivos import pdf
from vuce.documentos.models import Documento


@pytest.fixture(autouse=True)
def sin_cuentas_anteriores() -> None:
    cache.clear()


@pytest.fixture
def expedir(ana: Actor) -> Callable[..., Documento]:
    """Issue one document of a new case of Ana's; fields may be given."""

    def uno(contenido: bytes | None = None, firmado: bytes = b"", **campos: Any) -> Documento:
        base: dict[str, Any] = {
            "clase": "cqe",
            "titulo": "Certificado de Elegibilidad",
            "publico": True,
            "estado": Documento.Estado.LISTO,
            "generado_en": timezone.now(),
            "datos_publicos": [["Grupo", "Azúcar crudo"], ["Cantidad", "1.250 t"]],
        }
        documento = Documento(tramite=permiso_de_juguete(ana), **base | campos)
        documento.guardar_archivo("archivo", contenido or pdf())
        if firmado:
            documento.guardar_archivo("firmado", firmado)
        documento.save()
        return documento

    return uno
