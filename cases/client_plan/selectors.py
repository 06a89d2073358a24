"""The one plan of a client, read from the plans of their live cases, their debts and their budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from accounts.clients.models import Client
from accounts.merges.selectors import files_of
from assessments.engine.payoff_order import PayoffOrder, payoff_order
from assessments.evaluations.in_force import packs_of
from cases.client_plan.merging import MergedStep, merged
from cases.client_plan.repaying import MONTHS, asked
from cases.files.models import LIVE, UNDONE
from cases.files.selectors import list_steps
from cases.finances.models import Budget, Debt
from cases.finances.selectors import budget_of_person, debts_of_person

MOST_STEPS = 500  # of one client; more than the cases of a life


@dataclass(frozen=True)
class ClientPlan:
    steps: list[MergedStep]
    debts: list[Debt]
    budget: Budget | None
    order: PayoffOrder


def client_plan(actor: Any, client: Client, today: date) -> ClientPlan:
    in_force = Q(plan__isnull=True) | Q(plan_id=F("case__plan_id"))
    files = files_of(client.pk)
    steps = list_steps(actor).filter(in_force, client__in=files, case__state__in=LIVE, state__in=UNDONE)
    debts = debts_of_person(actor, files)
    budget = budget_of_person(actor, files)
    question = asked(debts, budget, today)
    order = payoff_order(question.debts, question.money, packs_of(client.office_id)["base"].classes_on(today), MONTHS)
    return ClientPlan(merged(steps.order_by("id")[:MOST_STEPS]), debts, budget, order)
