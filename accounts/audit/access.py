"""Supervisors read their office's log."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Reach
from accounts.audit.models import AuditEvent


def register() -> None:
    readers = frozenset({registry.SUPERVISOR})
    seen = Reach(registry.seen_by(readers, reach.OFFICE))
    registry.register(registry.Row("audit-events", AuditEvent, seen, registry.reading(readers)))
