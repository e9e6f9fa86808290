from django.contrib.auth.views import LogoutView
from django.urls import path

from usuarios import views
from usuarios.registro import views as registro

app_name = "usuarios"
urlpatterns = [
    path("ingresar/", views.Ingresar.as_view(), name="ingresar"),
    path("salir/", LogoutView.as_view(), name="salir"),
    path("registro/", registro.registro, name="registro"),
    path("registro/<str:secreto>/", registro.enlace, name="registro_enlace"),
    path("actuar-por/", views.cambiar, name="cambiar"),
]
