"""Shipped lenders and products are seen by all; an office's own only by its people."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.access import registry
from accounts.lenders.models import CreditProduct, Lender


def scope_for(actor: Any) -> Q:
    return Q(office=None) | Q(office_id=actor.office_id)


def register() -> None:
    keepers = frozenset({registry.ADVISOR, registry.SUPERVISOR, registry.ADMINISTRATOR})
    acts = registry.reading(registry.EVERYONE) | {"create": keepers, "partial_update": keepers}
    registry.register(registry.Row("lenders", Lender, scope_for, acts))
    registry.register(registry.Row("credit-products", CreditProduct, scope_for, acts))
