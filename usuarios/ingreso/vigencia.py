"""How long an account lasts (Resolución 4240 de 2000, art. 6)."""

from datetime import date, timedelta

from django.db.models import Max

from usuarios.models import EmpresaUserObjectPermission, Usuario
from usuarios.parametros import VIGENCIAS
from vuce.catalogos.parametros import parametro
from vuce.comun.instantes import sumar_anios, sumar_meses
from vuce.comun.terminos import Termino, UnidadTermino


def vencimiento(clase: str, desde: date) -> date:
    """Last day of an account of that class which begins on `desde`."""
    termino: Termino = parametro(VIGENCIAS[Usuario.Vigencia(clase)], desde).valor
    if termino.unidad == UnidadTermino.ANIOS:
        return sumar_anios(desde, termino.cantidad)
    if termino.unidad == UnidadTermino.MESES:
        return sumar_meses(desde, termino.cantidad)
    return desde + timedelta(days=termino.cantidad)


def ultimo_dia(usuario: Usuario, desde: date) -> date:
    """Of the account of `usuario` if it begins on `desde`: a secondary's ends with its company's at most (USR-02)."""
    propio = vencimiento(usuario.vigencia, desde)
    roles = EmpresaUserObjectPermission.objects.filter(
        content_object=usuario.empresa_id, permission__codename="administrar"
    )
    principales = Usuario.objects.filter(pk__in=roles.values("user"), situacion=Usuario.Estado.ACTIVO)
    de_la_empresa = principales.exclude(pk=usuario.pk).aggregate(ultimo=Max("vence_el"))["ultimo"]
    if roles.filter(user=usuario).exists() or de_la_empresa is None or de_la_empresa < desde:
        return propio
    return min(propio, de_la_empresa)
