"""The living page of components."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from vuce.comun.componentes import ejemplos


@login_not_required
def componentes(request: HttpRequest) -> HttpResponse:
    """Every component with example data: only where the portal is developed or shown, never in production."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "componentes/pagina.html", ejemplos(request.POST or None))
