"""After a good end: at one, three and six months somebody looks whether it holds. Each look is a step of the ended
case, with its owner and a day, so that queue and reminders know it like any other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assessments.engine.facts import months_after
from cases.deadlines.services import make_deadlines, practice_term
from cases.files.models import UNDONE, Actor, CaseFile, Outcome, Step, StepState
from cases.files.raised import AFTERCARE
from cases.files.services import agenda, ledger
from cases.files.services.rows import cancel_steps

MONTHS = (1, 3, 6)
FOLLOWED = (Outcome.REINSTATED, Outcome.LIMIT_CHANGED, Outcome.CLOSED_SETTLED)


def follow_up(case: CaseFile, *, actor: Any, at: datetime) -> None:
    """For an ended case. What is planned since its resolution stays; another outcome may end it."""
    planned = Step.objects.filter(case=case, action=AFTERCARE, state__in=UNDONE)
    if case.outcome not in FOLLOWED:
        cancel_steps(case, planned, actor=actor, at=at, reason="no_aftercare")
    elif not planned.exists():
        _plan(case, actor, at)
    agenda.refresh(case, actor=actor, at=at)


def end(case: CaseFile, *, actor: Any, at: datetime) -> None:
    """The case is open again: its own steps take over."""
    cancel_steps(case, Step.objects.filter(case=case, action=AFTERCARE), actor=actor, at=at, reason="case_reopened")


def _plan(case: CaseFile, actor: Any, at: datetime) -> None:
    today = ledger.today_of(case, at)
    steps = [_look(case, months, actor, at) for months in MONTHS]
    days = [months_after(today, months) for months in MONTHS]
    terms = [practice_term(case, today, day) for day in days]
    make_deadlines(case, list(zip(steps, terms, strict=True)), at=at)


def _look(case: CaseFile, months: int, actor: Any, at: datetime) -> Step:
    step = Step.objects.create(
        office_id=case.office_id,
        client_id=case.client_id,
        case=case,
        position=months,
        action=AFTERCARE,
        actor=Actor.ADVISOR,
        messages={"months": str(months)},
        pack_id=case.assessment.pack_id,
        state=StepState.READY,
        ready_on=ledger.today_of(case, at),
        created_at=at,
        updated_at=at,
    )
    ledger.trace(case, step, act="raise", origin="", to=step.state, actor=actor, at=at).save(force_insert=True)
    return step
