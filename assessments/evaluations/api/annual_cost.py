"""What a posted table of payments costs in a year; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.engine.annual_cost import ABOVE, COURT_LINE, NOT_ABOVE, PAID, RECEIVED, AnnualCost, CostLine, Flow
from assessments.evaluations import services
from assessments.evaluations.api.posted import PostedView
from assessments.evaluations.rendering import citation_of_fact
from config.api.fields import Amount, Choice, Day, Input, Output, Text, Whole

MAX_FLOWS = 600
EXAMPLE = {
    "agreed_on": "2026-01-10",
    "flows": [
        {"on": "2026-01-10", "kind": "received", "amount": "3000.00"},
        {"on": "2026-02-10", "kind": "paid", "amount": "1050.00"},
        {"on": "2026-03-10", "kind": "paid", "amount": "1050.00"},
        {"on": "2026-04-10", "kind": "paid", "amount": "1050.00"},
    ],
}
PERCENT = serializers.CharField


class FlowInput(Input):
    """Money `received` from the lender, or `paid` to anybody for the loan: instalments, fees, insurance, guarantees."""

    on = Day()
    kind = Choice(choices=[RECEIVED, PAID])
    amount = Amount()


class AnnualCostInput(Input):
    """At most 600 rows, in any order. `agreed_on` chooses the lines; by default the first day of the table."""

    agreed_on = Day(required=False)
    flows = FlowInput(many=True, max_length=MAX_FLOWS)  # type: ignore[call-arg]


class CostLineOutput(Output):
    """A line of a dated fact, `times` its value, as of `on`; `from_memory` is still to be verified."""

    line = Text()
    times = Whole()
    percent = PERCENT()
    on = Day()
    effective = Choice(choices=[ABOVE, NOT_ABOVE])
    nominal = Choice(choices=[ABOVE, NOT_ABOVE])
    text = Text()
    citation = Text()
    verification = Choice(choices=["text_seen", "from_memory"])


class AnnualCostOutput(Output):
    """Percents of a year. Whether a figure above a line means anything for a contract is for a lawyer to say."""

    effective_percent = PERCENT(help_text="Internal rate of return over days, compounded to 365 of them.")
    nominal_percent = PERCENT(help_text="Internal rate of return of a month, times twelve, not compounded.")
    received = Amount()
    paid = Amount()
    cost = serializers.CharField(help_text="Paid less received; below zero where less was paid.")
    lines = CostLineOutput(many=True)
    notes = serializers.ListField(child=Text())


class AnnualCostView(PostedView):
    """The annual cost of a loan by its table of payments, beside the lines of the dated facts. Stores nothing.

    Both conventions are given, for advertisements and contracts use both. A table that has no rate, or more than one,
    is a 400 at `/flows` that says why.
    """

    @extend_schema(
        operation_id="evaluations_annual_cost",
        tags=["evaluation"],
        request=AnnualCostInput,
        responses=AnnualCostOutput,
        examples=[OpenApiExample("Three instalments", value=EXAMPLE, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        given = self.parsed(AnnualCostInput)
        flows = [Flow(**row) for row in given["flows"]]
        found, lines = services.cost_posted(actor=request.user, flows=flows, agreed_on=given.get("agreed_on"))
        return Response(AnnualCostOutput(_answer(found, lines)).data)


def _answer(found: AnnualCost, lines: tuple[CostLine, ...]) -> dict[str, Any]:
    return {
        "effective_percent": str(found.effective),
        "nominal_percent": str(found.nominal),
        "received": found.received,
        "paid": found.paid,
        "cost": str(found.cost),
        "lines": [_line(found, line) for line in lines],
        "notes": list(_notes(found, lines)),
    }


def _line(found: AnnualCost, line: CostLine) -> dict[str, Any]:
    effective, nominal = line.compare(found.effective), line.compare(found.nominal)
    return {
        "line": line.fact,
        "times": line.times,
        "percent": str(line.percent),
        "on": line.on,
        "effective": effective,
        "nominal": nominal,
        "text": _text(line, effective, nominal),
        "citation": citation_of_fact(line.fact),
        "verification": line.verification,
    }


def _text(line: CostLine, effective: str, nominal: str) -> str:
    words = {"line": _name(line)}
    if effective == nominal == ABOVE:
        return _("Above the line of %(line)s.") % words
    if effective == nominal:
        return _("Not above the line of %(line)s.") % words
    if effective == ABOVE:
        return _("Compounded above the line of %(line)s; a month's rate times twelve is not above it.") % words
    return _("A month's rate times twelve is above the line of %(line)s; compounded it is not.") % words


def _name(line: CostLine) -> str:
    words = {"percent": line.percent, "times": line.times, "on": line.on}
    if line.fact == COURT_LINE:
        return _("%(percent)s%% a year (courts look to it in disputes on financial loans)") % words
    return _("%(percent)s%% a year (%(times)s times the one-year loan prime rate of %(on)s, for private loans)") % words


def _notes(found: AnnualCost, lines: tuple[CostLine, ...]) -> Iterator[str]:
    yield _("Both figures are internal rates of return; the lender's own statement says which convention it follows.")
    if any(line.fact != COURT_LINE for line in lines):
        yield _("The line for private loans does not bind licensed lenders directly.")
    if len(lines) < 2:
        yield _("Not every line is known for that day.")
    if found.cost < 0:
        yield _("Less was paid than received: payments may be missing from the table.")
