from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from cases.reminders import selectors
from cases.reminders.models import Kind, ReminderState
from cases.reminders.services import pause as services
from config import clock
from config.api.fields import Choice, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import HouseFilters, IdFilter, refuse_unknown_parameters
from config.api.pagination import PARAMETERS
from config.errors import InvalidInput

DAYS, MOST_DAYS = "days", 60


class ReminderOutput(Output):
    """`reason` says why a cancelled one did not go; `attempts` and `next_try_at` what becomes of a refused one."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    case = Ident(source="case_id")
    deadline = Ident(source="deadline_id")
    kind = Choice(choices=Kind.choices)
    recipient = Ident(source="recipient_id")
    due_at = Instant()
    state = Choice(choices=ReminderState.choices)
    reason = Text()
    attempts = Whole()
    next_try_at = Instant()
    last_error = Text()
    sent_at = Instant(allow_null=True)
    created_at = Instant()
    updated_at = Instant()


class ReminderFilters(HouseFilters):
    client = IdFilter(field_name="client_id")
    case = IdFilter(field_name="case_id")
    deadline = IdFilter(field_name="deadline_id")
    recipient = IdFilter(field_name="recipient_id")
    credit_account = IdFilter(field_name="case__credit_account_id")
    state = django_filters.ChoiceFilter(choices=ReminderState.choices)
    kind = django_filters.ChoiceFilter(choices=Kind.choices)


class UpcomingReminderOutput(ReminderOutput):
    """Whom it goes to, and of which case."""

    recipient_name = Text(source="recipient.name")
    case_reference = Text(source="case.reference")


@extend_schema(tags=["casework"])
class ReminderViewSet(Reading):
    """Who is reminded of what, and when; sent, still to go, or taken back."""

    resource = "reminders"
    selector = selectors.list_reminders
    serializer_class = ReminderOutput
    filters = ReminderFilters
    orderings = ("created_at", "due_at")
    acts: ClassVar[dict[str, str]] = {"upcoming": "list"}

    @extend_schema(
        parameters=[OpenApiParameter(DAYS, OpenApiTypes.INT, description=f"1 to {MOST_DAYS}; 14 where not given.")],
        responses=UpcomingReminderOutput(many=True),
        filters=True,
    )
    @action(detail=False, methods=["get"])
    def upcoming(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The mail of the next days before it goes: each is looked at again then, and goes if it is still true."""
        refuse_unknown_parameters(request, {DAYS, *PARAMETERS})
        rows = selectors.upcoming(request.user, after=clock.now(), days=_days(request))
        page: list[Any] = self.paginate_queryset(rows) or []
        return self.get_paginated_response(UpcomingReminderOutput(page, many=True).data)


def _days(request: Request) -> int:
    text = request.query_params.get(DAYS, "14")
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST_DAYS):
        raise InvalidInput(_("The days are a number from 1 to %(n)d.") % {"n": MOST_DAYS}, pointer=f"/{DAYS}")
    return int(text)


class PauseInput(Input):
    """At most two weeks from now."""

    until = Instant()
    reason = Text(max_length=1000)


class PauseOutput(Output):
    """It holds until `until`, or `ended_at` where somebody ended it before."""

    id = Ident()
    office = Ident(source="office_id")
    until = Instant()
    reason = Text()
    paused_by = Ident(source="paused_by_id")
    ended_at = Instant(allow_null=True)
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


@extend_schema(tags=["casework"])
class ReminderPauseViewSet(Reading):
    """The switch that holds an office's reminders back; what is urgent or of a court goes all the same."""

    resource = "reminder-pauses"
    selector = selectors.list_pauses
    serializer_class = PauseOutput

    @extend_schema(request=PauseInput, responses={201: PauseOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Of the caller's own office."""
        made = services.pause(actor=request.user, at=clock.now(), **self.parsed(PauseInput))
        return self.answer(made, 201)

    @extend_schema(request=None, responses=PauseOutput)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What was held back goes now, as far as it is still true."""
        return self.answer(services.resume(actor=request.user, row=self.subject, at=clock.now(), seen=self.seen))
