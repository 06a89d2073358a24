"""Everyone sees the people of their own office; administrators manage them. Accounts of service keys are no people."""

from __future__ import annotations

from django.db.models import Q
from knox.models import AuthToken

from accounts.access import reach, registry
from accounts.access.reach import Columns, Reach
from accounts.people.models import Person


def register() -> None:
    keepers = frozenset({registry.ADMINISTRATOR})
    acts = registry.reading(registry.EVERYONE)
    acts |= dict.fromkeys(("create", "partial_update", "reset_second_factor", "invite"), keepers)
    colleagues = Reach(registry.seen_by(registry.EVERYONE, reach.OFFICE), only=~Q(role=registry.SERVICE))
    registry.register(registry.Row("users", Person, colleagues, acts))
    tokens = registry.reading(registry.EVERYONE) | {"destroy": registry.EVERYONE}
    own = Reach(registry.seen_by(registry.EVERYONE, reach.SELF), Columns(person=("user_id",)))
    registry.register(registry.Row("tokens", AuthToken, own, tokens))
