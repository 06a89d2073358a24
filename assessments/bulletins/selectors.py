from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from accounts.credit_accounts.models import CreditAccount
from accounts.credit_accounts.selectors import list_credit_accounts
from assessments.bulletins.models import Bulletin


def list_bulletins(actor: Any) -> QuerySet[Bulletin]:
    return scope(actor, Bulletin).select_related("product", "lender")


def touched(actor: Any, bulletin: Bulletin) -> QuerySet[CreditAccount]:
    """The accounts that the actor sees and that it concerns, by what it names."""
    named = {"product_id": bulletin.product_id, "lender_of_record_id": bulletin.lender_id}
    return list_credit_accounts(actor).filter(**{name: ident for name, ident in named.items() if ident})
