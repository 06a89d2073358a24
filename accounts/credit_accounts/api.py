from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.external import ByExternalId, upserted
from accounts.credit_accounts import selectors, services
from accounts.credit_accounts.models import CreditAccount
from config import clock
from config.api.fields import Amount, Choice, Day, ExternalId, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import ExternalIdFilters, IdFilter

MAX_BULK = 1_000


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
    external_id = ExternalId(allow_null=True)
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
    external_id = ExternalId(required=False, allow_null=True)


class CreditAccountCreateInput(CreditAccountChangeInput):
    client = Ident()
    product = Ident()


class CreditAccountBulkInput(Input):
    """All of them are made, or none."""

    items = CreditAccountCreateInput(many=True, allow_empty=False, max_length=MAX_BULK)  # type: ignore[call-arg]


class CreditAccountBulkOutput(Output):
    """The rows in the order of the items."""

    results = CreditAccountOutput(many=True)


class CreditAccountFilters(ExternalIdFilters):
    client = IdFilter(field_name="client_id")
    product = IdFilter(field_name="product_id")


@extend_schema(tags=["credit accounts"])
@upserted(CreditAccountCreateInput, CreditAccountOutput)
class CreditAccountViewSet(ByExternalId):
    """One line of credit of one client."""

    resource = "credit-accounts"
    selector = selectors.list_credit_accounts
    steady = True
    serializer_class = CreditAccountOutput
    filters = CreditAccountFilters
    create_input = CreditAccountCreateInput
    fixed = frozenset({"client"})
    acts = {"bulk": "create"}

    def make(self, values: dict[str, Any]) -> CreditAccount:
        return services.create_credit_account(actor=self.request.user, values=values, at=clock.now())

    def amend(self, seen: int, changes: dict[str, Any]) -> CreditAccount:
        return services.change_credit_account(
            actor=self.request.user, account=self.subject, seen=seen, changes=changes, at=clock.now()
        )

    @extend_schema(request=CreditAccountCreateInput, responses={201: CreditAccountOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.make(self.parsed(CreditAccountCreateInput)), 201)

    @extend_schema(request=CreditAccountBulkInput, responses={201: CreditAccountBulkOutput})
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Up to 1,000 accounts, all or none; errors name their item and field."""
        items = [dict(values) for values in self.parsed(CreditAccountBulkInput)["items"]]
        made = services.create_credit_accounts(actor=request.user, items=items, at=clock.now())
        rows = self.get_queryset().in_bulk([row.pk for row in made])
        shown = self.shown_of([rows[row.pk] for row in made])
        return Response({"results": shown}, 201)

    @extend_schema(request=CreditAccountChangeInput, responses=CreditAccountOutput)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.amend(self.version, self.parsed(CreditAccountChangeInput)))
