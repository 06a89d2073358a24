"""When somebody is reminded of a deadline, and who: rows made in the transaction of the deadline itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, UUIDField

from accounts.access import registry
from accounts.people.models import Person
from cases.deadlines.models import RUNNING, THEIRS, Deadline
from cases.files.models import CaseFile
from cases.reminders.models import Kind, Reminder, ReminderState
from config import clock, wake
from config.celery import TICK
from config.prepared import Given, Insertions, Question

_write = Insertions(Reminder, known=True)
_NINE = time(9)
_DAY = timedelta(days=1)


def moments(deadline: Deadline, zone: str, at: datetime) -> list[tuple[Kind, datetime]]:
    """What is still to come, and at once the last that has passed already.

    Theirs is looked at on its `check_on`; before that there is nothing for us to do.
    """
    day: date = getattr(deadline, deadline.acts_on)
    planned = [(Kind.DUE, _nine(day, zone)), (Kind.OVERDUE, _nine(day + _DAY, zone))]
    if deadline.clock not in THEIRS:
        eve = _nine(day - _DAY, zone)
        planned.insert(0, (Kind.UPCOMING, at if day - _DAY <= clock.local_date(at, zone) else eve))
    passed = [kind for kind, due in planned if due <= at]
    return [(kind, at) for kind in passed[-1:]] + [(kind, due) for kind, due in planned if due > at]


def _nine(day: date, zone: str) -> datetime:
    return datetime.combine(day, _NINE, ZoneInfo(zone))


def schedule(case: CaseFile, deadlines: Iterable[Deadline], *, at: datetime) -> None:
    """Rows that are there already stay; those that were taken back and lie ahead count again."""
    rows = _all_rows(case, deadlines, at)
    _put(rows, at)
    _revive(rows, at)


def schedule_first(case: CaseFile, deadlines: Iterable[Deadline], *, at: datetime) -> None:
    """Of deadlines just made, which have no rows yet."""
    _put(_all_rows(case, deadlines, at), at)


def _all_rows(case: CaseFile, deadlines: Iterable[Deadline], at: datetime) -> list[Reminder]:
    owner, supervisors = people_of(case)
    return [row for deadline in deadlines for row in _rows(case, deadline, owner, supervisors, at)]


def _put(rows: list[Reminder], at: datetime) -> None:
    _write(rows)
    if any(row.due_at <= at for row in rows):
        wake.after_commit(TICK)


def _rows(
    case: CaseFile, deadline: Deadline, owner: list[Person], supervisors: list[Person], at: datetime
) -> Iterator[Reminder]:
    for kind, due_at in moments(deadline, case.office.zone, at):
        people = {*owner, *supervisors} if kind == Kind.OVERDUE or not owner else owner
        for person in people:
            yield reminder(deadline, kind, person, due_at, at)


def reminder(
    deadline: Deadline, kind: Kind, recipient: Person, due_at: datetime, at: datetime, **more: Any
) -> Reminder:
    return Reminder(
        office_id=deadline.office_id,
        client_id=deadline.client_id,
        case_id=deadline.case_id,
        deadline=deadline,
        revision=deadline.revision,
        kind=kind,
        recipient=recipient,
        due_at=due_at,
        next_try_at=due_at,
        created_at=at,
        updated_at=at,
        **more,
    )


def _revive(rows: list[Reminder], at: datetime) -> None:
    wanted = {(row.deadline_id, row.revision, row.kind, row.recipient_id, row.due_at) for row in rows}
    dropped = Reminder.objects.filter(
        deadline__in={row.deadline_id for row in rows}, state=ReminderState.CANCELLED, due_at__gte=at
    )
    keys = dropped.values_list("pk", "deadline_id", "revision", "kind", "recipient_id", "due_at")
    again = [pk for pk, *key in keys if tuple(key) in wanted]
    Reminder.objects.filter(pk__in=again).update(
        state=ReminderState.PENDING, reason="", next_try_at=F("due_at"), attempts=0, updated_at=at
    )


def people_of(case: CaseFile) -> tuple[list[Person], list[Person]]:
    """The owner, if still at work, and the office's supervisors."""
    people = _concerned(owner=case.owner_id, office=case.office_id)
    owner = [person for person in people if person.pk == case.owner_id and person.role in registry.CASEWORKERS]
    return owner, [person for person in people if person.role == registry.SUPERVISOR]


def _supervisors_and_owner() -> QuerySet[Person]:
    wanted = Q(role=registry.SUPERVISOR) | Q(pk=Given("owner", UUIDField()), role__in=registry.CASEWORKERS)
    return Person.objects.filter(wanted, office=Given("office", UUIDField()), is_active=True)


_concerned = Question(_supervisors_and_owner)


def drop(deadlines: Iterable[Deadline], *, reason: str, at: datetime) -> None:
    """Takes back what has not been sent."""
    pending = Reminder.objects.filter(deadline__in=list(deadlines), state=ReminderState.PENDING)
    pending.update(state=ReminderState.CANCELLED, reason=reason, updated_at=at)


def readdress(case: CaseFile, *, at: datetime) -> None:
    """After a change of owner: what lies ahead goes to the new one, and what should have gone by now at once."""
    owner, supervisors = people_of(case)
    pending = Reminder.objects.filter(case=case, state=ReminderState.PENDING)
    stale = (Q(kind__in=(Kind.UPCOMING, Kind.DUE)) & ~Q(recipient__in=owner)) | (
        Q(kind=Kind.OVERDUE) & ~Q(recipient__in=[*owner, *supervisors])
    )
    pending.filter(stale).update(state=ReminderState.CANCELLED, reason="owner_changed", updated_at=at)
    running = Deadline.objects.filter(case=case, state__in=RUNNING)
    # Supervisors have their rows already.
    rows = [row for deadline in running for row in _rows(case, deadline, owner, [] if owner else supervisors, at)]
    _put(rows, at)
    _revive(rows, at)
