"""What every installation shares. Values that differ come from the environment or the module that extends this."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import structlog
from celery.schedules import crontab
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from environs import Env

from config.api.requests import with_request_id

env = Env()

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(env.str("REINSTATE_DATA", str(ROOT / ".data"))).resolve()
VERSION = "0.1.0"

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False  # a redirect would lose a POST's body; an unknown path is a plain 404

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "accounts.access.app.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "accounts",
    "assessments",
    "cases",
    "config",
]

MIDDLEWARE = [
    "config.api.requests.RequestIdMiddleware",
    "config.headers.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.browsers.SessionMiddleware",
    "config.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.browsers.AuthenticationMiddleware",
    "config.browsers.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.audit.middleware.ViewsMiddleware",
    "accounts.sessions.middleware.SessionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Who
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"  # where the log-in page was opened by itself
KNOX_TOKEN_MODEL = "knox.AuthToken"  # noqa: S105 - knox's own, which migrations ask for
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_TTL": timedelta(hours=12),
    "AUTO_REFRESH": False,
    "TOKEN_PREFIX": "rst_",
}

# Languages and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
FORMAT_MODULE_PATH = ["config.formats"]
LOCALE_PATHS = [ROOT / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files come from the web process itself (WhiteNoise)
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [ROOT / "config" / "static"]

# The API's house rules
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.keys.authentication.KeyAuthentication",
        "accounts.people.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.people.authentication.SecondFactorSetUp",
    ],
    "DEFAULT_PARSER_CLASSES": ["config.api.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["config.api.rendering.JSON"],
    "DEFAULT_THROTTLE_CLASSES": ["config.api.throttling.PersonThrottle"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "config.api.negotiation.OneFormat",
    "DEFAULT_PAGINATION_CLASS": "config.api.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["config.api.filters.StrictFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.HouseSchema",
    "EXCEPTION_HANDLER": "config.api.problems.exception_handler",
    "DEFAULT_THROTTLE_RATES": {"person": env.str("REINSTATE_RATE_LIMIT", "12000/min")},  # by config.api.throttling
    "NUM_PROXIES": env.int("REINSTATE_PROXIES", 0),
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_METADATA_CLASS": None,
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Reinstate",
    "VERSION": VERSION,
    "DESCRIPTION": "What state a restricted credit account is in, why, what puts it right, by when, and who does it.",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    # Without the enum hook: codes stay in their fields, since the same name means other things in other objects.
    "POSTPROCESSING_HOOKS": ["config.api.examples.add_examples"],
}
LOGIN_FAILURES_ALLOWED = env.int("REINSTATE_LOGIN_FAILURES", 10)  # of one account from one place: config.api.throttling
TWO_FACTOR_REQUIRED = env.str("REINSTATE_TWO_FACTOR", "off") == "required"
RETENTION_YEARS = env.int("REINSTATE_RETENTION_YEARS", 3)  # from the end of the last engagement and case
MAX_BODY_BYTES = 5 * 1024 * 1024
DOCUMENTS = DATA / "documents"
REDIS_PREFIX = env.str("REINSTATE_REDIS_PREFIX", "reinstate:")  # where several installations share a server
MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
MAX_RECORDING_BYTES = 60 * 1024 * 1024  # an hour of a call as phones record it
MAX_PICTURE_PIXELS = 100_000_000
MAX_JSON_DEPTH = 20
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES

# Mail
DEFAULT_FROM_EMAIL = env.str("REINSTATE_MAIL_FROM", "Reinstate <reminders@reinstate.example>")
EMAIL_TIMEOUT = 10
SITE_URL = env.str("REINSTATE_URL", "http://127.0.0.1:8000")

# The wake-up: results off, JSON only, nothing kept in the broker that is not also a row
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
TICK_SECONDS = 30
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "cases.tick", "schedule": float(TICK_SECONDS), "options": {"expires": TICK_SECONDS}},
    "nightly": {"task": "accounts.nightly", "schedule": crontab(hour=18, minute=10)},  # 02:10 in Shanghai
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA / "beat" / "schedule")

# The admin's look; its pages say themselves where they stand in the side bar
UNFOLD = {
    "SITE_TITLE": "Reinstate",
    "SITE_HEADER": "Reinstate",
    "SITE_SYMBOL": "handshake",
    "SITE_URL": "/",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "BORDER_RADIUS": "6px",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("favicon.svg")}],
    "STYLES": [lambda request: static("admin-house.css")],
    "COLORS": {
        "primary": {
            "50": "#eefbf8",
            "100": "#d3f4ec",
            "200": "#a9e7da",
            "300": "#73d3c3",
            "400": "#3fb8a7",
            "500": "#259d8e",
            "600": "#0f766e",
            "700": "#115e59",
            "800": "#134e4a",
            "900": "#143f3d",
            "950": "#052625",
        }
    },
    "SIDEBAR": {"navigation": "accounts.access.navigation.side_bar"},
}

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

structlog.configure(
    processors=[
        with_request_id,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"class": "config.logs.WithoutValues", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("REINSTATE_LOG_LEVEL", "INFO")},
}
