"""Rate limits: a high one for each person, and a low one for failed log-ins only."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from rest_framework.exceptions import Throttled
from rest_framework.throttling import UserRateThrottle


class PersonThrottle(UserRateThrottle):
    """12,000 requests a minute by default (REINSTATE_RATE_LIMIT), by person or, not signed in, by address."""

    scope = "person"


def refuse_after_failures(address: str) -> None:
    """429 once an e-mail address has failed too often lately. Successful log-ins never count."""
    if cache.get(_key(address), 0) >= settings.LOGIN_FAILURES_ALLOWED:
        raise Throttled(wait=settings.LOGIN_FAILURES_WINDOW)


def count_failure(address: str) -> None:
    if cache.add(_key(address), 1, settings.LOGIN_FAILURES_WINDOW):
        return
    try:
        cache.incr(_key(address))
    except ValueError:  # it ran out between the two
        cache.add(_key(address), 1, settings.LOGIN_FAILURES_WINDOW)


def forget_failures(address: str) -> None:
    cache.delete(_key(address))


def _key(address: str) -> str:
    return f"login-failures:{address.strip().lower().encode().hex()[:200]}"
