from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from cases.deadlines import prolonging, selectors
from cases.deadlines.inputs import DeadlinePauseInput, ExtensionInput
from cases.deadlines.models import Clock, DeadlineState
from cases.deadlines.outputs import DeadlineOutput, DeadlineVersionOutput
from config import clock
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

    @extend_schema(request=ExtensionInput, responses=DeadlineOutput)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """More time was given; what the deadline said before is kept in `deadline-versions/`."""
        given = {"days": None, "due_on": None, **self.parsed(ExtensionInput)}
        return self._moved(prolonging.extend_deadline, given)

    @extend_schema(request=DeadlinePauseInput, responses=DeadlineOutput)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The term stood still, or will, from one day to another: it ends so many of its own days later."""
        return self._moved(prolonging.pause_deadline, self.parsed(DeadlinePauseInput))

    def _moved(self, service: Any, given: dict[str, Any]) -> Response:
        whose = {"actor": self.request.user, "deadline": self.subject, "seen": self.seen}
        return self.answer(service(at=clock.now(), **whose, **given))


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
