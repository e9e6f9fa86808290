from django.contrib.auth.views import LogoutView
from django.urls import path

from usuarios import views
from usuarios.ingreso import views_clave, views_cuenta, views_primero
from usuarios.registro import views as registro

app_name = "usuarios"
urlpatterns = [
    path("ingresar/", views.Ingresar.as_view(), name="ingresar"),
    path("salir/", LogoutView.as_view(), name="salir"),
    path("registro/", registro.registro, name="registro"),
    path("registro/<str:secreto>/", registro.enlace, name="registro_enlace"),
    path("actuar-por/", views.cambiar, name="cambiar"),
    path("primer-ingreso/", views_primero.primer_ingreso, name="primer_ingreso"),
    path("mis-datos/", views_primero.mis_datos, name="mis_datos"),
    path("clave/", views_clave.cambiar_clave, name="clave"),
    path("clave/nueva/", views_clave.pedir_clave, name="pedir_clave"),
    path("enlace/<str:secreto>/", views_clave.abrir_enlace, name="enlace"),
    path("actividad/", views_cuenta.actividad, name="actividad"),
    path("<int:pk>/actividad/", views_cuenta.actividad_de, name="actividad_de"),
    path("sesiones/", views_cuenta.sesiones, name="sesiones"),
    path("sesiones/cerrar/", views_cuenta.cerrar_sesiones, name="cerrar_sesiones"),
    path("tokens/", views_cuenta.tokens, name="tokens"),
    path("tokens/<int:pk>/revocar/", views_cuenta.revocar_token, name="revocar_token"),
]
