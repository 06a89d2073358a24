from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import ResourceViewSet
from accounts.clients import selectors as clients
from assessments.evaluations.api.payoff_order import (
    DebtOutcomeOutput,
    PlannedPaymentOutput,
    interest_note,
    own_money_note,
    payment,
)
from cases.client_plan.merging import MergedStep
from cases.client_plan.repaying import unpaid_refs
from cases.client_plan.selectors import ClientPlan, client_plan
from cases.files.models import Actor, StepState
from cases.files.wording import step_texts
from cases.finances.models import Budget
from config import clock
from config.api.fields import Amount, Choice, Day, Ident, Output, Text, TrueOrFalse
from config.api.filters import refuse_unknown_parameters


class PlannedStepIn(Output):
    step = Ident()
    case = Ident()


class ClientPlanStepOutput(Output):
    """`stands_for`: the step in each case; doing it in one does it in all. `after`: steps of this list before it."""

    id = Ident()
    action = Text()
    title = Text()
    why = Text()
    actor = Choice(choices=Actor.choices)
    urgent = TrueOrFalse()
    state = Choice(choices=StepState.choices)
    due_on = Day(allow_null=True)
    after = serializers.ListField(child=Ident())
    stands_for = PlannedStepIn(many=True)


class PlannedRepaymentOutput(PlannedPaymentOutput):
    """`debt` is its `debt_ref`; `money` names where the amount comes from."""

    creditor = Text()
    money = Text()


class ClientPlanOutput(Output):
    """`free` is what the budget leaves each month, null without one."""

    steps = ClientPlanStepOutput(many=True)
    repayments = PlannedRepaymentOutput(many=True)
    debts = DebtOutcomeOutput(many=True)
    free = Amount(signed=True, allow_null=True)
    notes = serializers.ListField(child=Text())


class ClientPlanViewSet(ResourceViewSet):
    """One plan for a client, however many lenders there are."""

    resource: ClassVar[str] = "clients"
    selector = clients.list_clients

    @extend_schema(operation_id="clients_plan", tags=["casework"], responses=ClientPlanOutput)
    def plan(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The undone steps of all live cases in the order in which to act, those that serve every case once; and
        which overdue debt is paid what and when from the money that is free each month, never more and never borrowed.
        """
        refuse_unknown_parameters(request, set())
        today = clock.today(request.user.office.zone)  # type: ignore[union-attr]
        found = client_plan(request.user, self.subject, today)
        return Response(ClientPlanOutput(_shown(found)).data)


def _shown(plan: ClientPlan) -> dict[str, Any]:
    creditors = {debt.debt_ref: debt.creditor for debt in plan.debts}
    money = _money(plan.budget) if plan.budget else ""
    return {
        "steps": [_step(step) for step in plan.steps],
        "repayments": [
            payment(each) | {"creditor": creditors[each.debt], "money": money} for each in plan.order.payments
        ],
        "debts": plan.order.debts,
        "free": plan.budget.free if plan.budget else None,
        "notes": list(_notes(plan, creditors)),
    }


def _step(step: MergedStep) -> dict[str, Any]:
    lead, texts = step.lead, step_texts(step.lead)
    deadline = getattr(lead, "deadline", None)
    return {
        "id": step.id,
        "action": lead.action,
        "title": texts["title"],
        "why": texts["why"],
        "actor": lead.actor,
        "urgent": any(row.urgent for row in step.rows),
        "state": lead.state,
        "due_on": deadline.due_on if deadline else None,
        "after": step.after,
        "stands_for": [{"step": row.pk, "case": row.case_id} for row in step.rows],
    }


def _money(budget: Budget) -> str:
    return _("income of the month after necessary expenses, by the budget of %(day)s") % {
        "day": budget.read_on.isoformat()
    }


def _notes(plan: ClientPlan, creditors: dict[str, str]) -> Iterator[str]:
    if not plan.debts:
        yield _("No debts are recorded: record what is owed to each lender, so that repayments can be ordered.")
    if plan.budget is None:
        yield _("No budget is recorded: until it is, nobody can say what can be paid.")
    elif plan.budget.free <= 0:
        yield _("Income does not cover necessary expenses: nothing can be paid from it; ask for time instead.")
    elif unpaid := unpaid_refs(plan.order):
        names = ", ".join(creditors[ref] for ref in unpaid)
        yield _("This money does not clear in three years: %(names)s. Ask for time or instalments.") % {"names": names}
    if waiting := [creditors[each.debt] for each in plan.order.debts if each.waits_for_lawyer]:
        yield _("Nothing is paid or acknowledged before a lawyer has looked: %(names)s.") % {
            "names": ", ".join(waiting)
        }
    if plan.order.payments:
        yield interest_note()
        yield _("Instalments that fall due meanwhile come first: record each debt again when it has changed.")
        yield own_money_note()
