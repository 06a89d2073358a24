"""What comes next in a case: kept true in the transaction of every act, so that no live case is ever without it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from cases.deadlines.models import RUNNING, THEIRS, DeadlineState
from cases.files.models import LIVE, UNDONE, CaseFile, CaseState, Hold, NextAction, Step, StepState
from cases.files.raised import AFTERCARE
from cases.files.selectors import in_force
from cases.files.services import ledger
from cases.limitation.selectors import is_held


def refresh(case: CaseFile, *, actor: Any, at: datetime, **values: Any) -> None:
    """Settles which steps are ready, then writes the case's next action with `values`."""
    for name, value in values.items():
        setattr(case, name, value)
    today = ledger.today_of(case, at)
    if case.state in LIVE:
        _settle_steps(case, today, actor, at)
    case.change(at=at, **values, **_next(case, today))


def first_values(case: CaseFile, at: datetime) -> dict[str, Any]:
    """What comes next in a case that has no steps yet."""
    return _named(case, NextAction.ADOPT_PLAN, ledger.today_of(case, at))


def _settle_steps(case: CaseFile, today: date, actor: Any, at: datetime) -> None:
    """A step is ready when nothing before it holds it up, and no doubt about the debt that it would acknowledge."""
    undone = list(Step.objects.filter(in_force(case), state__in=UNDONE).prefetch_related("after__deadline"))
    held = any(step.acknowledges_debt for step in undone) and is_held(case, today)
    for step in undone:
        hold = Hold.LIMITATION if held and step.acknowledges_debt else ""
        blocked = bool(hold) or any(_holds_up(before) for before in step.after.all())
        state = StepState.WAITING if blocked else StepState.READY
        if state != step.state:
            ready_on = None if blocked else today
            ledger.moved(case, step, act="settle", to=state, actor=actor, at=at, ready_on=ready_on, hold=hold)
        elif hold != step.hold:
            step.change(at=at, hold=hold)


def _holds_up(before: Step) -> bool:
    """What is undone does, unless others had to answer and their day has passed: silence opens the way to what comes
    next, and nobody has to notice it."""
    if before.state not in UNDONE:
        return False
    deadline = getattr(before, "deadline", None)
    return deadline is None or deadline.clock not in THEIRS or deadline.state != DeadlineState.MISSED


def _next(case: CaseFile, today: date) -> dict[str, Any]:
    if case.state == CaseState.CLOSED:
        look = _first_step(case)
        return _what(NextAction.STEP, _day(look), look) if look else _what("", None)
    if case.state == CaseState.RESOLVED:
        return _named(case, NextAction.REVIEW_AND_CLOSE, today)
    step = _first_step(case)
    if case.state == CaseState.WAITING and not (step and (step.urgent or _day(step) <= _until(case))):
        return _what(NextAction.FOLLOW_UP, case.waiting_until)
    if step is not None:
        return _what(NextAction.STEP, _day(step), step)
    if Step.objects.filter(in_force(case), state=StepState.WAITING).exclude(hold="").exists():
        return _named(case, NextAction.DECIDE_LIMITATION, today)
    return _named(case, NextAction.REVIEW_AND_CLOSE if case.plan_id else NextAction.ADOPT_PLAN, today)


def _named(case: CaseFile, action: NextAction, today: date) -> dict[str, Any]:
    """Keeps the day on which the same action became due: looking again does not put it off."""
    return _what(action, case.next_action_on if case.next_action == action else today)


def _what(action: str, on: date | None, step: Step | None = None) -> dict[str, Any]:
    return {"next_action": action, "next_step": step, "next_action_on": on, "urgent": bool(step and step.urgent)}


def _first_step(case: CaseFile) -> Step | None:
    """The ready step that is urgent, else due first; one without a deadline can be done since it became ready."""
    ready = Step.objects.filter(in_force(case), state=StepState.READY).select_related("deadline")
    if case.state == CaseState.CLOSED:
        ready = ready.filter(action=AFTERCARE)
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
