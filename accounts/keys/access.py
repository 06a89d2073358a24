"""Administrators keep the service keys of their office; nobody else knows of them."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Reach
from accounts.keys.models import ServiceKey
from config import guards


def register() -> None:
    keepers = frozenset({registry.ADMINISTRATOR})
    acts = registry.reading(keepers) | dict.fromkeys(("create", "revoke"), keepers)
    seen = Reach(registry.seen_by(keepers, reach.OFFICE))
    registry.register(registry.Row("service-keys", ServiceKey, seen, acts))


def guard() -> None:
    for field in ("account", "created_by", "revoked_by"):
        guards.same_as_parent(ServiceKey, field, "office_id")
