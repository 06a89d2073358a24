"""A person's own calendar feeds in the admin: made and renewed with the address shown once, revoked by a press."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.shown_once import shown_once
from cases.calendar_feeds import services
from cases.calendar_feeds.models import CalendarFeed
from cases.calendar_feeds.services import address_of_feed
from config import clock


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ScopedAdmin):
    group, place, icon = "own", 80, "event"
    list_display = ("created_at", "name", "revoked_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("name",) if obj is None else ("name", "created_at", "updated_at", "revoked_at")

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> CalendarFeed:
        feed, token = services.create_feed(actor=actor, name=values["name"], at=at)
        feed.token = token  # type: ignore[attr-defined] # for the page below, and for nobody else
        return feed

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return _shown(request, obj, obj.token)


def _shown(request: HttpRequest, feed: CalendarFeed, token: str) -> HttpResponse:
    words = _(
        "This address is shown once. Subscribe to it in your phone's or computer's calendar, and give it to nobody: "
        "whoever has it reads your days."
    )
    return shown_once(request, feed, title=_("Calendar feed"), words=words, secret=address_of_feed(token))


def _renew(request: HttpRequest, feed: CalendarFeed, values: dict[str, Any]) -> HttpResponse:
    return _shown(request, *services.renew_feed(actor=request.user, feed=feed, at=clock.now()))


def _revoke(request: HttpRequest, feed: CalendarFeed, values: dict[str, object]) -> None:
    services.revoke_feed(actor=request.user, feed=feed, at=clock.now())


def _running(request: HttpRequest, feed: CalendarFeed) -> bool:
    return feed.revoked_at is None


offer(
    CalendarFeed,
    Button("renew", _("Another address"), "renew", "calendar-feeds", _renew, shown=_running, icon="autorenew"),
)
offer(
    CalendarFeed,
    Button("revoke", _("Revoke"), "revoke", "calendar-feeds", _revoke, shown=_running, icon="block", variant="danger"),
)
