from __future__ import annotations

import django_filters
from drf_spectacular.utils import extend_schema

from accounts.access.views import Reading
from cases.deadlines import selectors
from cases.deadlines.models import Clock, DeadlineState
from cases.deadlines.outputs import DeadlineOutput, DeadlineVersionOutput
from config.api.filters import HouseFilters, IdFilter


class DeadlineFilters(HouseFilters):
    client = IdFilter(field_name="client_id")
    case = IdFilter(field_name="case_id")
    step = IdFilter(field_name="step_id")
    credit_account = IdFilter(field_name="case__credit_account_id")
    state = django_filters.ChoiceFilter(choices=DeadlineState.choices)
    clock = django_filters.ChoiceFilter(choices=Clock.choices)


@extend_schema(tags=["casework"])
class DeadlineViewSet(Reading):
    """The two clocks: what our side must do, and what the lender or regulator must do."""

    resource = "deadlines"
    selector = selectors.list_deadlines
    serializer_class = DeadlineOutput
    filters = DeadlineFilters
    orderings = ("created_at", "due_on")


class DeadlineVersionFilters(HouseFilters):
    changed_column = "created_at"
    client = IdFilter(field_name="client_id")
    case = IdFilter(field_name="case_id")
    deadline = IdFilter(field_name="deadline_id")


@extend_schema(tags=["casework"])
class DeadlineVersionViewSet(Reading):
    """What deadlines said before they were counted anew."""

    resource = "deadline-versions"
    selector = selectors.list_versions
    serializer_class = DeadlineVersionOutput
    filters = DeadlineVersionFilters
