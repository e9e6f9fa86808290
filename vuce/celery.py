"""Celery application: `celery -A vuce worker` and `celery -A vuce beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vuce.settings")
app = Celery("vuce")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
