from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts.access import registry
from accounts.access.decide import present, scope
from cases.calendar_feeds.models import CalendarFeed
from cases.deadlines.models import RUNNING, Deadline, DeadlineState
from cases.files.models import UNDONE
from config.tokens import digest_of

SHOWN_CANCELLED = timedelta(days=30)  # for calendars to take it off
MOST = 1000


def list_feeds(actor: Any) -> QuerySet[CalendarFeed]:
    return scope(actor, CalendarFeed)


def feed_of(token: str) -> CalendarFeed | None:
    """None for what was never given out, was revoked or renewed, and where its person works here no more."""
    found = CalendarFeed.objects.filter(token_digest=digest_of(token), revoked_at=None)
    feed = found.select_related("person__office").first()
    return feed if feed and present(feed.person) and feed.person.role in registry.CASE_READERS else None


def days_of(person: Any, at: datetime) -> list[Deadline]:
    """What the person may see at this moment and has to do: of their own cases, of a lawyer the referred ones."""
    rows = scope(person, Deadline)
    if person.role in registry.CASEWORKERS:
        rows = rows.filter(case__owner=person)
    running = Q(state__in=RUNNING, step__state__in=UNDONE)
    ended = Q(state=DeadlineState.CANCELLED, updated_at__gte=at - SHOWN_CANCELLED)
    return list(rows.filter(running | ended).select_related("case").order_by("due_on", "id")[:MOST])
