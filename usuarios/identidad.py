"""On whose behalf a user may act, and on whose it acts now (chosen in the session, checked at each request)."""

from dataclasses import dataclass

from django.http import HttpRequest

from usuarios.models import Empresa, Poder, Usuario
from vuce.catalogos.models import Dependencia
from vuce.tramites.quien import Quien

CLAVE_SESION = "actua_por"


@dataclass(frozen=True, slots=True)
class Calidad:
    """One way in which a user may act: `clave` is what the switcher posts."""

    clave: str
    etiqueta: str
    titular: Empresa | None = None
    poder: Poder | None = None
    dependencia: Dependencia | None = None


def calidades(usuario: Usuario) -> list[Calidad]:
    """Own company first, then the titulares of mandates in force, then the queues of an authority."""
    formas: list[Calidad] = []
    if usuario.empresa_id and usuario.empresa:
        formas.append(Calidad(f"empresa-{usuario.empresa_id}", str(usuario.empresa), titular=usuario.empresa))
        poderes = Poder.objects.vigentes().filter(apoderada=usuario.empresa_id).select_related("titular")
        vistos: set[int] = set()
        for poder in poderes.order_by("titular__razon_social", "-hasta"):
            if poder.titular_id not in vistos:
                vistos.add(poder.titular_id)
                formas.append(Calidad(f"empresa-{poder.titular_id}", str(poder.titular), poder.titular, poder))
    colas = Dependencia.objects.para(usuario, "evaluar", "aprobar", "configurar").select_related("entidad")
    return formas + [Calidad(f"dependencia-{cola.pk}", str(cola), dependencia=cola) for cola in colas]


def resolver(request: HttpRequest) -> Quien:
    """The chosen quality if it still holds, else the first one the user has."""
    origen = {"ip": request.META.get("REMOTE_ADDR"), "agente": request.META.get("HTTP_USER_AGENT", "")[:300]}
    usuario = request.user
    if not usuario.is_authenticated:
        return Quien(**origen)
    formas = calidades(usuario)
    elegida = request.session.get(CLAVE_SESION)
    forma = next((f for f in formas if f.clave == elegida), formas[0] if formas else None)
    if forma is None:
        return Quien(usuario=usuario, **origen)
    return Quien(usuario, forma.titular, forma.poder, forma.dependencia, **origen)
