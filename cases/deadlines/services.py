"""Deadlines come and go with their steps, and their reminders with them, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.audit.services import record
from assessments.evaluations.in_force import packs_of
from cases.deadlines.models import RUNNING, THEIRS, Clock, Counting, Deadline, DeadlineState, Verification
from cases.deadlines.redating import dated_by
from cases.files.models import LIVE, Actor, CaseFile, Step
from cases.files.raised import AFTERCARE
from cases.files.services import agenda, ledger
from cases.reminders.services.schedule import drop, schedule, schedule_first
from config import clock
from config.prepared import Insertions

_AHEAD = timedelta(hours=14)  # the zone in which a day begins first
_write = Insertions(Deadline)
_OWN_CLOCK = {Actor.LENDER: Clock.LENDER, Actor.REGULATOR: Clock.REGULATOR}


def make_deadlines(case: CaseFile, planned: Iterable[tuple[Step, dict[str, Any]]], *, at: datetime) -> None:
    """From what the plan says of each step: the dates stay as the cited rule counted them."""
    _keep(case, [_of_plan(step, data, at) for step, data in planned], at)


def _of_plan(step: Step, data: dict[str, Any], at: datetime) -> Deadline:
    return _deadline(step, at, clock=data["clock"], pack_id=step.pack_id, **dated_by(data))


def make_own_deadline(case: CaseFile, step: Step, *, due_on: date, counted_from: date, at: datetime) -> None:
    """A date that a person set: no rule is cited, and whoever acts has the clock."""
    calendar = packs_of(case.office_id)["base"].calendar
    deadline = _deadline(
        step,
        at,
        clock=_OWN_CLOCK.get(Actor(step.actor), Clock.CLIENT),
        days=(due_on - counted_from).days,
        counting=Counting.CALENDAR,
        counted_from=counted_from,
        due_on=due_on,
        check_on=calendar.next_working_day(due_on),
        verification=Verification.SET_BY_PERSON,
        provisional=calendar.is_provisional(due_on),
    )
    _keep(case, [deadline], at)


def practice_term(case: CaseFile, start: date, due_on: date) -> dict[str, Any]:
    """A day of this work's own, no law: as a plan says it of a step."""
    calendar = packs_of(case.office_id)["base"].calendar
    return {
        "clock": Clock.CLIENT,
        "days": (due_on - start).days,
        "counting": Counting.CALENDAR,
        "from": start.isoformat(),
        "due_on": due_on.isoformat(),
        "check_on": calendar.next_working_day(due_on).isoformat(),
        "citation": "citation.practice",
        "verification": Verification.FROM_MEMORY,
        "provisional": calendar.is_provisional(due_on),
    }


def _deadline(step: Step, at: datetime, **values: Any) -> Deadline:
    whose = {"office_id": step.office_id, "client_id": step.client_id, "case_id": step.case_id}
    return Deadline(step=step, created_at=at, updated_at=at, **whose, **values)


def _keep(case: CaseFile, deadlines: list[Deadline], at: datetime) -> None:
    _write(deadlines)
    schedule_first(case, deadlines, at=at)


def settle_deadline(case: CaseFile, step: Step, *, done_on: date, actor: Any, at: datetime) -> None:
    """The step is done: its deadline was kept or missed by the day on which it was done."""
    for deadline in _running([step]):
        to = DeadlineState.KEPT if done_on <= deadline.due_on else DeadlineState.MISSED
        ledger.moved(case, deadline, act="settle", to=to, actor=actor, at=at)
        drop([deadline], reason="step_done", at=at)


def cancel_deadlines(case: CaseFile, steps: Iterable[Step], *, actor: Any, at: datetime, reason: str) -> None:
    deadlines = list(_running(steps))
    for deadline in deadlines:
        ledger.moved(case, deadline, act="cancel", to=DeadlineState.CANCELLED, actor=actor, at=at, reason=reason)
    drop(deadlines, reason=reason, at=at)


def reopen_deadline(case: CaseFile, step: Step, *, actor: Any, at: datetime, reason: str) -> None:
    """With a reopened step its date counts again, and people are reminded of it again."""
    for deadline in Deadline.objects.filter(step=step).exclude(state=DeadlineState.OPEN):
        ledger.moved(case, deadline, act="reopen", to=DeadlineState.OPEN, actor=actor, at=at, reason=reason)
        schedule(case, [deadline], at=at)


def _running(steps: Iterable[Step]) -> QuerySet[Deadline]:
    return Deadline.objects.filter(step__in=list(steps), state__in=RUNNING)


def mark_missed(*, at: datetime, limit: int = 200) -> int:
    """Open deadlines whose day has passed in their office's zone; time does this, not a person."""
    return sum(_mark_missed(deadline, at) for deadline in _past(at, limit))


def _past(at: datetime, limit: int) -> Iterator[Deadline]:
    latest = (at + _AHEAD).date()
    counts = Q(case__state__in=LIVE) | Q(step__action=AFTERCARE)
    candidates = Deadline.objects.filter(counts, state=DeadlineState.OPEN, due_on__lt=latest)
    for deadline in candidates.select_related("case__office").order_by("due_on", "id")[:limit]:
        if deadline.due_on < clock.local_date(at, deadline.case.office.zone):
            yield deadline


@transaction.atomic
def _mark_missed(deadline: Deadline, at: datetime) -> bool:
    """Looks again under the case's lock: somebody may have done the step meanwhile, or another tick was first.

    An answer that others owed and that did not come makes what waited for it ready.
    """
    case = ledger.locked(deadline.case)
    fresh = Deadline.objects.filter(pk=deadline.pk, state=DeadlineState.OPEN).first()
    if fresh is None:
        return False
    ledger.moved(case, fresh, act="miss", to=DeadlineState.MISSED, actor=None, at=at)
    record(actor=None, act="miss", row=fresh, at=at)
    if fresh.clock in THEIRS:
        agenda.refresh(case, actor=None, at=at)
    return True
