from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from accounts.lenders import selectors, services
from accounts.lenders.models import LenderKind
from config import clock
from config.api.fields import Choice, Ident, Input, Instant, Output, Text, Whole


class ListedOutput(Output):
    id = Ident()
    office = Ident(source="office_id", allow_null=True)
    name = Text()
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class LenderOutput(ListedOutput):
    kind = Choice(choices=LenderKind.choices)
    phone = Text()


class LenderCreateInput(Input):
    name = Text(max_length=200)
    kind = Choice(choices=LenderKind.choices, required=False)
    phone = Text(max_length=50, required=False, allow_blank=True)


class LenderChangeInput(LenderCreateInput):
    name = Text(max_length=200, required=False)


class CreditProductOutput(ListedOutput):
    key = Text()
    platform = Text()


class CreditProductCreateInput(Input):
    key = Text(max_length=50)
    name = Text(max_length=200)
    platform = Text(max_length=200, required=False, allow_blank=True)


class CreditProductChangeInput(Input):
    name = Text(max_length=200, required=False)
    platform = Text(max_length=200, required=False, allow_blank=True)


@extend_schema(tags=["credit accounts"])
class LenderViewSet(Reading):
    """Lenders: the shipped ones and the office's own."""

    resource = "lenders"
    selector = selectors.list_lenders
    serializer_class = LenderOutput

    @extend_schema(request=LenderCreateInput, responses={201: LenderOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.parsed(LenderCreateInput)
        return self.answer(services.create_lender(actor=request.user, values=values, at=clock.now()), 201)

    @extend_schema(request=LenderChangeInput, responses=LenderOutput)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        changes = self.parsed(LenderChangeInput)
        row = services.change_listed(
            actor=request.user, row=self.subject, seen=self.version, changes=changes, at=clock.now()
        )
        return self.answer(row)


@extend_schema(tags=["credit accounts"])
class CreditProductViewSet(Reading):
    """Products: the shipped ones and the office's own; `key` chooses the rules of an evaluation."""

    resource = "credit-products"
    selector = selectors.list_products
    serializer_class = CreditProductOutput

    @extend_schema(request=CreditProductCreateInput, responses={201: CreditProductOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.parsed(CreditProductCreateInput)
        return self.answer(services.create_product(actor=request.user, values=values, at=clock.now()), 201)

    @extend_schema(request=CreditProductChangeInput, responses=CreditProductOutput)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        changes = self.parsed(CreditProductChangeInput)
        row = services.change_listed(
            actor=request.user, row=self.subject, seen=self.version, changes=changes, at=clock.now()
        )
        return self.answer(row)
