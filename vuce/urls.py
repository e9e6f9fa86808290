"""URL configuration: one line an app; procedures are routed by the registry (vuce/tramites/urls.py)."""

from django.conf import settings
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
    path("idioma/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("componentes/", include("vuce.comun.urls")))
