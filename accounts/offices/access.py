"""Everyone sees their own office; administrators keep it."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Columns, Reach
from accounts.offices.models import Office


def register() -> None:
    acts = registry.reading(registry.EVERYONE) | {"partial_update": frozenset({registry.ADMINISTRATOR})}
    own = Reach(registry.seen_by(registry.EVERYONE, reach.OFFICE), Columns(office="pk"))
    registry.register(registry.Row("offices", Office, own, acts))
