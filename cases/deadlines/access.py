"""A deadline is seen by whoever sees the client."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from cases.deadlines.models import Deadline, DeadlineVersion


def register() -> None:
    seen = through_client.within(case="case_id")
    registry.register(registry.Row("deadlines", Deadline, seen, registry.reading(registry.CASE_READERS)))
    registry.register(registry.Row("deadline-versions", DeadlineVersion, seen, registry.reading(registry.CASE_READERS)))
