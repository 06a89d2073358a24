"""What opens or hides clients beyond a person's role, gathered once for each request.

Areas say what they know when their app is ready (`provide`): grants in accounts, referrals in cases. A request loads
its person afresh, so what is kept on that object is as old as the request and no older.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

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


NOTHING = Sight()
Source = Callable[[Any], Sight]
Rows = Callable[[Any, Any], QuerySet[Any]]
_providers: dict[str, tuple[Source, Rows | None]] = {}


def provide(source: Source, rows: Rows | None = None) -> None:
    """`source(actor)` asks the database once, and not at all for roles that it does not concern. `rows(person, now)`
    are those that it reads: whoever loads a person can ask with them whether there are any, and spare the question."""
    _providers[source.__name__] = source, rows


def opening(person: str, now: Any) -> dict[str, Exists]:
    """For a query that loads a person, whose id stands in the column `person`: which sources have anything to say."""
    return {_told(name): Exists(rows(OuterRef(person), now)) for name, (_source, rows) in _providers.items() if rows}


def told_by(row: Any, actor: Any) -> None:
    """What `opening` found beside `row` holds for its person, as long as the request."""
    actor._nothing_from = {name for name in _providers if row.__dict__.get(_told(name)) is False}


def _told(name: str) -> str:
    return f"any_{name}"


def sight_of(actor: Any) -> Sight:
    kept: Sight | None = actor.__dict__.get("_sight")
    if kept is None:
        kept, silent = NOTHING, actor.__dict__.get("_nothing_from", ())
        for name, (source, _rows) in _providers.items():
            if name not in silent and (found := source(actor)) != NOTHING:
                kept |= found
        actor._sight = kept
    return kept


def look_again(actor: Any) -> None:
    """After an act that changes what the actor themself may see."""
    actor.__dict__.pop("_sight", None)
    actor.__dict__.pop("_nothing_from", None)
