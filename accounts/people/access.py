"""Everyone sees the people of their own office; administrators manage them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from knox.models import AuthToken

from accounts.access import registry
from accounts.people.models import Person


def scope_for(actor: Any) -> Q:
    return Q(office_id=actor.office_id)


def own_tokens(actor: Any) -> Q:
    return Q(user_id=actor.pk)


def register() -> None:
    keepers = frozenset({registry.ADMINISTRATOR})
    acts = registry.reading(registry.EVERYONE) | {"create": keepers, "partial_update": keepers}
    registry.register(registry.Row("users", Person, scope_for, acts))
    tokens = registry.reading(registry.EVERYONE) | {"destroy": registry.EVERYONE}
    registry.register(registry.Row("tokens", AuthToken, own_tokens, tokens))
