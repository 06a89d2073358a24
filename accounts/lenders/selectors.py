from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from accounts.lenders.models import CreditProduct, Lender


def list_lenders(actor: Any) -> QuerySet[Lender]:
    return scope(actor, Lender)


def list_products(actor: Any) -> QuerySet[CreditProduct]:
    return scope(actor, CreditProduct)
