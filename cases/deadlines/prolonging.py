"""More time, and time that does not count: a deadline moves by what somebody was granted, in the unit in which its term
counts. The dates before stay as a version, with what moved them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import registry
from accounts.access.decide import require
from accounts.audit.services import record
from assessments.engine.calendar import WorkCalendar
from assessments.evaluations.in_force import packs_of
from cases.deadlines.models import RUNNING, Clock, Counting, Deadline, DeadlineVersion, Verification
from cases.deadlines.redating import recounted, redate
from cases.files.models import CaseFile
from cases.files.services import agenda, ledger
from config.api.fields import LAST_DAY
from config.errors import InvalidInput, NotPermitted, StateConflict

EXTENDED, PAUSED = "extended", "paused"
_DAY = timedelta(days=1)


@transaction.atomic
def extend_deadline(
    *,
    actor: Any,
    deadline: Deadline,
    days: int | None,
    due_on: date | None,
    reason: str,
    at: datetime,
    seen: int | None = None,
) -> Deadline:
    """By so many more `days` of the term's own counting, or to a day that somebody set."""
    case, deadline = _held(actor, "extend", deadline, seen)
    calendar = _calendar(case)
    values = _until(deadline, due_on, calendar) if due_on else _longer(deadline, days or 0, calendar, "/days")
    return _move(case, deadline, values, code=EXTENDED, reason=reason, actor=actor, at=at)


@transaction.atomic
def pause_deadline(
    *,
    actor: Any,
    deadline: Deadline,
    paused_from: date,
    paused_until: date,
    reason: str,
    at: datetime,
    seen: int | None = None,
) -> Deadline:
    """The days of the pause, both included, do not count."""
    case, deadline = _held(actor, "pause", deadline, seen)
    calendar = _calendar(case)
    _refuse_impossible(deadline, paused_from, paused_until)
    days = sum(1 for day in _days(paused_from, paused_until) if _counts(deadline, day, calendar))
    values = _longer(deadline, days, calendar, "/paused_until")
    code = f"{PAUSED} {paused_from} {paused_until}"
    return _move(case, deadline, values, code=code, reason=reason, actor=actor, at=at)


def _held(actor: Any, act: str, deadline: Deadline, seen: int | None) -> tuple[CaseFile, Deadline]:
    """As it is now, under its case's lock. A court's own term is moved by who answers for it."""
    require(actor, act, deadline)
    if not moves_terms_of(actor, deadline):
        raise NotPermitted(_("A court's term is moved by the lawyer or a supervisor."))
    case = ledger.locked(deadline.case)
    ledger.require_live(case)
    deadline = Deadline.objects.select_related("case", "step").get(pk=deadline.pk)
    deadline.require_seen(seen)
    if deadline.state not in RUNNING:
        raise StateConflict(_("This deadline does not run any more."), code="deadline_ended")
    return case, deadline


def moves_terms_of(actor: Any, deadline: Deadline) -> bool:
    return deadline.clock != Clock.COURT or actor.role in (registry.LAWYER, registry.SUPERVISOR)


def _calendar(case: CaseFile) -> WorkCalendar:
    return packs_of(case.office_id)["base"].calendar


def _longer(deadline: Deadline, days: int, calendar: WorkCalendar, pointer: str) -> dict[str, Any]:
    found = recounted(deadline, calendar, days=deadline.days + days)
    if found.check_on > LAST_DAY:
        raise InvalidInput(_("The deadline would lie too far ahead."), code="range", pointer=pointer)
    dates = {"due_on": found.due_on, "check_on": found.check_on, "provisional": found.provisional}
    return {"days": deadline.days + days, **dates}


def _until(deadline: Deadline, due_on: date, calendar: WorkCalendar) -> dict[str, Any]:
    """No term counts so: what runs is a day that a person set."""
    if due_on <= deadline.due_on:
        raise InvalidInput(_("An extension ends after the day that it extends."), code="before", pointer="/due_on")
    return {
        "days": (due_on - deadline.counted_from).days,
        "counting": Counting.CALENDAR,
        "due_on": due_on,
        "check_on": calendar.next_working_day(due_on),
        "verification": Verification.SET_BY_PERSON,
        "provisional": calendar.is_provisional(due_on),
    }


def _refuse_impossible(deadline: Deadline, paused_from: date, paused_until: date) -> None:
    if paused_until < paused_from:
        raise InvalidInput(_("It ends before it starts."), code="before_start", pointer="/paused_until")
    if paused_from <= deadline.counted_from:
        raise InvalidInput(_("The term had not begun then."), code="before_anchor", pointer="/paused_from")
    if paused_from > deadline.due_on:
        raise InvalidInput(_("The term had ended by then."), code="after_end", pointer="/paused_from")
    for begins, ends in _pauses(deadline):
        if begins <= paused_until and paused_from <= ends:
            words = _("It is paused already from %(begins)s to %(ends)s.") % {"begins": begins, "ends": ends}
            raise InvalidInput(words, code="paused_already", pointer="/paused_from")


def _pauses(deadline: Deadline) -> Iterator[tuple[date, date]]:
    kept = DeadlineVersion.objects.filter(deadline=deadline, reason__startswith=f"{PAUSED} ")
    for reason in kept.values_list("reason", flat=True):
        begins, ends = (date.fromisoformat(word) for word in reason.split()[1:])
        yield begins, ends


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * _DAY


def _counts(deadline: Deadline, day: date, calendar: WorkCalendar) -> bool:
    return deadline.counting == Counting.CALENDAR or calendar.is_working_day(day)


def _move(
    case: CaseFile, deadline: Deadline, values: dict[str, Any], *, code: str, reason: str, actor: Any, at: datetime
) -> Deadline:
    redate(case, deadline, values, reason=code, words=reason, actor=actor, at=at)
    agenda.refresh(case, actor=actor, at=at)
    record(actor=actor, act=code.split()[0], row=deadline, at=at, fields=sorted(values))
    deadline.refresh_from_db()
    return deadline
