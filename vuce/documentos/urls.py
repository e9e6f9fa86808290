"""Public verification of documents; routed at `verificar/`, without a login."""

from django.urls import path

from vuce.documentos import views

urlpatterns = [
    path("", views.verificar, name="verificar"),
    path("<str:codigo>/", views.verificar_codigo, name="verificar_codigo"),
]
