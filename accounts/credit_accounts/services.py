from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access.decide import named, require, require_act
from accounts.access.external import named_by, refusing_taken
from accounts.audit.services import record
from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.lenders.models import CreditProduct, Lender


@transaction.atomic
def create_credit_account(*, actor: Any, values: dict[str, Any], at: datetime) -> CreditAccount:
    require_act(actor, "create", "credit-accounts")
    client = named(actor, Client, values.pop("client"), "/client")
    values = _relations(actor, named_by(actor, values))
    with refusing_taken():
        account = CreditAccount.objects.create(
            office_id=client.office_id, client=client, created_at=at, updated_at=at, **values
        )
    record(actor=actor, act="create", row=account, at=at)
    return account


@transaction.atomic
def change_credit_account(
    *, actor: Any, account: CreditAccount, seen: int, changes: dict[str, Any], at: datetime
) -> CreditAccount:
    require(actor, "partial_update", account)
    names = sorted(changes)
    with refusing_taken():
        account.change(at=at, seen=seen, **_relations(actor, named_by(actor, changes)))
    record(actor=actor, act="change", row=account, at=at, fields=names)
    return account


def _relations(actor: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Ids replaced by rows that the actor sees."""
    if "product" in values:
        values["product"] = named(actor, CreditProduct, values["product"], "/product")
    if values.get("lender_of_record"):
        values["lender_of_record"] = named(actor, Lender, values["lender_of_record"], "/lender_of_record")
    return values
