"""All that happened in one case, in one order: what is known of its account, what was said, advised and done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet, Value

from accounts.access.decide import scope
from assessments.timeline import selectors as account
from cases.advice.selectors import list_advice
from cases.correspondence.selectors import current, list_communications
from cases.files.models import CaseFile, Transition

COMMUNICATIONS, ADVICE, TRANSITIONS = "communications", "advice", "transitions"


def entries_of(actor: Any, case: CaseFile, *, superseded: bool) -> account.Entries:
    """A change of state happened when it was recorded; what was sent as a letter stands in the correspondence."""
    said = list_communications(actor).select_related(None)
    own: list[tuple[str, Any]] = [
        (COMMUNICATIONS, said if superseded else current(said)),
        (ADVICE, scope(actor, list_advice(actor).model).annotate(happened_at=F("given_at"))),
        (TRANSITIONS, scope(actor, Transition).annotate(happened_at=F("created_at"))),
    ]
    known = account.entries_of(actor, case.credit_account, superseded=superseded)
    return account.Entries(
        [*known.branches, *(rows.filter(case=case).annotate(entry=Value(name)) for name, rows in own)]
    )


def rows_of(actor: Any, entries: Iterable[Any]) -> dict[Any, Any]:
    lists: dict[str, QuerySet[Any]] = {
        COMMUNICATIONS: list_communications(actor),
        ADVICE: list_advice(actor),
        TRANSITIONS: scope(actor, Transition),
    }
    return account.rows_of(actor, entries, lists)
