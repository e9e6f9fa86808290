"""URL configuration: one line an app; procedures are routed by the registry (vuce/tramites/urls.py)."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from vuce.tramites.views import inicio

urlpatterns: list[URLPattern | URLResolver] = [
    path("", inicio, name="inicio"),
    path("tramites/", include("vuce.tramites.urls")),
    path("contingentes/", include("contingentes.urls")),
    path("buzon/", include("vuce.notificaciones.urls")),
    path("verificar/", include("vuce.documentos.urls")),
    path("catalogos/", include("vuce.catalogos.urls")),
    path("usuarios/", include("usuarios.urls")),
    path("api/v1/", include("vuce.tramites.urls_api")),
    path("admin/", admin.site.urls),
    path("", include("vuce.comun.urls")),
]
