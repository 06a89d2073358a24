"""Everyone sees their own office; administrators keep it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.access import registry
from accounts.offices.models import Office


def scope_for(actor: Any) -> Q:
    return Q(pk=actor.office_id)


def register() -> None:
    acts = registry.reading(registry.EVERYONE) | {"partial_update": frozenset({registry.ADMINISTRATOR})}
    registry.register(registry.Row("offices", Office, scope_for, acts))
