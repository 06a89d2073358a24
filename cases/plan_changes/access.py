"""Seen with the case; decided by whoever may adopt a plan (the acts stand in the row of cases)."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from cases.plan_changes.models import PlanChange
from config import guards


def register() -> None:
    seen = through_client.within(case="case_id")
    registry.register(registry.Row("plan-changes", PlanChange, seen, registry.reading(registry.CASE_READERS)))


def guard() -> None:
    guards.append_only(PlanChange)
    guards.same_as_parent(PlanChange, "case", "office_id", "client_id")
    guards.same_as_parent(PlanChange, "plan", "case_id")
