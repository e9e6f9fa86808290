from django.urls import path

from contingentes import views

app_name = "contingentes"
urlpatterns = [
    path("", views.vigentes, name="vigentes"),
    path("normatividad/", views.normatividad, name="normatividad"),
]
