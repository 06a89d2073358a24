"""Administrators see whom of their office a link was sent to, and whether it was used; the link itself nobody sees."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Reach
from accounts.password_links.models import PasswordLink
from config import guards


def register() -> None:
    keepers = frozenset({registry.ADMINISTRATOR})
    seen = Reach(registry.seen_by(keepers, reach.OFFICE))
    registry.register(registry.Row("password-links", PasswordLink, seen, registry.reading(keepers)))


def guard() -> None:
    guards.same_as_parent(PasswordLink, "person", "office_id")
    guards.same_as_parent(PasswordLink, "asked_by", "office_id")
