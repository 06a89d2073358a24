from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.credit_accounts import selectors, services
from config import clock
from config.api.fields import Amount, Choice, Day, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import HouseFilters, IdFilter


class CreditAccountOutput(Output):
    """`lender_of_record` is read from the contract; null until then."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    product = Ident(source="product_id")
    product_key = Text(source="product.key")
    lender_of_record = Ident(source="lender_of_record_id", allow_null=True)
    reference = Text()
    outstanding_amount = Amount(allow_null=True)
    currency = Choice(choices=["CNY"])
    opened_on = Day(allow_null=True)
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class CreditAccountChangeInput(Input):
    product = Ident(required=False)
    lender_of_record = Ident(required=False, allow_null=True)
    reference = Text(max_length=100, required=False, allow_blank=True)
    outstanding_amount = Amount(required=False, allow_null=True)
    currency = Choice(choices=["CNY"], required=False)
    opened_on = Day(required=False, allow_null=True)


class CreditAccountCreateInput(CreditAccountChangeInput):
    client = Ident()
    product = Ident()


class CreditAccountFilters(HouseFilters):
    client = IdFilter(field_name="client_id")
    product = IdFilter(field_name="product_id")


@extend_schema(tags=["credit accounts"])
class CreditAccountViewSet(Reading):
    """One line of credit of one client."""

    resource = "credit-accounts"
    selector = selectors.list_credit_accounts
    serializer_class = CreditAccountOutput
    filters = CreditAccountFilters

    @extend_schema(request=CreditAccountCreateInput, responses={201: CreditAccountOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.parsed(CreditAccountCreateInput)
        return self.answer(services.create_credit_account(actor=request.user, values=values, at=clock.now()), 201)

    @extend_schema(request=CreditAccountChangeInput, responses=CreditAccountOutput)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        changes = self.parsed(CreditAccountChangeInput)
        account = services.change_credit_account(
            actor=request.user, account=self.subject, seen=self.version, changes=changes, at=clock.now()
        )
        return self.answer(account)
