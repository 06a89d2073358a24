from __future__ import annotations

from typing import Any

from django.db.models import Case, Q, QuerySet, When

from accounts.access.decide import scope
from accounts.sessions.models import Session
from config import clock


def list_sessions(actor: Any, *, token: str | None = None, browser: str | None = None) -> QuerySet[Session]:
    """Those that still open something, each with `current`: is it the one of this token, or of this browser?"""
    now = clock.now()
    open_now = Q(token__expiry__gt=now) | Q(browser__expire_date__gt=now)
    this = Q(token=token) if token else Q(browser=browser) if browser else Q(pk__in=())
    rows = scope(actor, Session).filter(open_now).select_related("token", "browser")
    return rows.annotate(current=Case(When(this, then=True), default=False))
