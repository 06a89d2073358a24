"""Shipped lenders and products are seen by all; an office's own only by its people."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Reach
from accounts.lenders.models import CreditProduct, Lender


def register() -> None:
    keepers = frozenset({registry.ADVISOR, registry.SUPERVISOR, registry.ADMINISTRATOR})
    acts = registry.reading(registry.EVERYONE) | {"create": keepers, "partial_update": keepers}
    seen = Reach(registry.seen_by(registry.EVERYONE, reach.OFFICE, reach.SHIPPED))
    registry.register(registry.Row("lenders", Lender, seen, acts))
    registry.register(registry.Row("credit-products", CreditProduct, seen, acts))
