"""A credit account is seen by whoever sees its client."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from accounts.credit_accounts.models import CreditAccount


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {
        "create": registry.CASEWORKERS,
        "partial_update": registry.CASEWORKERS,
        "evaluate": registry.CASEWORKERS,
        "assessments": registry.CASE_READERS,
        "what_if": registry.CASE_READERS,
        "timeline": registry.CASE_READERS,
    }
    registry.register(registry.Row("credit-accounts", CreditAccount, through_client.within(account="pk"), acts))
