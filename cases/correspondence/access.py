"""Communications are seen by whoever sees the case, recorded and corrected by caseworkers, changed by nobody."""

from __future__ import annotations

from typing import Any

from accounts.access import registry
from accounts.clients.access import through_client
from accounts.exports.sections import columns_of, tell
from cases.correspondence.models import Communication, CommunicationContent
from config import guards


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {
        "create": registry.CASEWORKERS,
        "correct": registry.CASEWORKERS,
        "from_mail": registry.CASEWORKERS,
    }
    seen = through_client.within(case="case_id")
    registry.register(registry.Row("communications", Communication, seen, acts))
    tell(Communication, _told)


def _told(row: Any) -> dict[str, Any]:
    return {**columns_of(row), "content": row.told}


def guard() -> None:
    whose = ("office_id", "client_id")
    guards.append_only(Communication)
    guards.same_as_parent(Communication, "case", *whose)
    guards.same_as_parent(Communication, "corrects", "case_id")
    guards.same_as_parent(Communication, "step", "case_id")
    guards.same_as_parent(Communication, "recorded_by", "office_id")
    guards.same_as_parent(CommunicationContent, "communication", *whose)
    guards.append_only(CommunicationContent, but=_emptied())


def _emptied() -> str:
    """An erasure empties words and salt together, and touches nothing else of the row."""
    kept = ("id", "created_at", "office_id", "client_id", "communication_id")
    same = " AND ".join(f"OLD.{column} = NEW.{column}" for column in kept)
    return f"length(NEW.payload) = 0 AND length(NEW.salt) = 0 AND {same}"
