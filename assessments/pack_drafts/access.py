"""Everybody of an office reads its drafts; supervisors and administrators upload and publish, never one person both.

A backtest reads assessments, so that supervisors start it; which accounts it names is seen by who sees those accounts.
"""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Reach
from accounts.clients.access import through_account
from assessments.pack_drafts.models import BacktestChange, PackBacktest, PackDraft, PackRelease
from config import guards

PUBLISHERS = frozenset({registry.SUPERVISOR, registry.ADMINISTRATOR})


def register() -> None:
    office = Reach(registry.seen_by(registry.EVERYONE, reach.OFFICE))
    acts = registry.reading(registry.EVERYONE) | {
        "create": PUBLISHERS,
        "backtest": frozenset({registry.SUPERVISOR}),
        "publish": PUBLISHERS,
    }
    registry.register(registry.Row("rule-pack-drafts", PackDraft, office, acts))
    for resource, model in (("rule-pack-backtests", PackBacktest), ("rule-pack-releases", PackRelease)):
        registry.register(registry.Row(resource, model, office, registry.reading(registry.EVERYONE)))
    readers = registry.reading(registry.CASE_READERS)
    registry.register(registry.Row("rule-pack-changes", BacktestChange, through_account, readers))


def guard() -> None:
    for model in (PackDraft, PackBacktest, BacktestChange, PackRelease):
        guards.append_only(model)
    for model in (PackBacktest, PackRelease):
        guards.same_as_parent(model, "draft", "office_id")
    guards.same_as_parent(PackRelease, "backtest", "office_id", "draft_id")
    guards.same_as_parent(BacktestChange, "backtest", "office_id")
    guards.same_as_parent(BacktestChange, "credit_account", "office_id", "client_id")
