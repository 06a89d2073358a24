"""Debts are seen by whoever sees the client, a lawyer sees those of the referred account; a budget, caseworkers."""

from __future__ import annotations

from accounts.access import registry
from accounts.access.reach import Reach
from accounts.clients.access import WHO_SEES_CLIENTS, through_account
from cases.finances.models import Budget, Debt
from config import guards


def register() -> None:
    recorded = {"create": registry.CASEWORKERS}
    sees = {role: WHO_SEES_CLIENTS[role] for role in sorted(registry.CASEWORKERS)}
    registry.register(registry.Row("debts", Debt, through_account, registry.reading(registry.CASE_READERS) | recorded))
    registry.register(registry.Row("budgets", Budget, Reach(sees), registry.reading(registry.CASEWORKERS) | recorded))


def guard() -> None:
    for model in (Debt, Budget):
        guards.same_as_parent(model, "client", "office_id")
        guards.same_as_parent(model, "document", "client_id")
        guards.same_as_parent(model, "recorded_by", "office_id")
        guards.append_only(model)
    guards.same_as_parent(Debt, "credit_account", "client_id")
