from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.credit_accounts.api import CreditAccountOutput
from assessments.bulletins import selectors, services
from assessments.evidence.models import EventKind
from config import clock
from config.api.fields import Choice, Day, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import HouseFilters, IdFilter, TrueFilter, refuse_unknown_parameters
from config.api.pagination import PARAMETERS

MOST_ACCOUNTS = 1_000


class BulletinOutput(Output):
    """`source` says where it was read. `withdrawn_at` and `reason`: it was entered by mistake."""

    id = Ident()
    office = Ident(source="office_id")
    product = Ident(source="product_id", allow_null=True)
    lender = Ident(source="lender_id", allow_null=True)
    kind = Choice(choices=EventKind.choices)
    announced_on = Day()
    starts_at = Instant()
    ends_at = Instant(allow_null=True)
    text = Text()
    entered_by = Ident(source="entered_by_id")
    withdrawn_at = Instant(allow_null=True)
    reason = Text()
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class BulletinCreateInput(Input):
    """Of a product, of a lender of record, or of both together."""

    product = Ident(required=False, allow_null=True)
    lender = Ident(required=False, allow_null=True)
    kind = Choice(choices=EventKind.choices)
    announced_on = Day()
    starts_at = Instant()
    ends_at = Instant(required=False, allow_null=True)
    text = Text()


class BulletinWithdrawInput(Input):
    reason = Text(max_length=1000)


class BulletinRecordInput(Input):
    credit_accounts = serializers.ListField(child=Ident(), allow_empty=False, max_length=MOST_ACCOUNTS)


class BulletinRecordedOutput(Output):
    """`recorded`: how many accounts have it as evidence now that had not before."""

    recorded = Whole()
    platform_events = serializers.ListField(child=Ident())


# `source` is a name of DRF: the field is added by name.
BulletinOutput._declared_fields["source"] = Text()
BulletinCreateInput._declared_fields["source"] = Text(max_length=500)


class BulletinFilters(HouseFilters):
    product = IdFilter(field_name="product_id")
    lender = IdFilter(field_name="lender_id")
    kind = django_filters.ChoiceFilter(choices=EventKind.choices)
    withdrawn = TrueFilter(method="filter_withdrawn", label="Those taken back, or those that stand.")

    def filter_withdrawn(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(withdrawn_at__isnull=not value)


@extend_schema(tags=["evidence"])
class BulletinViewSet(Reading):
    """What lenders and platforms announced, dated and entered by a person."""

    resource = "bulletins"
    selector = selectors.list_bulletins
    serializer_class = BulletinOutput
    filters = BulletinFilters

    @extend_schema(request=BulletinCreateInput, responses={201: BulletinOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        made = services.enter_bulletin(actor=request.user, values=self.parsed(BulletinCreateInput), at=clock.now())
        return self.answer(made, 201)

    @extend_schema(request=BulletinWithdrawInput, responses=BulletinOutput)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """It was entered by mistake. Evidence recorded from it is corrected on its own account."""
        reason = self.parsed(BulletinWithdrawInput)["reason"]
        row = services.withdraw_bulletin(
            actor=request.user, bulletin=self.subject, reason=reason, at=clock.now(), seen=self.seen
        )
        return self.answer(row)

    @extend_schema(responses=CreditAccountOutput(many=True), filters=True)
    @action(detail=True, methods=["get"])
    def accounts(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The accounts that it touches, as far as the caller sees them."""
        refuse_unknown_parameters(request, {*PARAMETERS})
        page: list[Any] = self.paginate_queryset(selectors.touched(request.user, self.subject)) or []
        return self.get_paginated_response(CreditAccountOutput(page, many=True).data)

    @extend_schema(request=BulletinRecordInput, responses=BulletinRecordedOutput)
    @action(detail=True, methods=["post"])
    def record(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """As a platform event on each named account, so that evaluations know of it; asked again, nothing changes."""
        accounts = self.parsed(BulletinRecordInput)["credit_accounts"]
        kept = services.record_on_accounts(actor=request.user, bulletin=self.subject, accounts=accounts, at=clock.now())
        told = {"recorded": sum(each.is_new for each in kept), "platform_events": [each.row.pk for each in kept]}
        return Response(BulletinRecordedOutput(told).data)
