from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from vuce.comun import views

urlpatterns = [
    path("idioma/", login_not_required(set_language), name="set_language"),
    path("componentes/", views.componentes, name="componentes"),
]
