"""Documents are seen by whoever sees the client, handed in by caseworkers, changed by nobody."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import OF_AN_ERASED_CLIENT, through_client
from accounts.documents.models import Document
from config import guards

EMPTIED = {"name": "", "captured_by": "", "captured_with": "", "captured_at": None, "original": ""}
"""What an erasure leaves of a document: its id, type, size, digest, and when it came in."""


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {
        "create": registry.CASEWORKERS,
        "content": registry.CASE_READERS,
    }
    registry.register(registry.Row("documents", Document, through_client, acts))


def guard() -> None:
    guards.append_only(Document, but=guards.emptying(Document, OF_AN_ERASED_CLIENT, **EMPTIED), stays=True)
    guards.same_as_parent(Document, "client", "office_id")
    guards.same_as_parent(Document, "credit_account", "client_id")
