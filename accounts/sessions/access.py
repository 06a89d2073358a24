"""Everybody sees and ends their own sessions. An administrator may end a colleague's (an act on `users`), unseen."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Columns, Reach
from accounts.sessions.models import Session
from config import guards


def register() -> None:
    own = Reach(registry.seen_by(registry.EVERYONE, reach.SELF), Columns(person=("person_id",)))
    acts = registry.reading(registry.EVERYONE) | dict.fromkeys(("destroy", "end_all"), registry.EVERYONE)
    registry.register(registry.Row("sessions", Session, own, acts))


def guard() -> None:
    guards.same_as_parent(Session, "person", "office_id")
