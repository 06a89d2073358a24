"""Figures of an office's open cases, for whoever supervises it: each in a number of queries that does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.access.decide import scope
from cases.deadlines.models import Clock, Deadline, DeadlineState
from cases.files.models import LIVE, UNDONE, CaseFile, CaseState
from config import clock

AGES = ((0, 30), (31, 90), (91, 180), (181, None))  # days since the case was opened
FAR = timedelta(days=30)  # a next action later than this is none soon
BACK = timedelta(days=365)  # replies that are looked at
MOST = 200  # cases at risk, the most pressing first


@dataclass(frozen=True)
class Ageing:
    state: str
    age: str
    cases: int


@dataclass(frozen=True)
class Load:
    owner: UUID
    owner_name: str
    live: int
    waiting: int
    urgent: int
    overdue: int


@dataclass(frozen=True)
class Replies:
    """`median_days`: from the day that the term counts from to the reply, of those that came."""

    lender: UUID | None
    lender_name: str
    awaited: int
    in_time: int
    late_or_none: int
    still_open: int
    median_days: float | None


@dataclass(frozen=True)
class AtRisk:
    case: UUID
    reference: str
    owner: UUID
    owner_name: str
    state: str
    next_action_on: date
    why: list[str]


def live_cases(actor: Any) -> QuerySet[CaseFile]:
    return scope(actor, CaseFile).filter(state__in=LIVE)


def ageing(actor: Any, at: datetime) -> list[Ageing]:
    counts: dict[str, Any] = {f"from_{least}": Count("pk", filter=_aged(least, most, at)) for least, most in AGES}
    found: dict[str, Any] = {
        row["state"]: row for row in live_cases(actor).order_by().values("state").annotate(**counts)
    }
    return [
        Ageing(state, f"{least}-{most or ''}", found.get(state, {}).get(f"from_{least}", 0))
        for state in (CaseState.OPEN.value, CaseState.WAITING.value)
        for least, most in AGES
    ]


def _aged(least: int, most: int | None, at: datetime) -> Q:
    newest = Q(created_at__lte=at - timedelta(days=least))
    return newest if most is None else newest & Q(created_at__gt=at - timedelta(days=most + 1))


def load(actor: Any, at: datetime) -> list[Load]:
    today = clock.local_date(at, actor.office.zone)
    rows = live_cases(actor).order_by().values("owner_id", "owner__name").annotate(
        live=Count("pk"),
        waiting=Count("pk", filter=Q(state=CaseState.WAITING)),
        urgent_cases=Count("pk", filter=Q(urgent=True)),
        overdue=Count("pk", filter=Q(next_action_on__lt=today)),
    )  # fmt: skip
    found = [
        Load(row["owner_id"], row["owner__name"], row["live"], row["waiting"], row["urgent_cases"], row["overdue"])
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.overdue, -one.live, one.owner_name))


def replies(actor: Any, at: datetime) -> list[Replies]:
    """What lenders owed us in the last year, by the lender of record."""
    since = clock.local_date(at - BACK, actor.office.zone)
    lender = "case__credit_account__lender_of_record"
    rows = (
        scope(actor, Deadline)
        .filter(clock=Clock.LENDER, counted_from__gte=since)
        .exclude(state=DeadlineState.CANCELLED)
        .order_by()
        .values_list(f"{lender}_id", f"{lender}__name", "state", "counted_from", "step__done_on")
    )
    by_lender: dict[tuple[Any, str], list[tuple[str, date, date | None]]] = defaultdict(list)
    for ident, name, *told in rows.iterator(chunk_size=2000):
        by_lender[ident, name or ""].append((told[0], told[1], told[2]))
    return sorted(
        (_replies(ident, name, told) for (ident, name), told in by_lender.items()),
        key=lambda one: (-one.late_or_none, one.lender_name),
    )


def _replies(ident: Any, name: str, told: Iterable[tuple[str, date, date | None]]) -> Replies:
    told = list(told)
    days = [(done - since).days for _state, since, done in told if done is not None]
    states = [state for state, _since, _done in told]
    return Replies(
        lender=ident,
        lender_name=name,
        awaited=len(told),
        in_time=states.count(DeadlineState.KEPT),
        late_or_none=states.count(DeadlineState.MISSED),
        still_open=states.count(DeadlineState.OPEN),
        median_days=float(median(days)) if days else None,
    )


def at_risk(actor: Any, at: datetime) -> list[CaseFile]:
    """Cases whose next action is overdue or far away, or with an undone step whose day has passed; `missed` says so."""
    today = clock.local_date(at, actor.office.zone)
    missed = Deadline.objects.filter(case_id=OuterRef("pk"), state=DeadlineState.MISSED, step__state__in=UNDONE)
    rows = live_cases(actor).annotate(missed=Exists(missed)).select_related("owner")
    in_doubt = Q(next_action_on__lt=today) | Q(next_action_on__gt=today + FAR) | Q(missed=True)
    return list(rows.filter(in_doubt).order_by("-urgent", "next_action_on", "id")[:MOST])


def why(case: Any, today: date) -> AtRisk:
    """A case of `at_risk`, with the codes of what is wrong with it."""
    found = {
        "next_action_overdue": case.next_action_on < today,
        "no_action_soon": case.next_action_on > today + FAR,
        "deadline_missed": case.missed,
    }
    codes = [code for code, holds in found.items() if holds]
    return AtRisk(case.pk, case.reference, case.owner_id, case.owner.name, case.state, case.next_action_on, codes)
