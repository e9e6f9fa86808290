"""On whose behalf a user may act, and on whose it acts now (chosen in the session, checked at each request)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from usuarios.models import Empresa, Poder, Usuario
from usuarios.models.empresa import EmpresaQuerySet
from usuarios.models.poder import PoderQuerySet
from vuce.catalogos.models import Dependencia
from vuce.catalogos.models.entidad import DependenciaQuerySet
from vuce.comun.formularios import leer_entero
from vuce.tramites.quien import Quien

CLAVE_SESION = "actua_por"
A_LA_VISTA = 8  # qualities that the header offers; whoever has more looks for them on a page of their own


@dataclass(frozen=True, slots=True)
class Calidad:
    """One way in which a user may act: `clave` is what the switcher posts. `poderes`: the longest first."""

    clave: str
    etiqueta: str
    titular: Empresa | None = None
    poderes: tuple[Poder, ...] = ()
    dependencia: Dependencia | None = None


def poderdantes(usuario: Usuario) -> EmpresaQuerySet:
    """Companies that gave a mandate in force to the user's own."""
    return Empresa.objects.filter(Exists(_poderes(usuario).filter(titular=OuterRef("pk"))))


def calidades(usuario: Usuario) -> list[Calidad]:
    """Own company first, then the titulares of mandates in force, then the queues of an authority."""
    poderes = _poderes(usuario).select_related("titular").order_by("titular__razon_social", "titular_id", "-hasta")
    otras = [_de_poderes(tuple(suyos)) for _titular, suyos in groupby(poderes, lambda poder: poder.titular_id)]
    colas = _colas(usuario).select_related("entidad")
    return [*_propia(usuario), *otras, *map(_de_cola, colas)]


def calidades_a_la_vista(usuario: Usuario) -> list[Calidad] | None:
    """All of them where they are few, else None: a broker's two thousand mandates are not read for a header."""
    poderes = _poderes(usuario).order_by("titular_id").values_list("titular_id", flat=True)
    return calidades(usuario) if len(poderes.distinct()[: A_LA_VISTA + 1]) <= A_LA_VISTA else None


def calidad(usuario: Usuario, clave: str) -> Calidad | None:
    """The one named by `clave`, if the user has it at this instant."""
    clase, _guion, valor = clave.partition("-")
    numero = leer_entero(valor)
    if clase == "dependencia" and valor.isprintable():
        return next(map(_de_cola, _colas(usuario).filter(pk=valor).select_related("entidad")), None)
    if clase != "empresa" or numero is None:
        return None
    if numero == usuario.empresa_id:
        return next(_propia(usuario))
    poderes = _poderes(usuario).filter(titular=numero).select_related("titular").order_by("-hasta", "-id")
    return _de_poderes(tuple(poderes)) if poderes else None


def calidad_de(quien: Quien) -> Calidad | None:
    """The one in which somebody acts, as `calidad` would give it."""
    if quien.poderes:
        return _de_poderes(quien.poderes)
    if quien.dependencia is not None:
        return _de_cola(quien.dependencia)
    return next(_propia(quien.usuario), None)


def resolver(request: HttpRequest) -> Quien:
    """The chosen quality if it still holds, else the user's own: its company, or the first of its queues."""
    origen = {"ip": request.META.get("REMOTE_ADDR"), "agente": request.META.get("HTTP_USER_AGENT", "")[:300]}
    usuario = request.user
    if not usuario.is_authenticated:
        return Quien(**origen)
    forma = calidad(usuario, request.session.get(CLAVE_SESION, "")) or _primera(usuario)
    if forma is None:
        return Quien(usuario=usuario, **origen)
    return Quien(usuario, forma.titular, forma.poderes, forma.dependencia, **origen)


def _primera(usuario: Usuario) -> Calidad | None:
    colas = map(_de_cola, _colas(usuario).select_related("entidad")[:1])
    return next(_propia(usuario), None) or next(colas, None)


def _poderes(usuario: Usuario) -> PoderQuerySet:
    vigentes = Poder.objects.vigentes()
    return vigentes.filter(apoderada=usuario.empresa_id) if usuario.empresa_id else vigentes.none()


def _colas(usuario: Usuario) -> DependenciaQuerySet:
    return Dependencia.objects.para(usuario, "evaluar", "aprobar", "configurar")


def _propia(usuario: Usuario) -> Iterator[Calidad]:
    if usuario.empresa_id and usuario.empresa:
        yield Calidad(f"empresa-{usuario.empresa_id}", str(usuario.empresa), titular=usuario.empresa)


def _de_poderes(poderes: tuple[Poder, ...]) -> Calidad:
    titular = poderes[0].titular
    return Calidad(f"empresa-{titular.pk}", str(titular), titular, poderes)


def _de_cola(cola: Dependencia) -> Calidad:
    return Calidad(f"dependencia-{cola.pk}", str(cola), dependencia=cola)
