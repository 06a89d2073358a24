"""Engagements are seen by whoever sees the client, recorded and ended by caseworkers."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from accounts.engagements.models import Engagement
from config import guards


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {"create": registry.CASEWORKERS, "end": registry.CASEWORKERS}
    registry.register(registry.Row("engagements", Engagement, through_client, acts))


def guard() -> None:
    guards.same_as_parent(Engagement, "client", "office_id")
    guards.same_as_parent(Engagement, "document", "client_id")
    guards.same_as_parent(Engagement, "recorded_by", "office_id")
