"""What comes next in a case: kept true in the transaction of every act, so that no live case is ever without it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, UUIDField

from cases.deadlines.models import RUNNING, THEIRS, DeadlineState
from cases.files.models import LIVE, UNDONE, CaseFile, CaseState, Hold, NextAction, Step, StepOrder, StepState
from cases.files.raised import AFTERCARE
from cases.files.selectors import undone_in_force
from cases.files.services import ledger
from cases.limitation.selectors import is_held
from config.prepared import Given, Question


def refresh(case: CaseFile, *, actor: Any, at: datetime, **values: Any) -> None:
    """Settles which steps are ready, then writes the case's next action with `values`."""
    for name, value in values.items():
        setattr(case, name, value)
    today, steps = ledger.today_of(case, at), _to_do(case)
    if case.state in LIVE:
        _settle_steps(case, steps, today, actor, at)
    case.change(at=at, **values, **_next(case, steps, today))


def first_values(case: CaseFile, at: datetime) -> dict[str, Any]:
    """What comes next in a case that has no steps yet."""
    return _named(case, NextAction.ADOPT_PLAN, ledger.today_of(case, at))


def _to_do(case: CaseFile) -> list[Step]:
    """The steps in force that are undone; of a closed case the looks that it still gets."""
    if case.state == CaseState.RESOLVED:
        return []
    undone = undone_in_force(case)
    return [step for step in undone if case.state != CaseState.CLOSED or step.action == AFTERCARE]


def _settle_steps(case: CaseFile, undone: list[Step], today: date, actor: Any, at: datetime) -> None:
    """A step is ready when nothing before it holds it up, and no doubt about the debt that it would acknowledge."""
    held = any(step.acknowledges_debt for step in undone) and is_held(case, today)
    behind = {order.step_id for order in _holding(case=case.pk)}
    for step in undone:
        hold = Hold.LIMITATION if held and step.acknowledges_debt else ""
        blocked = bool(hold) or step.pk in behind
        state = StepState.WAITING if blocked else StepState.READY
        if state != step.state:
            ready_on = None if blocked else today
            ledger.moved(case, step, act="settle", to=state, actor=actor, at=at, ready_on=ready_on, hold=hold)
        elif hold != step.hold:
            step.change(at=at, hold=hold)


def _holding_up() -> QuerySet[StepOrder]:
    """A step behind something undone, unless others had to answer it and their day has passed: silence opens the way to
    what comes next, and nobody has to notice it."""
    silent = Q(after__deadline__clock__in=THEIRS, after__deadline__state=DeadlineState.MISSED)
    return StepOrder.objects.filter(case=Given("case", UUIDField()), after__state__in=UNDONE).exclude(silent)


_holding = Question(_holding_up)


def _next(case: CaseFile, steps: list[Step], today: date) -> dict[str, Any]:
    if case.state == CaseState.CLOSED:
        look = _first_ready(steps)
        return _what(NextAction.STEP, _day(look), look) if look else _what("", None)
    if case.state == CaseState.RESOLVED:
        return _named(case, NextAction.REVIEW_AND_CLOSE, today)
    step = _first_ready(steps)
    if case.state == CaseState.WAITING and not (step and (step.urgent or _day(step) <= _until(case))):
        return _what(NextAction.FOLLOW_UP, case.waiting_until)
    if step is not None:
        return _what(NextAction.STEP, _day(step), step)
    if any(step.hold for step in steps if step.state == StepState.WAITING):
        return _named(case, NextAction.DECIDE_LIMITATION, today)
    return _named(case, NextAction.REVIEW_AND_CLOSE if case.plan_id else NextAction.ADOPT_PLAN, today)


def _named(case: CaseFile, action: NextAction, today: date) -> dict[str, Any]:
    """Keeps the day on which the same action became due: looking again does not put it off."""
    return _what(action, case.next_action_on if case.next_action == action else today)


def _what(action: str, on: date | None, step: Step | None = None) -> dict[str, Any]:
    return {"next_action": action, "next_step": step, "next_action_on": on, "urgent": bool(step and step.urgent)}


def _first_ready(steps: list[Step]) -> Step | None:
    """What is urgent, else due first; a step without a deadline can be done since it became ready."""
    ready = [step for step in steps if step.state == StepState.READY]
    return min(ready, key=lambda step: (not step.urgent, _day(step), step.position), default=None)


def _day(step: Step) -> date:
    deadline = getattr(step, "deadline", None)
    if deadline is not None and deadline.state in RUNNING:
        day: date = getattr(deadline, deadline.acts_on)
        return day
    assert step.ready_on is not None  # noqa: S101 - a constraint holds it for ready steps
    return step.ready_on


def _until(case: CaseFile) -> date:
    assert case.waiting_until is not None  # noqa: S101 - a constraint holds it for waiting cases
    return case.waiting_until
