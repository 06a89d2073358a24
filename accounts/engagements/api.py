from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.engagements import selectors, services
from accounts.engagements.fees import REFUSED_BASES
from accounts.engagements.models import FeeBasis
from config import clock
from config.api.fields import Amount, Choice, Day, FreeText, Ident, Input, Instant, Output, Text, TrueOrFalse, Whole
from config.api.filters import HouseFilters, IdFilter


class EngagementOutput(Output):
    """The four statements are what the client was told and acknowledged; a stored engagement has them all."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    signed_on = Day()
    document = Ident(source="document_id", allow_null=True)
    fee_basis = Choice(choices=FeeBasis.choices)
    fee_amount = Amount(allow_null=True)
    currency = Text()
    fee_terms = Text()
    can_do_alone_for_free = TrueOrFalse()
    no_result_guaranteed = TrueOrFalse()
    duty_to_pay_continues = TrueOrFalse()
    lender_may_refuse = TrueOrFalse()
    recorded_by = Ident(source="recorded_by_id")
    ended_on = Day(allow_null=True)
    note = Text()
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class EngagementCreateInput(Input):
    """All four statements must be true. `record_removed` and `success` can be named as a basis and are refused."""

    client = Ident()
    signed_on = Day()
    document = Ident(required=False, allow_null=True)
    fee_basis = Choice(choices=[*FeeBasis.choices, *REFUSED_BASES.items()])
    fee_amount = Amount(required=False, allow_null=True)
    currency = Choice(choices=[("CNY", "CNY")], default="CNY")
    fee_terms = FreeText(max_length=2000)
    can_do_alone_for_free = TrueOrFalse()
    no_result_guaranteed = TrueOrFalse()
    duty_to_pay_continues = TrueOrFalse()
    lender_may_refuse = TrueOrFalse()


class EngagementEndInput(Input):
    ended_on = Day()
    note = FreeText(max_length=1000)


class EngagementFilters(HouseFilters):
    client = IdFilter(field_name="client_id")


@extend_schema(tags=["clients"])
class EngagementViewSet(Reading):
    """What client and office signed before any work: the fee, and what the client was told."""

    resource = "engagements"
    selector = selectors.list_engagements
    serializer_class = EngagementOutput
    filters = EngagementFilters

    @extend_schema(request=EngagementCreateInput, responses={201: EngagementOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.parsed(EngagementCreateInput)
        return self.answer(services.record_engagement(actor=request.user, values=values, at=clock.now()), 201)

    @extend_schema(request=EngagementEndInput, responses=EngagementOutput)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = self.parsed(EngagementEndInput)
        row = services.end_engagement(
            actor=request.user, engagement=self.subject, at=clock.now(), seen=self.seen, **given
        )
        return self.answer(row)
