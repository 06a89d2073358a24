from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import ResourceViewSet
from accounts.clients import selectors as clients
from assessments.evidence.models import PROVENANCES
from cases.finances import selectors, services
from cases.finances.models import DebtKind, DebtState
from cases.finances.words import EXPENSE_WORDS, INCOME_WORDS, tell_of_borrowing
from config import clock
from config.api.fields import Amount, Choice, Day, FreeText, Ident, Input, Instant, Output, Text, TrueOrFalse
from config.api.filters import refuse_unknown_parameters
from config.api.pagination import PARAMETERS, flag

SUPERSEDED = "include_superseded"
MAX_LINES = 200
BORROWED = "loan"


class DebtReadingInput(Input):
    """The same `debt_ref` again is a later reading; without one it is the account's, else the creditor's name.

    `annual_cost` is in percent of a year, as `evaluations/annual-cost/` gives it.
    """

    creditor = Text(max_length=200)
    debt_ref = Text(max_length=100, required=False)
    credit_account = Ident(required=False, allow_null=True)
    kind = Choice(choices=DebtKind.choices)
    state = Choice(choices=DebtState.choices, default=DebtState.OWED)
    read_on = Day()
    currency = Choice(choices=[("CNY", "CNY")], default="CNY")
    balance = Amount()
    overdue = Amount(default=Decimal("0.00"))
    oldest_unpaid_on = Day(required=False, allow_null=True)
    annual_cost = Amount(required=False, allow_null=True)
    payment_is_condition = TrueOrFalse(default=False)
    last_paid_on = Day(required=False, allow_null=True)
    last_demanded_on = Day(required=False, allow_null=True)
    last_acknowledged_on = Day(required=False, allow_null=True)
    provenance = Choice(choices=PROVENANCES, default="client_stated")
    document = Ident(required=False, allow_null=True)
    note = FreeText(max_length=1000)


class DebtReadingOutput(Output):
    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    creditor = Text()
    debt_ref = Text()
    credit_account = Ident(source="credit_account_id", allow_null=True)
    kind = Choice(choices=DebtKind.choices)
    state = Choice(choices=DebtState.choices)
    read_on = Day()
    currency = Text()
    balance = Amount()
    overdue = Amount()
    oldest_unpaid_on = Day(allow_null=True)
    annual_cost = Amount(allow_null=True)
    payment_is_condition = TrueOrFalse()
    last_paid_on = Day(allow_null=True)
    last_demanded_on = Day(allow_null=True)
    last_acknowledged_on = Day(allow_null=True)
    provenance = Choice(choices=PROVENANCES)
    document = Ident(source="document_id", allow_null=True)
    note = Text()
    recorded_by = Ident(source="recorded_by_id")
    created_at = Instant()


class BudgetLineInput(Input):
    side = Choice(choices=[services.INCOME, services.EXPENSE])
    kind = Choice(choices=sorted({*INCOME_WORDS, *EXPENSE_WORDS, BORROWED}))
    words = FreeText(max_length=200)
    amount = Amount()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        told = attrs["side"] == services.INCOME and tell_of_borrowing(attrs["words"])
        if attrs["kind"] == BORROWED or told:
            words = _("Borrowed money is no income: it pays one debt with another.")
            raise serializers.ValidationError({"words" if told else "kind": words}, code="borrowed")
        if attrs["kind"] not in (INCOME_WORDS if attrs["side"] == services.INCOME else EXPENSE_WORDS):
            raise serializers.ValidationError({"kind": _("This kind stands on the other side.")}, code="wrong_side")
        return attrs


class BudgetInput(Input):
    """A month, line by line; `free`, where given, has to be what the lines leave."""

    read_on = Day()
    payday = Day()
    currency = Choice(choices=[("CNY", "CNY")], default="CNY")
    lines = BudgetLineInput(many=True, allow_empty=False, max_length=MAX_LINES)  # type: ignore[call-arg]
    free = Amount(required=False, signed=True)
    provenance = Choice(choices=PROVENANCES, default="client_stated")
    document = Ident(required=False, allow_null=True)
    note = FreeText(max_length=1000)


class BudgetLineOutput(Output):
    side = Choice(choices=[services.INCOME, services.EXPENSE])
    kind = Text()
    words = Text()
    amount = Text()


class BudgetOutput(Output):
    """`free` is income less necessary expenses; below zero, nothing can be paid from income."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    read_on = Day()
    payday = Day()
    currency = Text()
    lines = BudgetLineOutput(many=True)
    income = Amount()
    expenses = Amount()
    free = Amount(signed=True)
    provenance = Choice(choices=PROVENANCES)
    document = Ident(source="document_id", allow_null=True)
    note = Text()
    recorded_by = Ident(source="recorded_by_id")
    created_at = Instant()


class BudgetFoundOutput(Output):
    """null where none was recorded yet."""

    budget = BudgetOutput(allow_null=True)


class FinancesViewSet(ResourceViewSet):
    """What one client owes and what is free each month."""

    resource: ClassVar[str] = "clients"
    selector = clients.list_clients

    @extend_schema(
        operation_id="clients_debts",
        tags=["casework"],
        parameters=[OpenApiParameter(SUPERSEDED, OpenApiTypes.BOOL, description="Also earlier readings.")],
        responses=DebtReadingOutput(many=True),
        filters=True,
    )
    def debts(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The newest reading of each debt, the newest recorded first."""
        refuse_unknown_parameters(request, {SUPERSEDED, *PARAMETERS})
        rows = selectors.debts_of(request.user, self.subject, superseded=flag(request, SUPERSEDED))
        page: list[Any] = self.paginate_queryset(rows) or []
        return self.get_paginated_response(DebtReadingOutput(page, many=True).data)

    @extend_schema(
        operation_id="clients_record_debt",
        tags=["casework"],
        request=DebtReadingInput,
        responses={201: DebtReadingOutput},
    )
    def record_debt(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A reading of a debt on a day. What was read before stays."""
        given = self.parsed(DebtReadingInput) | {"client": self.subject.pk}
        made = services.record_debt(actor=request.user, values=given, at=clock.now())
        return Response(DebtReadingOutput(made).data, 201)

    @extend_schema(operation_id="clients_budget", tags=["casework"], responses=BudgetFoundOutput)
    def budget(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The newest budget."""
        refuse_unknown_parameters(request, set())
        return Response(BudgetFoundOutput({"budget": selectors.budget_of(request.user, self.subject)}).data)

    @extend_schema(
        operation_id="clients_record_budget", tags=["casework"], request=BudgetInput, responses={201: BudgetOutput}
    )
    def record_budget(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A month's income and necessary expenses. Borrowed money is refused among the income."""
        given = self.parsed(BudgetInput) | {"client": self.subject.pk}
        made = services.record_budget(actor=request.user, values=given, at=clock.now())
        return Response(BudgetOutput(made).data, 201)
