"""What opens or hides clients beyond a person's role, gathered once for each request.

Areas say what they know when their app is ready (`provide`): grants in accounts, referrals in cases. A request loads
its person afresh, so what is kept on that object is as old as the request and no older.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

Ids = frozenset[UUID]
NONE: Ids = frozenset()


@dataclass(frozen=True)
class Sight:
    """`advisors` the person stands in for; `clients` shared with them; `barred` ones that a conflict of interest hides
    whatever else holds; `opened` ones for which glass is broken just now; `referred_…` what accepted referrals open
    to a lawyer; `linked` the client whose link this account is, while the link is in force."""

    advisors: Ids = field(default=NONE)
    clients: Ids = field(default=NONE)
    barred: Ids = field(default=NONE)
    opened: Ids = field(default=NONE)
    referred_clients: Ids = field(default=NONE)
    referred_accounts: Ids = field(default=NONE)
    referred_cases: Ids = field(default=NONE)
    linked: Ids = field(default=NONE)

    def __or__(self, other: Sight) -> Sight:
        return Sight(*(getattr(self, each.name) | getattr(other, each.name) for each in fields(self)))


_providers: list[Callable[[Any], Sight]] = []


def provide(source: Callable[[Any], Sight]) -> None:
    """`source(actor)` asks the database once, and not at all for roles that it does not concern."""
    _providers.append(source)


def sight_of(actor: Any) -> Sight:
    kept: Sight | None = actor.__dict__.get("_sight")
    if kept is None:
        kept = Sight()
        for source in _providers:
            kept |= source(actor)
        actor._sight = kept
    return kept


def look_again(actor: Any) -> None:
    """After an act that changes what the actor themself may see."""
    actor.__dict__.pop("_sight", None)
