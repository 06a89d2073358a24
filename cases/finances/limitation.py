"""Whether the limitation of a debt may have run out."""

from __future__ import annotations

from datetime import date

from assessments.engine.facts import RUNNING, limitation_state
from assessments.packs import packs
from cases.finances.models import Debt


def may_be_barred(debt: Debt, today: date) -> bool:
    """Paying or acknowledging would start the years anew: a lawyer looks first (Civil Code, articles 188, 195)."""
    newest = max(filter(None, (debt.touched_on, debt.oldest_unpaid_on)), default=None)
    years = packs()["base"].facts["limitation_years"].at(today).count
    return limitation_state(newest, today, years).state != RUNNING
