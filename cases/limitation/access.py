"""Seen by whoever sees the case; decided by its lawyer or a supervisor, never by the advisor who wants to go on."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from cases.limitation.models import LimitationDecision
from config import guards

DECIDERS = frozenset({registry.LAWYER, registry.SUPERVISOR})


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {"create": DECIDERS}
    seen = through_client.within(case="case_id")
    registry.register(registry.Row("limitation-decisions", LimitationDecision, seen, acts))


def guard() -> None:
    guards.append_only(LimitationDecision)
    guards.same_as_parent(LimitationDecision, "case", "office_id", "client_id")
    guards.same_as_parent(LimitationDecision, "decided_by", "office_id")
