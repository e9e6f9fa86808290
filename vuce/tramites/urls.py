from django.urls import path

from vuce.tramites import views

app_name = "tramites"
urlpatterns = [
    path("", views.lista, name="lista"),
    path("exportar/<slug:formato>/", views.exportar, name="exportar"),
    path("carga/", views.carga, name="carga"),
    path("nueva/", views.catalogo, name="catalogo"),
    path("nueva/<str:codigo>/", views.nueva, name="nueva"),
    path("borradores/<uuid:pk>/", views.borrador, name="borrador"),
    path("borradores/<uuid:pk>/guardar/", views.guardar_borrador, name="guardar_borrador"),
    path("borradores/<uuid:pk>/eliminar/", views.eliminar_borrador, name="eliminar_borrador"),
    path("borradores/<uuid:pk>/adjuntos/<int:adjunto>/", views.adjunto_de_borrador, name="adjunto_de_borrador"),
    path("avisos/<int:aviso>/constancia/", views.constancia, name="constancia"),
    path("<int:pk>/", views.ficha, name="ficha"),
    path("<int:pk>/modificar/", views.modificar, name="modificar"),
    path("<int:pk>/copiar/", views.copiar, name="copiar"),
    path("<int:pk>/acciones/<slug:accion>/", views.accion, name="accion"),
    path("<int:pk>/documentos/", views.documentos, name="documentos"),
    path("<int:pk>/documentos/<int:documento>/", views.documento, name="documento"),
    path("<int:pk>/documentos/<int:documento>/reintentar/", views.reintentar, name="reintentar"),
    path("<int:pk>/adjuntos/<int:adjunto>/", views.adjunto, name="adjunto"),
]
