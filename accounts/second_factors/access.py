"""Everybody keeps their own second factor. An administrator may reset another's (an act on `users`), and sees none."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Columns, Reach
from accounts.second_factors.models import RecoveryCode, SecondFactor
from config import guards


def register() -> None:
    own = Reach(registry.seen_by(registry.EVERYONE, reach.SELF), Columns(person=("person_id",)))
    acts = registry.reading(registry.EVERYONE)
    registry.register(registry.Row("second-factors", SecondFactor, own, acts | {"enrol": registry.EVERYONE}))
    registry.register(registry.Row("recovery-codes", RecoveryCode, own, acts))


def guard() -> None:
    for own in (SecondFactor, RecoveryCode):
        guards.same_as_parent(own, "person", "office_id")
