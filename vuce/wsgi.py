import os

from django.core.wsgi import get_wsgi_application

from vuce.comun.utf8 import solo_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vuce.settings")
application = solo_utf8(get_wsgi_application())
