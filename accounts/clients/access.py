"""Advisors see their own clients, supervisors their office's; administrators and not-referred lawyers none."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.access import registry
from accounts.clients.models import Client


def own_or_office(actor: Any) -> Q:
    """A lawyer sees nothing until a case is referred; an administrator keeps people, not cases."""
    if actor.role == registry.SUPERVISOR:
        return Q(office_id=actor.office_id)
    if actor.role == registry.ADVISOR:
        return Q(office_id=actor.office_id, advisor_id=actor.pk)
    return registry.NOBODY


def through_client(actor: Any) -> Q:
    """For every table that carries `office_id` and `client_id`: seen by whoever sees the client."""
    if actor.role == registry.ADVISOR:
        return Q(office_id=actor.office_id, client__advisor_id=actor.pk)
    return own_or_office(actor)


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {
        "create": registry.CASEWORKERS,
        "partial_update": registry.CASEWORKERS,
        "identity": registry.CASEWORKERS,
    }
    registry.register(registry.Row("clients", Client, own_or_office, acts))
