from django.urls import path

from vuce.notificaciones import views

app_name = "notificaciones"
urlpatterns = [
    path("", views.buzon, name="buzon"),
    path("<int:pk>/", views.aviso, name="aviso"),
    path("<int:pk>/abrir/", views.abrir, name="abrir"),
]
