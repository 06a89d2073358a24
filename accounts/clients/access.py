"""Advisors see their own clients, those of whom they stand in for and those shared with them; supervisors their
office's; lawyers what is referred to them; administrators keep people, not cases."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Columns, Reach
from accounts.clients.models import Client

WHO_SEES_CLIENTS = {
    registry.ADVISOR: (reach.OWN, reach.SUBSTITUTE, reach.SHARED),
    registry.LAWYER: (reach.REFERRED,),
    registry.SUPERVISOR: (reach.OFFICE,),
}
own_or_office = Reach(WHO_SEES_CLIENTS, Columns(client="pk", advisor="advisor_id"))
through_client = Reach(WHO_SEES_CLIENTS)
"""For every table that carries `office_id` and `client_id`: seen by whoever sees the client."""
through_account = through_client.within(account="credit_account_id")
"""For tables that hang on one credit account: a lawyer sees those of the account whose case is referred."""

OF_AN_ERASED_CLIENT = "EXISTS (SELECT 1 FROM accounts_client c WHERE c.id = OLD.client_id AND c.erased_at IS NOT NULL)"
"""For guards: the database lets go of what hangs on an erased client, and of nothing else."""


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {
        "create": registry.CASEWORKERS,
        "partial_update": registry.CASEWORKERS,
        "identity": registry.CASEWORKERS,
        "export": registry.CASEWORKERS,
        "access_log": frozenset({registry.SUPERVISOR}),
        "debts": registry.CASE_READERS,
        "record_debt": registry.CASEWORKERS,
        "budget": registry.CASEWORKERS,
        "record_budget": registry.CASEWORKERS,
        "duplicates": registry.CASEWORKERS,
        "merge": frozenset({registry.SUPERVISOR}),
        "unmerge": frozenset({registry.SUPERVISOR}),
        "intake": registry.CASEWORKERS,
        "plan": registry.CASEWORKERS,
    }
    masked = {"identity_number": "identity", "phone": "identity"}
    registry.register(registry.Row("clients", Client, own_or_office, acts, masked, frozenset({"identity", "export"})))
