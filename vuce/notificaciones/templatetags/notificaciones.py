from django import template
from django.template.context import RequestContext

from vuce.notificaciones.models import Aviso

register = template.Library()
TOPE = 99


@register.simple_tag(takes_context=True)
def avisos_sin_leer(context: RequestContext) -> str:
    """How many notices the user has not opened, for a badge: «», «7», «99+»."""
    usuario = context["request"].user
    if not usuario.is_authenticated:
        return ""
    cuantos = Aviso.objects.sin_leer(usuario).order_by("pk")[: TOPE + 1].count()
    return "" if not cuantos else f"{TOPE}+" if cuantos > TOPE else str(cuantos)
