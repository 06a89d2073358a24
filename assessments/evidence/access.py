"""Evidence is seen by whoever sees the client, recorded by caseworkers, changed by nobody."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from assessments.evidence.models import Display, Notice, Repayment


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {"create": registry.CASEWORKERS}
    for resource, model in (("displays", Display), ("notices", Notice), ("repayments", Repayment)):
        registry.register(registry.Row(resource, model, through_client, acts))
