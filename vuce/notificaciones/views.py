"""The buzón: everyone reads their own notices, and a supervisor those of its company's secondary users (USR-09).

Opening one's own is a deposit's counterpart and is recorded; that a supervisor read it is not.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
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
    de_la_empresa = request.GET.get("de") == "empresa"
    filtro = FiltroAvisos(request.GET, _supervisados(request) if de_la_empresa else _suyos(request))
    sin_abrir = When(leido_en=None, then=F("id") + SIN_ABRIR_PRIMERO)
    turno = Case(sin_abrir, default=F("id"), output_field=BigIntegerField())
    pagina = paginar(request, filtro.qs.annotate(turno=turno), orden=("-turno",))
    filtrado = any(request.GET.get(campo) for campo in filtro.filters if campo != "de")
    contexto = {
        "pagina": pagina,
        "filtro": filtro,
        "filtrado": filtrado,
        "de_la_empresa": de_la_empresa,
        "supervisa": _titulares().supervisados_por(request.user).exists(),
    }
    return render(request, "notificaciones/buzon.html", contexto)


@require_safe
def aviso(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice; one's own shows its text only once opened, since reading a page writes nothing."""
    elegido = get_object_or_404(_suyos(request) | _supervisados(request), pk=pk)
    return render(
        request, "notificaciones/aviso.html", {"aviso": elegido, "ajeno": elegido.usuario_id != request.user.pk}
    )


@require_POST
def abrir(request: HttpRequest, pk: int) -> HttpResponse:
    """Record when the notice was first opened, and show it."""
    elegido = get_object_or_404(_suyos(request), pk=pk)
    Aviso.objects.filter(pk=elegido.pk, leido_en=None).update(leido_en=timezone.now())
    return redirect("notificaciones:aviso", elegido.pk)


def _suyos(request: HttpRequest) -> QuerySet[Aviso]:
    return Aviso.objects.filter(usuario=request.user.pk).select_related("tramite", "usuario")


def _supervisados(request: HttpRequest) -> QuerySet[Aviso]:
    suyos = Aviso.objects.filter(usuario__in=_titulares().supervisados_por(request.user))
    return suyos.select_related("tramite", "usuario")


def _titulares() -> Any:
    """Query set of the holders' model: it says whose mailbox a supervisor reads."""
    return apps.get_model(settings.VUCE_TITULAR_MODEL)._default_manager.all()
