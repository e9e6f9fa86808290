from django.contrib.auth.views import LogoutView
from django.urls import path

from usuarios import views
from usuarios.cuentas import desde_fuera
from usuarios.datos import views as datos
from usuarios.datos import views_correo
from usuarios.ingreso import views_clave, views_cuenta, views_primero
from usuarios.poderes import views as poderes
from usuarios.registro import views as registro
from usuarios.secundarios import views as secundarios
from usuarios.secundarios import views_carga

app_name = "usuarios"
urlpatterns = [
    path("ingresar/", views.Ingresar.as_view(), name="ingresar"),
    path("salir/", LogoutView.as_view(), name="salir"),
    path("registro/", registro.registro, name="registro"),
    path("registro/<str:secreto>/", registro.enlace, name="registro_enlace"),
    path("actuar-por/", views.cambiar, name="cambiar"),
    path("empresa/", datos.datos, name="datos"),
    path("empresa/historia/", datos.historia, name="datos_historia"),
    path("empresa/correo/", views_correo.pedir, name="correo_de_empresa"),
    path("empresa/correo/<str:secreto>/", views_correo.confirmar, name="confirmar_correo_de_empresa"),
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
    path("primer-ingreso/", views_primero.primer_ingreso, name="primer_ingreso"),
    path("mis-datos/", views_primero.mis_datos, name="mis_datos"),
    path("clave/", views_clave.cambiar_clave, name="clave"),
    path("clave/nueva/", views_clave.pedir_clave, name="pedir_clave"),
    path("enlace/<str:secreto>/", views_clave.abrir_enlace, name="enlace"),
    path("reactivacion/<str:secreto>/", desde_fuera.pedir, name="reactivacion"),
    path("actividad/", views_cuenta.actividad, name="actividad"),
    path("<int:pk>/actividad/", views_cuenta.actividad_de, name="actividad_de"),
    path("sesiones/", views_cuenta.sesiones, name="sesiones"),
    path("sesiones/cerrar/", views_cuenta.cerrar_sesiones, name="cerrar_sesiones"),
    path("tokens/", views_cuenta.tokens, name="tokens"),
    path("tokens/<int:pk>/revocar/", views_cuenta.revocar_token, name="revocar_token"),
]
