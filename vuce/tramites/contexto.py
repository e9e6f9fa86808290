"""The menu on the left: made from the registry, for the quality in which one acts."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from vuce.tramites.procedimientos import REGISTRO, Procedimiento


def menu(request: HttpRequest) -> dict[str, Any]:
    quien = getattr(request, "actua_por", None)
    if quien is None or quien.usuario is None:
        return {"menu": []}
    lista = reverse("tramites:lista")
    entradas = [_entrada(_("Inicio"), reverse("inicio"), "house", request)]
    if quien.dependencia is not None:
        entradas.append(_entrada(_("Bandeja"), lista, "inbox", request))
    else:
        abiertos = [p for p in REGISTRO.values() if quien.titular and quien.titular.admite(p.codigo)]
        modulos = dict.fromkeys(p.modulo for p in abiertos)
        entradas += [_modulo(m, [p for p in abiertos if p.modulo == m], lista, request) for m in modulos]
    entradas.append(_entrada(_("Buzón"), reverse("notificaciones:buzon"), "envelope", request))
    return {"menu": entradas}


def _entrada(etiqueta: str, url: str, icono: str, request: HttpRequest) -> dict[str, Any]:
    return {"etiqueta": etiqueta, "url": url, "icono": icono, "activo": request.path == url, "hijos": []}


def _propias(modulo: str, request: HttpRequest) -> list[tuple[Any, str]]:
    """Pages that the app itself offers: its AppConfig's `menu(request)` gives (label, URL name)."""
    ofrece = getattr(apps.get_app_config(modulo), "menu", None)
    return ofrece(request) if ofrece else []


def _modulo(modulo: str, suyos: list[Procedimiento], lista: str, request: HttpRequest) -> dict[str, Any]:
    con_pagina = (reverse(p.catalogo_url) for p in suyos if p.catalogo_url and not p.origen)
    url_nueva = next(con_pagina, reverse("tramites:catalogo"))
    hijos = [
        _entrada(_("Nueva solicitud"), url_nueva, "", request),
        _entrada(_("Mis solicitudes"), lista, "", request),
        *(_entrada(etiqueta, reverse(nombre), "", request) for etiqueta, nombre in _propias(modulo, request)),
    ]
    return {
        "etiqueta": str(apps.get_app_config(modulo).verbose_name),
        "url": "",
        "icono": "folder",
        "activo": any(hijo["activo"] for hijo in hijos),
        "hijos": hijos,
    }
