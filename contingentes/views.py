"""Where a request begins: the quotas in force; and the circulars that rule them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from contingentes.models import Circular, Contingente, Etapa, Grupo
from contingentes.resumenes import COLUMNAS_DE_CIRCULARES, COLUMNAS_DE_GRUPOS, cifras_de_grupo, filas_de_circulares
from vuce.tramites.permisos import puede_solicitar

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def vigentes(request: HttpRequest) -> HttpResponse:
    """«Nueva solicitud» (CTG-01): the quotas in force with what remains of each group."""
    grupos = Grupo.objects.filter(saldo__isnull=False).select_related("saldo").order_by("id")
    consulta = Contingente.objects.publicados().vigentes(localdate())
    consulta = consulta.prefetch_related(Prefetch("grupos", grupos), "circular__etapas").order_by("nombre", "id")
    contexto = {
        "contingentes": [_tarjeta(contingente) for contingente in consulta],
        "columnas": COLUMNAS_DE_GRUPOS,
        "puede_solicitar": puede_solicitar(request.actua_por, "contingentes"),  # type: ignore[attr-defined]
    }
    return render(request, "contingentes/vigentes.html", contexto)


def _tarjeta(contingente: Contingente) -> dict[str, Any]:
    ahora, etapa = timezone.now(), contingente.version.etapa(Etapa.Clase.CUPO)
    return {
        "contingente": contingente,
        "circular": contingente.version,
        "etapa": etapa,
        "abierta": etapa is not None and etapa.abierta(ahora),
        "por_abrir": etapa is not None and ahora < etapa.abre_en,
        "grupos": [cifras_de_grupo(grupo) for grupo in contingente.grupos.all()],
    }


@login_not_required
@require_safe
def normatividad(request: HttpRequest) -> HttpResponse:
    """The circulars of every quota, newest first."""
    circulares = Circular.objects.filter(publicada_en__isnull=False).select_related("contingente")
    ordenadas = circulares.order_by("contingente__nombre", "contingente_id", "-version")
    contexto = {"columnas": COLUMNAS_DE_CIRCULARES, "filas": filas_de_circulares(ordenadas)}
    return render(request, "contingentes/normatividad.html", contexto)
