"""Whoever works on cases has feeds of their own, and nobody else sees that there is one."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Columns, Reach
from cases.calendar_feeds.models import CalendarFeed
from config import guards


def register() -> None:
    people = registry.CASE_READERS
    own = Reach(registry.seen_by(sorted(people), reach.SELF), Columns(person=("person_id",)))
    acts = registry.reading(people) | dict.fromkeys(("create", "renew", "revoke"), people)
    registry.register(registry.Row("calendar-feeds", CalendarFeed, own, acts))


def guard() -> None:
    guards.same_as_parent(CalendarFeed, "person", "office_id")
