"""Whose page a page of the company is: its principal's, or that of anybody who works in it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

from usuarios.models import Empresa
from vuce.tramites.quien import Peticion

Vista = Callable[..., HttpResponse]


def administra(usuario: Any) -> bool:
    """Whether it is the principal of its own company. No mandate gives this."""
    return Empresa.objects.para(usuario, "administrar", "").filter(pk=usuario.empresa_id).exists()


def del_principal(vista: Vista) -> Vista:
    """Only for the principal, and always about its own company, whoever it acts for now; 404 for everybody else."""

    @wraps(vista)
    def envuelta(request: Peticion, *args: Any, **kwargs: Any) -> HttpResponse:
        if not administra(request.user):
            raise Http404
        return vista(request, *args, **kwargs)

    return envuelta
