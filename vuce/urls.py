"""URL configuration: one line an app; procedures are routed by the registry (vuce/tramites/urls.py)."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from health_check.views import HealthCheckView

from vuce.tramites.views import inicio

ENTRADA = "usuarios:ingresar"
SALUD = ["health_check.Database", "health_check.Cache"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", inicio, name="inicio"),
    path("tramites/", include("vuce.tramites.urls")),
    path("contingentes/", include("contingentes.urls")),
    path("buzon/", include("vuce.notificaciones.urls")),
    path("verificar/", include("vuce.documentos.urls")),
    path("catalogos/", include("vuce.catalogos.urls")),
    path("usuarios/", include("usuarios.urls")),
    path("usuarios/", include("usuarios.ingreso.urls")),
    path("api/v1/", include("vuce.tramites.urls_api")),
    path(
        "admin/login/",
        login_not_required(RedirectView.as_view(pattern_name=ENTRADA, query_string=True)),
        name="entrada_admin",
    ),
    path("admin/", admin.site.urls),
    path("salud/", login_not_required(HealthCheckView.as_view(checks=SALUD)), name="salud"),
    path("", include("vuce.comun.urls")),
]
