from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from cases.calendar_feeds import selectors, services
from cases.calendar_feeds.models import CalendarFeed
from config import clock
from config.api.fields import FreeText, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import HouseFilters


class CalendarFeedOutput(Output):
    id = Ident()
    name = Text()
    revoked_at = Instant(allow_null=True)
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class CalendarFeedMadeOutput(CalendarFeedOutput):
    """`address` is shown this once: whoever has it reads the days."""

    address = Text()


class CalendarFeedCreateInput(Input):
    """`name` tells feeds apart, such as "phone"."""

    name = FreeText(max_length=100)


@extend_schema(tags=["casework"])
class CalendarFeedViewSet(Reading):
    """One's own days for a calendar (.ics), by a secret address: the case's number and the kind of action, no more."""

    resource = "calendar-feeds"
    selector = selectors.list_feeds
    serializer_class = CalendarFeedOutput
    filters = HouseFilters
    secret_acts = frozenset({"create", "renew"})

    @extend_schema(request=CalendarFeedCreateInput, responses={201: CalendarFeedMadeOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Shows the address, which nobody can read again."""
        given = self.parsed(CalendarFeedCreateInput)
        return self._with_address(*services.create_feed(actor=request.user, at=clock.now(), **given), 201)

    @extend_schema(request=None, responses=CalendarFeedMadeOutput)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Another address; the one before ends at once."""
        feed, token = services.renew_feed(actor=request.user, feed=self.subject, at=clock.now(), seen=self.seen)
        return self._with_address(feed, token, 200)

    @extend_schema(request=None, responses=CalendarFeedOutput)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ends it at once."""
        return self.answer(services.revoke_feed(actor=request.user, feed=self.subject, at=clock.now(), seen=self.seen))

    def _with_address(self, feed: CalendarFeed, token: str, status: int) -> Response:
        answer = self.answer(feed, status)
        answer.data = {**answer.data, "address": services.address_of_feed(token)}
        answer["Cache-Control"] = "no-store"
        return answer
