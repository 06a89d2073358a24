"""Assessments are read by whoever sees the client; anybody signed in may evaluate what they post themselves."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Reach
from accounts.clients.access import through_account
from assessments.evaluations.models import Assessment, RulePack

EMPTIED = {"input": b"", "content": b"", "status": "", "risk_level": ""}
"""What an erasure leaves of an assessment: ids, moments, versions and digests."""


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {
        "evaluate_posted": registry.EVERYONE,
        "classify": registry.EVERYONE,
        "replay": registry.CASE_READERS,
        "explain": registry.CASE_READERS,
    }
    registry.register(registry.Row("assessments", Assessment, through_account, acts))
    # Packs hold law and rules, nothing of a client.
    every_pack = Reach(registry.seen_by(registry.EVERYONE, reach.EVERYTHING))
    packs = registry.reading(registry.EVERYONE) | dict.fromkeys(("validate", "compare"), registry.EVERYONE)
    registry.register(registry.Row("rule-packs", RulePack, every_pack, packs))
