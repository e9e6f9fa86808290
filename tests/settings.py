"""The test run: production's settings, harsher where it costs nothing."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

os.environ.setdefault("SECRET_KEY", "pruebas")
os.environ.setdefault("VUCE_DEMO", "1")
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("VUCE_ARCHIVOS", tempfile.mkdtemp(prefix="vuce-archivos-"))

from vuce.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.juguete"]  # noqa: F405
SITIO_URL = "http://testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
# A cache for each worker of the run: one test clears it whole.
_redis = urlsplit(REDIS_URL)  # noqa: F405
_base = int(_redis.path.strip("/") or 0) + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CACHES["default"]["LOCATION"] = _redis._replace(path=f"/{_base % 16}").geturl()  # noqa: F405
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="vuce-static-"))
FIRMA_P12 = {}  # the fixture `confianza` gives the demo certificates
DATABASES["default"]["CONN_MAX_AGE"] = None  # noqa: F405  # the run's connection outlives any request
