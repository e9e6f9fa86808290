"""Suggestions while one types: at most twenty, for whoever is logged in."""

from django.contrib.postgres.search import SearchVector
from django.db.models import Case, Q, Value, When
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vuce.catalogos.models import Pais, Subpartida
from vuce.catalogos.models.subpartida import consulta_de_palabras

SUGERENCIAS = 20
LARGO_MAXIMO = 100


@require_safe
def subpartidas(request: HttpRequest) -> JsonResponse:
    """`?q=1701` or `?q=azúcar`: `{"resultados": [{codigo, con_puntos, texto, unidad, verificada}]}`."""
    filas = Subpartida.objects.vigentes().buscar(_buscado(request)).select_related("unidad")[:SUGERENCIAS]
    return JsonResponse(
        {
            "resultados": [
                {
                    "codigo": fila.codigo,
                    "con_puntos": fila.con_puntos,
                    "texto": fila.descripcion_completa,
                    "unidad": str(fila.unidad or ""),
                    "verificada": fila.verificada,
                    "aviso": "" if fila.verificada else _("sin verificar"),
                }
                for fila in filas
            ]
        }
    )


@require_safe
def paises(request: HttpRequest) -> JsonResponse:
    """`?q=méx`, `?q=MX` or `?q=493`: `{"resultados": [{codigo, iso2, iso3, texto}]}`."""
    buscado = _buscado(request)
    filas = Pais.objects.vigentes().annotate(palabras=SearchVector("nombre", config="spanish"))
    exacto = Q(codigo=buscado) | Q(iso2__iexact=buscado) | Q(iso3__iexact=buscado)
    condicion = exacto | Q(nombre__icontains=buscado)
    if consulta := consulta_de_palabras(buscado):
        condicion |= Q(palabras=consulta)
    primero = Case(When(exacto, then=Value(0)), When(nombre__istartswith=buscado, then=Value(1)), default=Value(2))
    elegidas = filas.filter(condicion).order_by(primero, "nombre", "codigo")[:SUGERENCIAS] if buscado else []
    return JsonResponse(
        {
            "resultados": [
                {"codigo": fila.codigo, "iso2": fila.iso2, "iso3": fila.iso3, "texto": fila.nombre} for fila in elegidas
            ]
        }
    )


def _buscado(request: HttpRequest) -> str:
    """What was typed, without what PostgreSQL does not take."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:LARGO_MAXIMO]
