"""What several acts do to a case's steps: setting one behind another, and ending those that are undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cases.deadlines.services import cancel_deadlines
from cases.files.models import UNDONE, CaseFile, Step, StepOrder
from cases.files.moves import STEP_MOVES, target
from cases.files.services import ledger


def order(case: CaseFile, step: Step, after: Step) -> StepOrder:
    return StepOrder(office_id=case.office_id, client_id=case.client_id, case=case, step=step, after=after)


def cancel_steps(case: CaseFile, steps: QuerySet[Step], *, actor: Any, at: datetime, reason: str) -> None:
    """Those of `steps` that are undone, with their deadlines and reminders."""
    cancel_undone(case, list(steps.filter(state__in=UNDONE)), actor=actor, at=at, reason=reason)


def cancel_undone(case: CaseFile, undone: list[Step], *, actor: Any, at: datetime, reason: str) -> None:
    """The same of steps that were just read."""
    for step in undone:
        to = target(STEP_MOVES, "cancel", step.state)
        ledger.moved(case, step, act="cancel", to=to, actor=actor, at=at, reason=reason)
    cancel_deadlines(case, undone, actor=actor, at=at, reason=reason)
