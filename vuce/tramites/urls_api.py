from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from vuce.tramites.api import registrar_rutas

router = SimpleRouter()
registrar_rutas(router)
urlpatterns = [
    path("", include(router.urls)),
    path("esquema/", SpectacularAPIView.as_view(), name="esquema"),
]
