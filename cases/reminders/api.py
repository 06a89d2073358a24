from __future__ import annotations

import django_filters
from drf_spectacular.utils import extend_schema

from accounts.access.views import Reading
from cases.reminders import selectors
from cases.reminders.models import Kind, ReminderState
from config.api.fields import Choice, Ident, Instant, Output, Text, Whole
from config.api.filters import HouseFilters, IdFilter


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


@extend_schema(tags=["casework"])
class ReminderViewSet(Reading):
    """Who is reminded of what, and when; sent, still to go, or taken back."""

    resource = "reminders"
    selector = selectors.list_reminders
    serializer_class = ReminderOutput
    filters = ReminderFilters
    orderings = ("created_at", "due_at")
