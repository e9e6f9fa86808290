from django.urls import path

from vuce.catalogos import views

app_name = "catalogos"
urlpatterns = [
    path("subpartidas/", views.subpartidas, name="subpartidas"),
    path("paises/", views.paises, name="paises"),
]
