from django.contrib.auth.views import LogoutView
from django.urls import path

from usuarios import views
from usuarios.poderes import views as poderes
from usuarios.secundarios import views as secundarios
from usuarios.secundarios import views_carga

app_name = "usuarios"
urlpatterns = [
    path("ingresar/", views.Ingresar.as_view(), name="ingresar"),
    path("salir/", LogoutView.as_view(), name="salir"),
    path("actuar-por/", views.cambiar, name="cambiar"),
    path("poderes/", poderes.lista, name="poderes"),
    path("poderes/<int:poder>/revocar/", poderes.revocar, name="revocar_poder"),
    path("secundarios/", secundarios.lista, name="secundarios"),
    path("secundarios/areas/<slug:area>/", secundarios.lista, name="area"),
    path("secundarios/elegir/", secundarios.elegir, name="elegir"),
    path("secundarios/nuevo/", secundarios.nuevo, name="nuevo"),
    path("secundarios/<int:usuario>/perfiles/", secundarios.perfiles, name="perfiles"),
    path("secundarios/<int:usuario>/roles/", secundarios.asignar, name="roles"),
    path("secundarios/<int:usuario>/estado/<slug:accion>/", secundarios.estado, name="estado"),
    path("secundarios/cargas/", views_carga.cargas, name="cargas"),
    path("secundarios/cargas/plantilla/<slug:formato>/", views_carga.plantilla, name="plantilla"),
    path("secundarios/cargas/<int:carga_id>/", views_carga.ver_carga, name="carga"),
]
