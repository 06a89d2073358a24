from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from cases.calendar_feeds import services
from cases.calendar_feeds.models import CalendarFeed
from config import clock


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ScopedAdmin):
    group, place, icon = "own", 80, "event"
    list_display = ("created_at", "name", "revoked_at")
    fields = readonly_fields = ("name", "created_at", "updated_at", "revoked_at")


def _revoke(request: HttpRequest, feed: CalendarFeed, values: dict[str, object]) -> None:
    services.revoke_feed(actor=request.user, feed=feed, at=clock.now())


def _running(request: HttpRequest, feed: CalendarFeed) -> bool:
    return feed.revoked_at is None


offer(
    CalendarFeed,
    Button("revoke", _("Revoke"), "revoke", "calendar-feeds", _revoke, shown=_running, icon="block", variant="danger"),
)
