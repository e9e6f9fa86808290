"""A case on which terms run."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import transaction

from usuarios.models import Empresa
from vuce.catalogos.models import Dependencia, Entidad
from vuce.comun.instantes import BOGOTA
from vuce.tramites.estados import Estado, Fase
from vuce.tramites.models import Actuacion, Tramite

RADICADO_EN = datetime(2025, 3, 3, 10, 0, tzinfo=BOGOTA)


@pytest.fixture
def crear_tramite(db: None) -> Callable[[str], Tramite]:
    mincit, _nueva = Entidad.objects.get_or_create(codigo="mincit", defaults={"nombre": "Ministerio"})
    cola, _nueva = Dependencia.objects.get_or_create(
        codigo="exportaciones", defaults={"nombre": "Exportaciones", "entidad": mincit}
    )
    empresa = Empresa.objects.create(identificacion="900123456", razon_social="Panela SAS", correo="ana@example.com")

    def crear(numero: str, fase: str = Fase.EN_ENTIDAD) -> Tramite:
        with transaction.atomic():
            tramite = Tramite.objects.create(
                procedimiento="pruebas.plazo",
                modulo="pruebas",
                numero=numero,
                titular=empresa,
                dependencia=cola,
                asunto="",
                estado=Estado.ENVIADA,
                fase=fase,
                creado_en=RADICADO_EN,
                estado_desde=RADICADO_EN,
            )
            Actuacion.objects.create(
                tramite=tramite, orden=1, accion="enviar", hasta=Estado.ENVIADA, en=RADICADO_EN, huella=numero
            )
        return tramite

    return crear
