"""Settings of the portal: one file, everything by environment, sane defaults (docs/operacion/)."""

import os
from pathlib import Path

import django_stubs_ext
import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

django_stubs_ext.monkeypatch()  # generics of Django's classes, as the type checker knows them
BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- What this instance is ---
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("VUCE_DEMO", False)  # demo people and certificate authority; without it their root is not trusted
SECRET_KEY = env("SECRET_KEY")
SITIO_URL = env("SITIO_URL", default="http://localhost:8000")  # what links, QR codes and mails point to
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
VAR_DIR = Path(env("VUCE_VAR", default=str(BASE_DIR / "var")))

# --- Composition: the procedure apps are named here, in urls.py and nowhere else ---
APPS_PROCEDIMIENTOS = ["usuarios", "contingentes", "programas_seiex", "operaciones_manuales", "aduana"]
INSTALLED_APPS = [
    "vuce.comun",
    "vuce.catalogos",
    "vuce.firma",
    "vuce.plazos",
    "vuce.documentos",
    "vuce.notificaciones",
    "vuce.api",
    "vuce.tramites",
    *APPS_PROCEDIMIENTOS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_filters",
    "django_htmx",
    "django_linear_migrations",
    "django_prometheus",
    "drf_spectacular",
    "guardian",
    "health_check",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "template_partials",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "vuce.comun.proxy.ClienteDetrasDeProxy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "usuarios.middleware.ActuaPorMiddleware",
    "usuarios.intentos.IntentosMiddleware",
    "usuarios.registro.entrada.SoloSuRegistroMiddleware",
    "usuarios.ingreso.puerta.PuertaMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vuce.comun.utf8.RutaSinNulos",
]
ROOT_URLCONF = "vuce.urls"
WSGI_APPLICATION = "vuce.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vuce.comun.contexto.portal",
                "vuce.tramites.contexto.menu",
                "usuarios.contexto.actua_por",
            ],
        },
    },
]
FORM_RENDERER = "vuce.comun.formularios.RenderizadorVuce"

# --- Data ---
DATABASES = {"default": env.db("DATABASE_URL", default="postgres://vuce@127.0.0.1:5432/vuce")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A lock that is not had in 3 s is a clear message, not a hanging page (docs/desarrollo/arquitectura.md).
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c lock_timeout=3000"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "vuce.comun.cache.RedisQuePuedeFaltar", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "usuarios.ingreso.sesiones"

# --- Files: a folder here, a bucket where AWS_STORAGE_BUCKET_NAME is set (S3 API) ---
MEDIA_ROOT = Path(env("VUCE_ARCHIVOS", default=str(VAR_DIR / "archivos")))
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
AWS_STORAGE_BUCKET_NAME = env("AWS_STORAGE_BUCKET_NAME", default="")
AWS_S3_ENDPOINT_URL = env("AWS_S3_ENDPOINT_URL", default=None)
AWS_S3_FILE_OVERWRITE = False
if AWS_STORAGE_BUCKET_NAME:
    STORAGES["default"] = {"BACKEND": "storages.backends.s3.S3Storage"}
ADJUNTO_MAXIMO_BYTES = env.int("ADJUNTO_MAXIMO_BYTES", 20 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
CLAMD_URL = env("CLAMD_URL", default="")  # tcp://host:3310 or unix:///path; empty: no antivirus

# --- Who is who ---
AUTH_USER_MODEL = "usuarios.Usuario"
VUCE_TITULAR_MODEL = "usuarios.Empresa"
AUTHENTICATION_BACKENDS = [
    "usuarios.backends.NitUsuarioBackend",
    "usuarios.registro.entrada.EntradaDeNovatos",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
# --- Second factor, entering anew and single sign-on: django-allauth behind the portal's own entry ---
SEGUNDO_FACTOR_OBLIGATORIO = env.bool("SEGUNDO_FACTOR_OBLIGATORIO", not DEMO)  # for those who review or administer
ACCOUNT_ADAPTER = "usuarios.ingreso.adaptadores.Cuentas"
ACCOUNT_EMAIL_VERIFICATION = "none"  # the portal verifies addresses by its own links
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "codigo"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "correo"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "usuarios.ingreso.adaptadores.SegundoFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "VUCE"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
SOCIALACCOUNT_ADAPTER = "usuarios.ingreso.adaptadores.Funcionarios"
OIDC_NOMBRE = env("OIDC_NOMBRE", default="")  # what the button says; empty: no single sign-on
OIDC_URL = env("OIDC_URL", default="")  # the issuer, before /.well-known/openid-configuration
OIDC_CLIENTE = env("OIDC_CLIENTE", default="")
OIDC_SECRETO = env("OIDC_SECRETO", default="")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "entidad",
                "name": OIDC_NOMBRE,
                "client_id": OIDC_CLIENTE,
                "secret": OIDC_SECRETO,
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_NOMBRE
        else [],
    }
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("codigo", "nombre", "correo", "documento")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "usuarios:ingresar"
# Registries of others, by address (docs/operacion/registros.md); empty: what people type is kept as not verified
REGISTROS = {
    "personas": env("REGISTRO_PERSONAS_URL", default=""),
    "tributario": env("REGISTRO_TRIBUTARIO_URL", default=""),
    "agencias": env("REGISTRO_AGENCIAS_URL", default=""),
}
REGISTROS_SEGUNDOS = env.float("REGISTROS_SEGUNDOS", 2.0)
LOGIN_REDIRECT_URL = "inicio"
LOGOUT_REDIRECT_URL = "inicio"

# --- Language, time, numbers ---
LANGUAGE_CODE = "es-co"
LANGUAGES = [("es-co", _("Español")), ("en", _("Inglés"))]
LOCALE_PATHS = [BASE_DIR / "vuce" / "locale"]
TIME_ZONE = "America/Bogota"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "vuce.comun.formatos"  # numbers are written the Colombian way in every language

# --- Work behind the request ---
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is down may hold a request for a blink, not for seconds: the sweeps find what it did not take.
REINTENTOS_DE_COLA = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    **REINTENTOS_DE_COLA,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = REINTENTOS_DE_COLA
CELERY_TIMEZONE = TIME_ZONE
BARRIDO_SEGUNDOS = env.int("BARRIDO_SEGUNDOS", 60)  # a row pending for longer has lost its message
CELERY_BEAT_SCHEDULE = {
    "barrer_documentos": {"task": "vuce.tramites.tasks.barrer_documentos", "schedule": BARRIDO_SEGUNDOS},
    "vencer_plazos": {"task": "vuce.tramites.tasks.vencer_plazos", "schedule": 30},
    "recalcular_plazos": {"task": "vuce.tramites.tasks.recalcular_plazos", "schedule": crontab(minute=5)},
    "barrer_correos": {"task": "vuce.notificaciones.tasks.barrer_correos", "schedule": BARRIDO_SEGUNDOS},
    "limpiar_archivos": {"task": "vuce.documentos.tasks.limpiar_archivos", "schedule": crontab(hour=3, minute=20)},
    "barrer_enlaces": {"task": "usuarios.tasks.barrer_enlaces", "schedule": BARRIDO_SEGUNDOS},
    "barrer_cargas": {"task": "usuarios.tasks.barrer_cargas", "schedule": BARRIDO_SEGUNDOS},
    "revisar_poderes": {"task": "usuarios.tasks.revisar_poderes", "schedule": crontab(hour=0, minute=10)},
    "revisar_cuentas": {"task": "usuarios.tasks.revisar_cuentas", "schedule": crontab(hour=4, minute=10)},
    "sellar_bitacora": {"task": "vuce.tramites.tasks.sellar_bitacora", "schedule": crontab(hour=2, minute=10)},
}

# --- Mail ---
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="VUCE <no-responder@vuce.example>")

# --- The institutions' certificates: PKCS#12 per entity, `mincit=/path/a.p12`; PINs in FIRMA_PINES ---
DEMO_DIR = VAR_DIR / "demo"
FIRMA_P12 = env.dict("FIRMA_P12", default={e: str(DEMO_DIR / f"{e}.p12") for e in ("mincit", "dian") if DEMO})
FIRMA_PINES = env.dict("FIRMA_PINES", default=dict.fromkeys(FIRMA_P12, "demo-2026") if DEMO else {})
ENTIDAD_SELLO = env("ENTIDAD_SELLO", default="mincit")  # whose key seals the record each night
FIRMA_TSA_URL = env("FIRMA_TSA_URL", default="")  # RFC 3161 timestamp authority; empty: signatures without timestamp
FIRMA_REVOCACION = env("FIRMA_REVOCACION", default="soft")  # hard: refuse without an answer; soft: warn; no: never ask
# Subject attributes in which an issuer writes the signer's number, besides the standard ones: {"documento": [oid], …}
FIRMA_OIDS = env.json("FIRMA_OIDS", default={"documento": [], "nit": []})

# --- Protection ---
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", False)
DETRAS_DE_PROXY = env.bool("DETRAS_DE_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DETRAS_DE_PROXY else None
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 0)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("COOKIES_SEGURAS", SECURE_SSL_REDIRECT)
SESSION_COOKIE_AGE = 8 * 3600
X_FRAME_OPTIONS = "SAMEORIGIN"  # the sheet shows its PDFs in a frame of its own origin
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF, *([OIDC_URL] if OIDC_URL else [])],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- API ---
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "usuarios.ingreso.tokens.PorToken",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "vuce.api.errores.manejador",
}
SPECTACULAR_SETTINGS = {"TITLE": "VUCE", "VERSION": "1", "SERVE_INCLUDE_SCHEMA": False}

# --- Logs ---
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"consola": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["consola"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "pyhanko": {"level": "ERROR"},  # a user's bad file is told to the user, not to the log
    },
}
os.environ.setdefault("PROMETHEUS_DISABLE_CREATED_SERIES", "True")
