"""In what order posted debts are paid from posted free money; nothing is stored."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.engine.payoff_order import (
    BEFORE_MARK,
    CONDITION,
    DEAREST,
    MOST_MONTHS,
    PRINCIPAL,
    Debt,
    DebtOutcome,
    FreeMoney,
    PayoffOrder,
    PlannedPayment,
    Turn,
)
from assessments.evaluations import services
from assessments.evaluations.api.posted import PostedView
from assessments.evaluations.words import RISK_CLASS, word
from assessments.evidence.inputs import REPORT_ACCOUNTS, repeated_id
from config.api.fields import Amount, Choice, Day, Input, Output, Text, TrueOrFalse, Whole

MAX_DEBTS = 100
EXAMPLE = {
    "debts": [
        {"id": "jiebei", "amount_due": "1200.00", "oldest_unpaid_on": "2026-11-15", "annual_cost": "18.00"},
        {"id": "card", "amount_due": "3000.00", "kind": "credit_card", "named_condition": True},
    ],
    "free_money": [{"per_month": "2000.00", "first_on": "2026-12-10"}],
}


class DebtInput(Input):
    """What is overdue at one lender. `principal` is not overdue yet, and given only if this money shall pay it too.

    `named_condition`: a notice of the lender names paying it as the condition of further use. `lawyer_first`:
    limitation or the debt itself is in doubt, so that nothing is paid before a lawyer's word.
    """

    id = Text(max_length=100)
    amount_due = Amount()
    principal = Amount(required=False)
    annual_cost = Amount(required=False, allow_null=True, help_text="Percent of a year.")
    oldest_unpaid_on = Day(required=False, allow_null=True)
    kind = Choice(choices=REPORT_ACCOUNTS, default="loan")
    named_condition = TrueOrFalse(default=False)
    lawyer_first = TrueOrFalse(default=False)
    currency = Text(max_length=3, default="CNY")


class FreeMoneyInput(Input):
    """What is left of income each month, on the same day of the month from `first_on`. A loan is no free money."""

    per_month = Amount()
    first_on = Day()
    currency = Text(max_length=3, default="CNY")


class PayoffOrderInput(Input):
    """At most 100 debts, in any order, and `months` paydays (at most 120)."""

    debts = DebtInput(many=True, max_length=MAX_DEBTS)  # type: ignore[call-arg]
    free_money = FreeMoneyInput(many=True, max_length=MAX_DEBTS)  # type: ignore[call-arg]
    months = Whole(min_value=1, max_value=MOST_MONTHS, default=MOST_MONTHS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        seen: set[str] = set()
        wrong = [repeated_id(debt, seen) for debt in attrs["debts"]]
        if any(wrong):
            raise serializers.ValidationError({"debts": wrong})
        return attrs


class TurnOutput(Output):
    """When the report mark or the risk class gets worse next; null where it stays."""

    on = Day()
    mark = Text(allow_null=True)
    risk_class = Choice(choices=list(RISK_CLASS), allow_null=True)


class PlannedPaymentOutput(Output):
    on = Day()
    debt = Text()
    amount = Amount()
    currency = Text()
    why = Choice(choices=[BEFORE_MARK, CONDITION, DEAREST, PRINCIPAL])
    before = TurnOutput(allow_null=True)
    text = Text()


class DebtOutcomeOutput(Output):
    """`due_paid_on`, `paid_on`: when nothing overdue, and nothing at all, is left; null where something stays."""

    debt = Text()
    paid = Amount()
    left = Amount()
    due_paid_on = Day(allow_null=True)
    paid_on = Day(allow_null=True)
    waits_for_lawyer = TrueOrFalse()


class PayoffOrderOutput(Output):
    payments = PlannedPaymentOutput(many=True)
    debts = DebtOutcomeOutput(many=True)
    notes = serializers.ListField(child=Text())


class PayoffOrderView(PostedView):
    """Which debt is paid what and when from the money that is free each month; never more. Stores nothing.

    First what can be paid in full before its report mark or risk class gets worse (as many debts as possible), then
    debts whose payment a notice names as its condition, then the dearest; what is not overdue comes last.
    """

    @extend_schema(
        operation_id="evaluations_payoff_order",
        tags=["evaluation"],
        request=PayoffOrderInput,
        responses=PayoffOrderOutput,
        examples=[OpenApiExample("Two debts", value=EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        given = self.parsed(PayoffOrderInput)
        found = services.order_posted(
            actor=request.user,
            debts=[Debt(**debt) for debt in given["debts"]],
            money=[FreeMoney(**money) for money in given["free_money"]],
            months=given["months"],
        )
        return Response(PayoffOrderOutput(_answer(found)).data)


def _answer(found: PayoffOrder) -> dict[str, Any]:
    return {
        "payments": [payment(each) for each in found.payments],
        "debts": [_outcome(each) for each in found.debts],
        "notes": [interest_note(), own_money_note()],
    }


def interest_note() -> str:
    return _("Interest that grows until then is not in these figures: ask the lender for the sum of the day.")


def own_money_note() -> str:
    return _("Pay from income or assets of your own, never with a new loan. What a lender then does it decides.")


def payment(each: PlannedPayment) -> dict[str, Any]:
    names = ("on", "debt", "amount", "currency", "why")
    before = each.turn and {"on": each.turn.on, "mark": each.turn.mark, "risk_class": each.turn.risk_class}
    return {name: getattr(each, name) for name in names} | {"before": before, "text": payment_text(each)}


def payment_text(each: PlannedPayment) -> str:
    if each.turn:
        return _before(each.turn)
    return {
        CONDITION: _("A notice of the lender names this payment as its condition."),
        DEAREST: _("Of what is overdue, the dearest goes first."),
        PRINCIPAL: _("Nothing overdue is left; of what is not due yet, the dearest goes first."),
    }[each.why]


def _before(turn: Turn) -> str:
    words = {"on": turn.on, "mark": turn.mark, "risk_class": word(RISK_CLASS, turn.risk_class)}
    if turn.risk_class is None:
        return _("Unpaid on %(on)s, the report's mark becomes %(mark)s.") % words
    if turn.mark is None:
        return _("Unpaid on %(on)s, it is classed at least as %(risk_class)s.") % words
    return (
        _("Unpaid on %(on)s, the report's mark becomes %(mark)s and it is classed at least as %(risk_class)s.") % words
    )


def _outcome(each: DebtOutcome) -> dict[str, Any]:
    names = ("debt", "paid", "left", "due_paid_on", "paid_on", "waits_for_lawyer")
    return {name: getattr(each, name) for name in names}
