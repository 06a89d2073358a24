"""The default: SQLite and the filesystem broker, everything inside REINSTATE_DATA, no server needed."""

from typing import Any

from config.settings.base import *  # noqa: F403 - a settings module is its names
from config.settings.base import DATA, env
from config.settings.local_secrets import kept_secret

SECRET_KEY = env.str("SECRET_KEY", "") or kept_secret(DATA / "secrets", "secret_key")
FIELD_KEYS = env.list("REINSTATE_FIELD_KEYS", []) or [kept_secret(DATA / "secrets", "field_key")]
LAWYER_KEYS = env.list("REINSTATE_LAWYER_KEYS", []) or [kept_secret(DATA / "secrets", "lawyer_key")]
BLIND_INDEX_KEY = env.str("REINSTATE_BLIND_INDEX_KEY", "") or kept_secret(DATA / "secrets", "blind_index_key")
DEMO_ALLOWED = True
DEMO_ACCOUNTS = env.int("REINSTATE_DEMO_ACCOUNTS", 30)

DATABASES: dict[str, Any] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "reinstate.sqlite3",
        # IMMEDIATE takes the write lock at BEGIN, so that a read-then-write waits instead of failing as "locked".
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}

BROKER = DATA / "broker"
for _folder in (BROKER / "messages", BROKER / "control", DATA / "beat", DATA / "static"):
    _folder.mkdir(parents=True, exist_ok=True)
CELERY_BROKER_URL = "filesystem://localhost//"  # the host means nothing here; without one kombu warns
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "data_folder_in": str(BROKER / "messages"),
    "data_folder_out": str(BROKER / "messages"),
    "control_folder": str(BROKER / "control"),
}

EMAIL_BACKEND = "config.mail.OutboxBackend"
OUTBOX = DATA / "outbox"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# What all processes count together (`config.counters`), apart from the database of the work
COUNTERS = str(DATA / "counters.sqlite3")
