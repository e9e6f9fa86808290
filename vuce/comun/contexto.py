"""What every page knows besides its own data."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info


def portal(request: HttpRequest) -> dict[str, Any]:
    return {
        "entorno_demo": settings.DEMO,
        "idiomas": [(codigo, get_language_info(codigo)["name_local"].split()[0]) for codigo, _ in settings.LANGUAGES],
        "sitio": settings.SITIO_URL,
    }
