from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, UUIDField

from accounts.access.decide import scope
from accounts.access.statements import Scoped
from accounts.credit_accounts.models import CreditAccount
from assessments.engine import Evidence
from assessments.evidence.conversion import item
from assessments.evidence.kinds import KINDS, Kind
from assessments.evidence.models import Recorded
from config.prepared import Given, Question

R = TypeVar("R", bound=Recorded)


def list_evidence(actor: Any, model: type[R]) -> QuerySet[R]:
    """All that was ever recorded of a kind, each row with what superseded it."""
    return scope(actor, model).select_related("successor")


def current(rows: QuerySet[R]) -> QuerySet[R]:
    """What holds now: not corrected, not withdrawn."""
    return rows.filter(successor=None, withdrawn=False)


def known(rows: QuerySet[R], known_at: datetime | Given) -> QuerySet[R]:
    """What held at `known_at`: recorded by then, and not yet corrected or withdrawn."""
    later = Q(successor=None) | Q(successor__created_at__gt=known_at)
    return rows.filter(later, created_at__lte=known_at, withdrawn=False)


def newer_evidence(actor: Any, account_id: Any, known_at: datetime) -> bool:
    """Whether anything was recorded, corrected or withdrawn after `known_at`: one query."""
    later = [
        scope(actor, kind.model).filter(credit_account_id=account_id, created_at__gt=known_at).values("pk")
        for kind in KINDS
    ]
    return later[0].union(*later[1:], all=True).exists()


def evidence_of(actor: Any, account: CreditAccount, *, known_at: datetime) -> Evidence:
    """What was known at `known_at`: one scoped query for each kind that the account has anything of.

    What had not happened by the moment of the evaluation is the engine's to tell, as for posted evidence.
    """
    (has,) = _kinds_of(account=account.pk)
    return Evidence(**{kind.name: _items(actor, account, kind, known_at) for kind in KINDS if has[f"any_{kind.name}"]})


@Question
def _kinds_of() -> QuerySet[Any, Any]:
    """Of which kinds anything was ever recorded; what of it may be seen, the scope of each kind says."""
    of_account = {kind.name: kind.model._default_manager.filter(credit_account=OuterRef("pk")) for kind in KINDS}
    found = {f"any_{name}": Exists(rows) for name, rows in of_account.items()}
    return CreditAccount.objects.filter(pk=Given("account", UUIDField())).values(**found)


def _items(actor: Any, account: CreditAccount, kind: Kind, known_at: datetime) -> Any:
    rows = _known_items(kind)(actor, account=account.pk, known_at=known_at)
    return tuple(item(kind.name, {**values, "id": str(values["id"])}) for values in rows)


@cache
def _known_items(kind: Kind) -> Scoped[dict[str, Any]]:
    def rows(actor: Any) -> QuerySet[Any, dict[str, Any]]:
        seen: QuerySet[Any, Any] = known(scope(actor, kind.model), Given("known_at", DateTimeField()))
        return seen.filter(credit_account=Given("account", UUIDField())).values("id", "provenance", *kind.columns)

    return Scoped(rows)
