"""A deadline is seen by whoever sees the client."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from cases.deadlines.models import Deadline


def register() -> None:
    registry.register(registry.Row("deadlines", Deadline, through_client, registry.reading(registry.CASE_READERS)))
