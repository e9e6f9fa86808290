"""The test run: production's settings, harsher where it costs nothing."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "pruebas")
os.environ.setdefault("VUCE_DEMO", "1")
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("VUCE_ARCHIVOS", tempfile.mkdtemp(prefix="vuce-archivos-"))

from vuce.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.juguete"]  # noqa: F405
SITIO_URL = "http://testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="vuce-static-"))
FIRMA_P12 = {}  # the fixture `confianza` gives the demo certificates
DATABASES["default"]["CONN_MAX_AGE"] = None  # noqa: F405  # the run's connection outlives any request
