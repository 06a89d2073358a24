"""Production: every secret from the environment, no start on an unsafe value, and no demo people or data."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import env


def _refuse_unsafe_values() -> None:
    """Names every unsafe value at once, so that one restart mends all."""
    hosts: list[str] = env.list("ALLOWED_HOSTS", [])
    fields: set[str] = set(env.list("REINSTATE_FIELD_KEYS", []))
    lawyers: set[str] = set(env.list("REINSTATE_LAWYER_KEYS", []))
    checks = (
        (len(env.str("SECRET_KEY", "")) < 50, "SECRET_KEY: at least 50 random characters"),
        (not fields, "REINSTATE_FIELD_KEYS: Fernet keys, the current one first"),
        (not lawyers or bool(lawyers & fields), "REINSTATE_LAWYER_KEYS: Fernet keys, none of them a field key"),
        (len(env.str("REINSTATE_BLIND_INDEX_KEY", "")) < 32, "REINSTATE_BLIND_INDEX_KEY: at least 32 characters"),
        (not hosts or "*" in hosts, "ALLOWED_HOSTS: the host names served, never *"),
        (urlsplit(env.str("REINSTATE_URL", "")).scheme != "https", "REINSTATE_URL: the public https:// address"),
        (not env.str("DATABASE_URL", "").startswith("postgres"), "DATABASE_URL: a postgres:// address"),
        (not env.str("REDIS_URL", "").startswith("redis"), "REDIS_URL: a redis:// address"),
        (
            urlsplit(env.str("EMAIL_URL", "")).scheme != "submission",
            "EMAIL_URL: the mail server with STARTTLS, as submission://user:password@host:587",
        ),
        (env.str("REINSTATE_TWO_FACTOR", "required") != "required", "REINSTATE_TWO_FACTOR: required, or leave it out"),
    )
    if unsafe := [remedy for is_unsafe, remedy in checks if is_unsafe]:
        raise ImproperlyConfigured("Reinstate does not start on unsafe values. Set " + "; ".join(unsafe) + ".")


_refuse_unsafe_values()

from config.settings.services import *  # noqa: E402, F403 - only once the values are known to be safe
from config.settings.services import REST_FRAMEWORK  # noqa: E402

DEMO_ALLOWED = False
TWO_FACTOR_REQUIRED = True
SITE_URL = env.str("REINSTATE_URL")
REST_FRAMEWORK["NUM_PROXIES"] = env.int("REINSTATE_PROXIES", 1)  # who serves https:// stands before us
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^alertz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
