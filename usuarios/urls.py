from django.contrib.auth.views import LogoutView
from django.urls import path

from usuarios import views

app_name = "usuarios"
urlpatterns = [
    path("ingresar/", views.Ingresar.as_view(), name="ingresar"),
    path("salir/", LogoutView.as_view(), name="salir"),
    path("actuar-por/", views.cambiar, name="cambiar"),
]
