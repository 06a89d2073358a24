"""Evidence is seen by whoever sees the client, recorded and corrected by caseworkers, changed by nobody."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_account
from assessments.evidence.kinds import KINDS
from config import guards


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {"create": registry.CASEWORKERS, "correct": registry.CASEWORKERS}
    for kind in KINDS:
        registry.register(registry.Row(kind.resource, kind.model, through_account, acts))


def guard() -> None:
    """A correction is of the same account as what it corrects, a document of the client, who saw it of the office."""
    for kind in KINDS:
        guards.append_only(kind.model)
        guards.same_as_parent(kind.model, "credit_account", "office_id", "client_id")
        guards.same_as_parent(kind.model, "supersedes", "credit_account_id")
        guards.same_as_parent(kind.model, "document", "client_id")
        guards.same_as_parent(kind.model, "seen_by", "office_id")
