"""Whether the limitation of a debt may have run out."""

from __future__ import annotations

from datetime import date

from assessments.engine.facts import RUNNING, limitation_state
from cases.finances.models import Debt


def may_be_barred(debt: Debt, today: date) -> bool:
    """Paying or acknowledging would start three years anew: a lawyer looks first (Civil Code, articles 188, 195)."""
    newest = max(filter(None, (debt.touched_on, debt.oldest_unpaid_on)), default=None)
    return limitation_state(newest, today).state != RUNNING
