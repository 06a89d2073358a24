"""A deadline is seen by whoever sees the client, and moved by whoever works on the case, its lawyer among them."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from cases.deadlines.models import Deadline, DeadlineVersion


def register() -> None:
    seen = through_client.within(case="case_id")
    acts = registry.reading(registry.CASE_READERS) | dict.fromkeys(("extend", "pause"), registry.CASE_READERS)
    registry.register(registry.Row("deadlines", Deadline, seen, acts))
    registry.register(registry.Row("deadline-versions", DeadlineVersion, seen, registry.reading(registry.CASE_READERS)))
