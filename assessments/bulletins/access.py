"""Bulletins are an office's; the accounts that one touches are shown as far as the reader sees them anyway."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Reach
from assessments.bulletins.models import Bulletin
from config import guards


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {
        "create": registry.CASEWORKERS,
        "withdraw": registry.CASEWORKERS,
        "accounts": registry.CASE_READERS,
        "record": registry.CASEWORKERS,
    }
    seen = Reach(registry.seen_by(registry.CASE_READERS, reach.OFFICE))
    registry.register(registry.Row("bulletins", Bulletin, seen, acts))


def guard() -> None:
    guards.same_as_parent(Bulletin, "entered_by", "office_id")
