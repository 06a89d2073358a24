"""Whoever sees a file sees that it was merged; supervisors merge, and take a merge back."""

from __future__ import annotations

from accounts.access import registry
from accounts.access.reach import Reach
from accounts.clients.access import WHO_SEES_CLIENTS
from accounts.merges.models import ClientMerge
from config import guards


def register() -> None:
    sees = {role: WHO_SEES_CLIENTS[role] for role in (registry.ADVISOR, registry.SUPERVISOR)}
    registry.register(registry.Row("client-merges", ClientMerge, Reach(sees), registry.reading(registry.CASEWORKERS)))


def guard() -> None:
    for field in ("client", "kept", "merged_by"):
        guards.same_as_parent(ClientMerge, field, "office_id")
