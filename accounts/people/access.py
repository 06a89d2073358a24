"""Everyone sees the people of their own office; administrators manage them. Accounts of service keys
and of clients' links are no people."""

from __future__ import annotations

from django.db.models import Q

from accounts.access import reach, registry
from accounts.access.linked import NO_PEOPLE
from accounts.access.reach import Reach
from accounts.people.models import Person


def register() -> None:
    keepers = frozenset({registry.ADMINISTRATOR})
    acts = registry.reading(registry.EVERYONE)
    acts |= dict.fromkeys(("create", "partial_update", "reset_second_factor", "invite", "end_sessions"), keepers)
    colleagues = Reach(registry.seen_by(registry.EVERYONE, reach.OFFICE), only=~Q(role__in=NO_PEOPLE))
    registry.register(registry.Row("users", Person, colleagues, acts))
