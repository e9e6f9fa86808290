"""The buzón: everyone reads their own notices; opening one is a deposit's counterpart and is recorded (USR-09)."""

from django.db.models import BigIntegerField, Case, F, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from vuce.comun.paginacion import paginar
from vuce.notificaciones.filtros import FiltroAvisos
from vuce.notificaciones.models import Aviso

SIN_ABRIR_PRIMERO = 2**62  # added to the key of the unopened, so that one unique column orders the list


@require_safe
def buzon(request: HttpRequest) -> HttpResponse:
    filtro = FiltroAvisos(request.GET, _suyos(request))
    sin_abrir = When(leido_en=None, then=F("id") + SIN_ABRIR_PRIMERO)
    turno = Case(sin_abrir, default=F("id"), output_field=BigIntegerField())
    pagina = paginar(request, filtro.qs.annotate(turno=turno), orden=("-turno",))
    filtrado = any(request.GET.get(campo) for campo in filtro.filters)
    return render(request, "notificaciones/buzon.html", {"pagina": pagina, "filtro": filtro, "filtrado": filtrado})


@require_safe
def aviso(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice; its text only once opened, since reading a page writes nothing."""
    return render(request, "notificaciones/aviso.html", {"aviso": get_object_or_404(_suyos(request), pk=pk)})


@require_POST
def abrir(request: HttpRequest, pk: int) -> HttpResponse:
    """Record when the notice was first opened, and show it."""
    elegido = get_object_or_404(_suyos(request), pk=pk)
    Aviso.objects.filter(pk=elegido.pk, leido_en=None).update(leido_en=timezone.now())
    return redirect("notificaciones:aviso", elegido.pk)


def _suyos(request: HttpRequest) -> QuerySet[Aviso]:
    return Aviso.objects.filter(usuario=request.user.pk).select_related("tramite")
