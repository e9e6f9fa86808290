"""One shape for every refusal of the API: {"mensaje": …, "errores": {campo: [mensajes]}}; broken rules in `faltas`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from vuce.comun.rechazo import Rechazo


def manejador(error: Exception, contexto: dict[str, Any]) -> Response | None:
    if isinstance(error, Rechazo):
        return Response({"mensaje": error.mensaje, "errores": {}, "faltas": error.detalle}, error.estado_http)
    respuesta = exception_handler(error, contexto)
    if respuesta is None:
        return None
    if isinstance(error, ValidationError):
        errores = respuesta.data if isinstance(respuesta.data, dict) else {"": respuesta.data}
        respuesta.data = {"mensaje": _("Revise los datos marcados."), "errores": errores}
    elif isinstance(respuesta.data, dict) and "detail" in respuesta.data:
        respuesta.data = {"mensaje": str(respuesta.data["detail"]), "errores": {}}
    return respuesta
