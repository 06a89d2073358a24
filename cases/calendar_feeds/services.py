"""Giving out, renewing and revoking the addresses of calendar feeds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.decide import require, require_act
from accounts.audit.services import record
from accounts.people.models import Person
from cases.calendar_feeds.models import CalendarFeed
from config.errors import StateConflict
from config.rows import for_update
from config.tokens import digest_of, fresh_token

MOST_FEEDS = 5


@transaction.atomic
def create_feed(*, actor: Any, name: str, at: datetime) -> tuple[CalendarFeed, str]:
    """With its secret, which nobody can read again."""
    require_act(actor, "create", "calendar-feeds")
    for_update(Person.objects.all()).get(pk=actor.pk)
    if CalendarFeed.objects.filter(person_id=actor.pk, revoked_at=None).count() >= MOST_FEEDS:
        raise StateConflict(_("You have %(count)d feeds: revoke one first.") % {"count": MOST_FEEDS}, code="too_many")
    token = fresh_token()
    feed = CalendarFeed.objects.create(
        office_id=actor.office_id,
        person_id=actor.pk,
        name=name,
        token_digest=digest_of(token),
        created_at=at,
        updated_at=at,
    )
    record(actor=actor, act="create", row=feed, at=at)
    return feed, token


@transaction.atomic
def renew_feed(*, actor: Any, feed: CalendarFeed, at: datetime, seen: int | None = None) -> tuple[CalendarFeed, str]:
    """Another secret; the address before ends at once."""
    feed = _held(actor, "renew", feed, seen)
    token = fresh_token()
    feed.change(at=at, token_digest=digest_of(token))
    record(actor=actor, act="renew", row=feed, at=at)
    return feed, token


@transaction.atomic
def revoke_feed(*, actor: Any, feed: CalendarFeed, at: datetime, seen: int | None = None) -> CalendarFeed:
    feed = _held(actor, "revoke", feed, seen)
    feed.change(at=at, revoked_at=at)
    record(actor=actor, act="revoke", row=feed, at=at)
    return feed


def address_of_feed(token: str) -> str:
    return settings.SITE_URL + reverse("calendar-feed", args=[token])


def _held(actor: Any, act: str, feed: CalendarFeed, seen: int | None) -> CalendarFeed:
    require(actor, act, feed)
    feed = for_update(CalendarFeed.objects.all()).get(pk=feed.pk)
    feed.require_seen(seen)
    if feed.revoked_at is not None:
        raise StateConflict(_("This has ended already."), code="already_ended")
    return feed
