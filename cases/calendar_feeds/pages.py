"""The address that calendars read. What was never given out, was revoked or renewed is answered alike."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe
from rest_framework.exceptions import Throttled

from accounts.audit.seen import note
from cases.calendar_feeds import selectors
from cases.calendar_feeds.writing import calendar_of
from config import clock
from config.api.throttling import place_of
from config.counters import counters
from config.crypto import blind_index

MINUTES = 300.0
WRONG_FROM_ONE_PLACE, READ_BY_ONE_FEED = 100, 60


@require_safe
def calendar_feed(request: Any, token: str) -> HttpResponse:
    try:
        return _answered(request, token)
    except Throttled as refused:
        response = HttpResponse(status=429)
        response["Retry-After"] = str(ceil(getattr(refused, "wait", None) or 1))
        return response


def _count_wrong(request: HttpRequest) -> None:
    """Who tries many addresses is slowed down; who has a feed and shares the place is not. Counted apart from clients'
    links."""
    place = f"feeds wrong:{blind_index('feeds place', place_of(request))}"
    wrong = counters().add(place, MINUTES)
    if wrong.count > WRONG_FROM_ONE_PLACE:
        raise Throttled(wait=wrong.seconds_left)


def _answered(request: HttpRequest, token: str) -> HttpResponse:
    feed = selectors.feed_of(token)
    if feed is None:
        _count_wrong(request)
        raise Http404
    read = counters().add(f"feeds read:{feed.pk}", MINUTES)
    if read.count > READ_BY_ONE_FEED:
        raise Throttled(wait=read.seconds_left)
    request.user = feed.person  # whose view of clients' days this is, for the audit log
    deadlines = selectors.days_of(feed.person, clock.now())
    note(deadlines)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    with translation.override(feed.person.language):
        text = calendar_of(deadlines, feed.person.office.zone, domain)
    response = HttpResponse(text.encode(), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = 'inline; filename="reinstate.ics"'
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
