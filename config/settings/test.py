"""Tests: the embedded default, or PostgreSQL and Redis where DATABASE_URL and REDIS_URL are given."""

import os

if os.environ.get("DATABASE_URL"):
    from config.settings.services import *  # noqa: F403 - a settings module is its names
else:
    from config.settings.embedded import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
COUNTERS = ""  # of each test's own process; those that share have tests of their own
CELERY_BROKER_URL = "memory://localhost//"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
