"""A radicado as a procedure would hand it to the renderer; needs no database."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.template import engines

from usuarios.models import Empresa
from vuce.catalogos.models import Dependencia, Entidad
from vuce.documentos.models import Documento
from vuce.tramites.models import Tramite

PLANTILLA = Path(__file__).parent / "plantillas" / "radicado.pdf.html"
EMITIDO_EN = datetime(2026, 3, 4, 15, 30, tzinfo=ZoneInfo("America/Bogota"))


def contexto(razon_social: str = "Ingenio La Esperanza S.A.S.", lineas: int = 4, **campos: Any) -> dict[str, Any]:
    entidad = Entidad(
        codigo="mincit",
        nombre="Ministerio de Comercio, Industria y Turismo",
        nit="830.115.297-6",
        direccion="Calle 28 No. 13A-15, Bogotá D.C.",
        sitio="https://www.mincit.gov.co",
    )
    titular = Empresa(pk=1, identificacion="900123456", razon_social=razon_social, correo="ana@esperanza.example")
    dependencia = Dependencia(codigo="dce", entidad=entidad, nombre="Dirección de Comercio Exterior")
    tramite = Tramite(pk=1, numero="CUP-2026-000123", titular=titular, dependencia=dependencia, creado_en=EMITIDO_EN)
    documento = Documento(tramite=tramite, clase="radicado", titulo="Solicitud de cupo", firma="titular", **campos)
    return {
        "tramite": tramite,
        "documento": documento,
        "procedimiento": SimpleNamespace(nombre="Solicitud de cupo de contingente de exportación"),
        "titular": titular,
        "entidad": entidad,
        "dependencia": dependencia,
        "emitido_en": EMITIDO_EN,
        "filas": [
            ("Contingente", "Azúcar crudo a los Estados Unidos de América"),
            ("Norma", "Acuerdo de Promoción Comercial, Circular 015 de 2026"),
            ("Vigencia", "1 de octubre de 2026 a 30 de septiembre de 2027"),
            ("Destino", "Estados Unidos de América"),
        ],
        "lineas": [
            {"grupo": f"Azúcar de caña, grupo {i}", "subpartida": "1701.14.00.00", "cantidad": Decimal("1250.500")}
            for i in range(1, lineas + 1)
        ],
    }


def html(**campos: Any) -> str:
    """HTML of the sample radicado; `campos` as in `contexto`."""
    return str(engines["django"].from_string(PLANTILLA.read_text()).render(contexto(**campos)))
