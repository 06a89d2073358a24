from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from cases.correspondence.models import Communication


def list_communications(actor: Any) -> QuerySet[Communication]:
    """All that was ever recorded, each entry with its words and with what stands for it by now."""
    return scope(actor, Communication).select_related("content", "successor")


def current(rows: QuerySet[Communication]) -> QuerySet[Communication]:
    """What holds now: not corrected, not withdrawn."""
    return rows.filter(successor=None, withdrawn=False)
