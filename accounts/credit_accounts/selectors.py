from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from accounts.credit_accounts.models import CreditAccount


def list_credit_accounts(actor: Any) -> QuerySet[CreditAccount]:
    return scope(actor, CreditAccount).select_related("client", "product", "lender_of_record", "office")
