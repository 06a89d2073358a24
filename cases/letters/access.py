"""Letters are seen by whoever sees the case, drafted and sent by caseworkers, approved by a second person of those."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from cases.letters.models import Letter, LetterState
from config import guards

FIXED = ("office_id", "client_id", "case_id", "kind", "language", "addressee", "subject", "text", "approved_by_id")


def register() -> None:
    acts = (
        registry.reading(registry.CASE_READERS)
        | dict.fromkeys(("create", "partial_update", "send", "discard"), registry.CASEWORKERS)
        | dict.fromkeys(("approve", "content"), registry.CASE_READERS)
    )
    registry.register(registry.Row("letters", Letter, through_client.within(case="case_id"), acts))


def guard() -> None:
    """What was approved is sent as it was approved, whoever writes to the table."""
    same = " AND ".join(f'OLD."{column}" IS NOT DISTINCT FROM NEW."{column}"' for column in FIXED)
    guards.append_only(Letter, but=f"OLD.state = '{LetterState.DRAFT}' OR ({same})")
    guards.same_as_parent(Letter, "case", "office_id", "client_id")
    guards.same_as_parent(Letter, "drafted_by", "office_id")
    guards.same_as_parent(Letter, "approved_by", "office_id")
    guards.same_as_parent(Letter, "document", "client_id")
    guards.same_as_parent(Letter, "communication", "case_id")
    guards.same_as_parent(Letter, "step", "case_id")
