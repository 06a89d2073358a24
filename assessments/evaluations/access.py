"""Assessments are read by whoever sees the client; anybody signed in may evaluate what they post themselves."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.access import registry
from accounts.clients.access import through_client
from assessments.evaluations.models import Assessment, RulePack


def every_pack(actor: Any) -> Q:
    """Packs hold law and rules, nothing of a client."""
    return Q()


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {
        "evaluate_posted": registry.EVERYONE,
        "classify": registry.EVERYONE,
        "replay": registry.CASE_READERS,
        "explain": registry.CASE_READERS,
    }
    packs = registry.reading(registry.EVERYONE) | {"validate": registry.EVERYONE}
    registry.register(registry.Row("assessments", Assessment, through_client, acts))
    registry.register(registry.Row("rule-packs", RulePack, every_pack, packs))
