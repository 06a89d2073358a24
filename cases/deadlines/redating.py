"""A deadline counted anew: the dates before stay as a version, and reminders of them are taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assessments.engine.calendar import WorkCalendar
from cases.deadlines.models import Clock, DatedRow, Deadline, DeadlineState, DeadlineVersion, Verification
from cases.files.models import CaseFile
from cases.files.services import ledger
from cases.reminders.services.schedule import drop, schedule

_COUNTED = [field.attname for field in DatedRow._meta.local_fields]


@dataclass(frozen=True)
class Dates:
    due_on: date
    check_on: date
    provisional: bool


def recounted(deadline: Deadline, calendar: WorkCalendar, days: int | None = None) -> Dates:
    """The same term from the same day on another holiday table, or of other `days`; courts' terms end on a working
    day."""
    due_on = calendar.add_days(deadline.counted_from, deadline.days if days is None else days, deadline.counting)
    if deadline.clock == Clock.COURT:
        due_on = calendar.roll(due_on)
    provisional = calendar.span_is_provisional(deadline.counted_from, due_on)
    if deadline.verification == Verification.SET_BY_PERSON:
        provisional = calendar.is_provisional(due_on)
    return Dates(due_on, calendar.next_working_day(due_on), provisional)


def redate(
    case: CaseFile,
    deadline: Deadline,
    values: dict[str, Any],
    *,
    reason: str,
    actor: Any,
    at: datetime,
    words: str = "",
) -> bool:
    """Under the case's lock. `reason` is a code, `words` are somebody's own. False where nothing differs. The caller
    refreshes what comes next."""
    if all(getattr(deadline, name) == value for name, value in values.items()):
        return False
    before = deadline.due_on
    DeadlineVersion.objects.create(
        office_id=deadline.office_id,
        client_id=deadline.client_id,
        case_id=deadline.case_id,
        deadline=deadline,
        revision=deadline.revision,
        reason=reason,
        created_at=at,
        **{name: getattr(deadline, name) for name in _COUNTED},
    )
    drop([deadline], reason="deadline_moved", at=at)
    due_on = values.get("due_on", before)
    missed = deadline.state == DeadlineState.MISSED and due_on < ledger.today_of(case, at)
    ledger.moved(
        case,
        deadline,
        act="redate",
        to=DeadlineState.MISSED if missed else DeadlineState.OPEN,
        actor=actor,
        at=at,
        reason=f"{reason}: {before} -> {due_on}{words and f' ({words})'}",
        revision=deadline.revision + 1,
        **values,
    )
    schedule(case, [deadline], at=at)
    return True


def dated_by(term: dict[str, Any]) -> dict[str, Any]:
    """A plan's words on a date as a deadline's columns."""
    days = {name: date.fromisoformat(term[name]) for name in ("due_on", "check_on")}
    same = {name: term[name] for name in ("days", "counting", "citation", "verification")}
    provisional = term.get("provisional", False)
    return {**days, **same, "provisional": provisional, "counted_from": date.fromisoformat(term["from"])}
