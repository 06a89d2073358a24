"""Everybody keeps their own second factor. An administrator may reset another's (an act on `users`), and sees none."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Columns, Reach
from accounts.second_factors.models import RecoveryCode, SecondFactor


def register() -> None:
    own = Reach(registry.seen_by(registry.EVERYONE, reach.SELF), Columns(person=("person_id",)))
    acts = registry.reading(registry.EVERYONE)
    registry.register(registry.Row("second-factors", SecondFactor, own, acts | {"enrol": registry.EVERYONE}))
    registry.register(registry.Row("recovery-codes", RecoveryCode, own, acts))
