from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from cases.limitation import selectors, services
from cases.limitation.models import Decision
from config import clock
from config.api.fields import Choice, Ident, Input, Instant, Output, Text
from config.api.filters import HouseFilters, IdFilter


class LimitationDecisionOutput(Output):
    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    case = Ident(source="case_id")
    decision = Choice(choices=Decision.choices)
    reason = Text()
    decided_by = Ident(source="decided_by_id")
    created_at = Instant()


class LimitationDecisionInput(Input):
    """`proceed` lets the case pay and acknowledge; `withhold` does not, and may be decided otherwise later."""

    case = Ident()
    decision = Choice(choices=Decision.choices)
    reason = Text(max_length=2000)


class LimitationDecisionFilters(HouseFilters):
    changed_column = "created_at"
    client = IdFilter(field_name="client_id")
    case = IdFilter(field_name="case_id")


@extend_schema(tags=["casework"])
class LimitationDecisionViewSet(Reading):
    """Whether a case pays or acknowledges a debt whose limitation may have run out: append-only, the newest holds."""

    resource = "limitation-decisions"
    selector = selectors.list_decisions
    serializer_class = LimitationDecisionOutput
    filters = LimitationDecisionFilters

    @extend_schema(request=LimitationDecisionInput, responses={201: LimitationDecisionOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """By the case's lawyer or a supervisor. Until then, steps that pay or acknowledge are held."""
        given = self.parsed(LimitationDecisionInput)
        made = services.decide(actor=request.user, case_id=given.pop("case"), at=clock.now(), **given)
        return self.answer(made, 201)
