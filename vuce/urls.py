"""URL configuration: one line an app; procedures are routed by the registry (vuce/tramites/urls.py)."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
