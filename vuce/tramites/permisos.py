"""The one place that decides who sees which case and who may do what with it. Deny by default."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db.models import Q

from vuce.catalogos.models import Dependencia
from vuce.tramites.models import Borrador, Tramite

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from vuce.tramites.models import TramiteQuerySet
    from vuce.tramites.procedimientos import Procedimiento
    from vuce.tramites.quien import Quien


class Rol(StrEnum):
    TITULAR = "titular"
    EVALUADOR = "evaluador"
    APROBADOR = "aprobador"
    REPARTIDOR = "repartidor"
    SISTEMA = "sistema"


PERMISO_DE_ENTIDAD = {Rol.EVALUADOR: "evaluar", Rol.APROBADOR: "aprobar", Rol.REPARTIDOR: "repartir"}


def titulares() -> Any:
    """Query set of the holders' model: it answers `derecho` and `para`."""
    return apps.get_model(settings.VUCE_TITULAR_MODEL)._default_manager.all()


def visibles_para(usuario: Any) -> TramiteQuerySet:
    """Cases of the NITs on which `usuario` may act today, and those filed before the queues it works in."""
    de_empresa = titulares().derecho(usuario, "operar", titular="titular_id", modulo="modulo")
    colas = Dependencia.objects.para(usuario, "evaluar", "aprobar", "configurar")
    return Tramite.objects.filter(de_empresa | Q(dependencia__in=colas, enviado_en__isnull=False))


def casos_de(quien: Quien) -> TramiteQuerySet:
    """What the user sees in the quality in which it acts now: its company's cases, or those filed before its queue."""
    visibles = visibles_para(quien.usuario)
    if quien.dependencia is not None:
        return visibles.filter(dependencia=quien.dependencia, enviado_en__isnull=False)
    return visibles.filter(titular=quien.titular)


def borradores_de(usuario: Any) -> QuerySet[Borrador]:
    return Borrador.objects.filter(titulares().derecho(usuario, "operar", titular="titular_id", modulo="modulo"))


def puede_solicitar(quien: Quien, modulo: str) -> bool:
    """Whether `quien` may file in `modulo` for the company on whose behalf it acts."""
    return quien.titular is not None and _opera(quien.usuario, quien.titular.pk, modulo)


def puede_iniciar(quien: Quien, procedimiento: Procedimiento) -> bool:
    """Whether `quien` may begin a case of `procedimiento`: its role, and the situation of the company."""
    return puede_solicitar(quien, procedimiento.modulo) and bool(quien.titular.admite(procedimiento.codigo))


def _opera(usuario: Any, titular: int, modulo: str) -> bool:
    return bool(titulares().para(usuario, "operar", modulo).filter(pk=titular).exists())


def puede(quien: Quien, rol: Rol, tramite: Tramite) -> bool:
    """Whether `quien`, acting as it acts now, holds `rol` on `tramite` at this instant.

    Nobody reviews or decides for the entity a case of a company for which the same person may file.
    """
    if rol is Rol.SISTEMA or quien.usuario is None:
        return rol is Rol.SISTEMA and quien.usuario is None
    if rol is Rol.TITULAR:
        return (
            quien.titular is not None
            and quien.titular.pk == tramite.titular_id
            and puede_solicitar(quien, tramite.modulo)
        )
    return (
        quien.dependencia is not None
        and quien.dependencia.pk == tramite.dependencia_id
        and Dependencia.objects.para(quien.usuario, PERMISO_DE_ENTIDAD[rol]).filter(pk=tramite.dependencia_id).exists()
        and not _opera(quien.usuario, tramite.titular_id, tramite.modulo)
    )


def es_de_otro_titular(quien: Quien, titular: int, modulo: str) -> bool:
    """Whether `quien` acts now for somebody else than `titular`, on whose behalf the same person may file."""
    actual = quien.titular.pk if quien.titular is not None else None
    return actual != titular and quien.usuario is not None and _opera(quien.usuario, titular, modulo)


def reparte(quien: Quien) -> bool:
    """Whether `quien` shares out the cases of the queue it acts in."""
    return quien.dependencia is not None and bool(
        Dependencia.objects.para(quien.usuario, "repartir").filter(pk=quien.dependencia.pk).exists()
    )


def roles_en(quien: Quien, tramite: Tramite) -> frozenset[Rol]:
    """All the roles of `quien` on `tramite`: asked once a page."""
    return frozenset(rol for rol in Rol if puede(quien, rol, tramite))
