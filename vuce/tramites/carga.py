"""How much each reviewer of a queue has on the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Avg, Count, ExpressionWrapper, F, Min, Q, Value, fields
from django.utils import timezone
from django.utils.translation import gettext as _

from vuce.comun.instantes import dia_local, fin_del_dia
from vuce.tramites.estados import Fase
from vuce.tramites.models import ENVIADO, Tramite

if TYPE_CHECKING:
    from datetime import datetime

    from vuce.catalogos.models import Dependencia

UN_DIA = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Carga:
    """Open cases of one reviewer (`usuario` None: of nobody); `dias` is the average since they were filed."""

    nombre: str
    usuario: int | None
    abiertos: int = 0
    mas_antiguo_en: datetime | None = None
    dias: int = 0
    vencen: int = 0


def carga_de(cola: Dependencia) -> list[Carga]:
    """The queue's unassigned cases first, then each reviewer, who has none included."""
    medidas = {fila.pop("asignado_a"): fila for fila in _medidas(cola)}
    personas = {usuario.pk: usuario for usuario in cola.usuarios_que("evaluar") if usuario.is_active}
    personas |= get_user_model()._default_manager.in_bulk(medidas.keys() - personas.keys() - {None})
    filas = [_carga(_("Sin asignar"), None, medidas.get(None))]
    return filas + sorted((_carga(str(u), pk, medidas.get(pk)) for pk, u in personas.items()), key=lambda c: c.nombre)


def _medidas(cola: Dependencia) -> Any:
    ahora = timezone.now()
    domingo = dia_local(ahora) + timedelta(days=6 - dia_local(ahora).weekday())
    abiertos = Tramite.objects.filter(ENVIADO, dependencia=cola, fase=Fase.EN_ENTIDAD)
    edad = ExpressionWrapper(Value(ahora) - F("enviado_en"), output_field=fields.DurationField())
    return (
        abiertos.order_by()
        .values("asignado_a")
        .annotate(
            abiertos=Count("pk"),
            mas_antiguo_en=Min("enviado_en"),
            edad=Avg(edad),
            vencen=Count("pk", filter=Q(vence_en__lte=fin_del_dia(domingo))),
        )
    )


def _carga(nombre: str, usuario: int | None, medida: dict[str, Any] | None) -> Carga:
    if medida is None:
        return Carga(nombre, usuario)
    return Carga(
        nombre, usuario, medida["abiertos"], medida["mas_antiguo_en"], medida["edad"] // UN_DIA, medida["vencen"]
    )
