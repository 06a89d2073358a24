"""All that is stored of one account, of every kind, in one order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from accounts.access.decide import scope
from accounts.credit_accounts.models import CreditAccount
from assessments.evaluations.models import Assessment
from assessments.evaluations.selectors import list_assessments
from assessments.evidence.kinds import KINDS
from assessments.evidence.selectors import current, list_evidence
from assessments.overrides.selectors import with_override
from config import clock

COLUMNS = ("id", "happened_at", "created_at", "entry")
ASSESSMENTS = "assessments"


@dataclass(frozen=True)
class Entries:
    """Rows of several tables as the paginator takes one table's: narrowed each by itself, ordered together."""

    branches: Sequence[QuerySet[Any]]

    @property
    def model(self) -> Any:
        """Names the types of the columns that all tables share."""
        return self.branches[0].model

    def filter(self, condition: Q) -> Entries:
        return Entries([branch.filter(condition) for branch in self.branches])

    def order_by(self, *names: str) -> QuerySet[Any]:
        first, *others = (branch.values_list(*COLUMNS, named=True) for branch in self.branches)
        return first.union(*others, all=True).order_by(*names)


def entries_of(actor: Any, account: CreditAccount, *, superseded: bool) -> Entries:
    """What is known of the account and what was concluded; an assessment stands at its `as_of`."""
    evidence = [(kind.name, scope(actor, kind.model)) for kind in KINDS]
    told: list[tuple[str, Any]] = [(name, rows if superseded else current(rows)) for name, rows in evidence]
    told.append((ASSESSMENTS, scope(actor, Assessment).annotate(happened_at=F("as_of"))))
    return Entries([rows.filter(credit_account=account).annotate(entry=Value(name)) for name, rows in told])


def rows_of(actor: Any, entries: Iterable[Any], others: Mapping[str, QuerySet[Any]] | None = None) -> dict[Any, Any]:
    """The entries' own rows by id: one query for each kind among them; `others` are kinds that a caller adds."""
    lists: dict[str, QuerySet[Any]] = {kind.name: list_evidence(actor, kind.model) for kind in KINDS}
    lists[ASSESSMENTS] = with_override(actor, list_assessments(actor).defer("input", "content"), clock.now())
    lists |= others or {}
    found: dict[Any, Any] = {}
    for name, several in groupby(sorted(entries, key=_entry), key=_entry):
        found |= lists[name].in_bulk([entry.id for entry in several])
    return found


def _entry(entry: Any) -> str:
    return str(entry.entry)
