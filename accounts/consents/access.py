"""Consents are seen by whoever sees the client, recorded and withdrawn by caseworkers at the client's word."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from accounts.consents.models import Consent
from config import guards


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {
        "create": registry.CASEWORKERS,
        "withdraw": registry.CASEWORKERS,
    }
    registry.register(registry.Row("consents", Consent, through_client, acts))


def guard() -> None:
    guards.same_as_parent(Consent, "client", "office_id")
    guards.same_as_parent(Consent, "document", "client_id")
    guards.same_as_parent(Consent, "recorded_by", "office_id")
