"""Supervisors read their office's log."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.access import registry
from accounts.audit.models import AuditEvent


def scope_for(actor: Any) -> Q:
    return Q(office_id=actor.office_id) if actor.role == registry.SUPERVISOR else registry.NOBODY


def register() -> None:
    acts = registry.reading(frozenset({registry.SUPERVISOR}))
    registry.register(registry.Row("audit-events", AuditEvent, scope_for, acts))
