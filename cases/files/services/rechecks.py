"""What a plan, a date or a letter rested on was corrected or taken back: a step of today asks a person to look."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from cases.deadlines.services import make_deadlines, practice_term
from cases.files.models import Actor, CaseFile, Step, StepState
from cases.files.raised import RECHECK
from cases.files.services import ledger


def ask_again(
    case: CaseFile, *, because: UUID, actor: Any, at: datetime, action: str = RECHECK, urgent: bool = False, **told: str
) -> Step | None:
    """Once for each correction (`because`); `told` fills the action's texts. The caller refreshes what comes next."""
    if Step.objects.filter(case=case, action=action, raised_for=because).exists():
        return None
    today = ledger.today_of(case, at)
    step = Step.objects.create(
        office_id=case.office_id,
        client_id=case.client_id,
        case=case,
        position=0,
        action=action,
        actor=Actor.ADVISOR,
        messages=told,
        pack_id=(case.plan.assessment if case.plan else case.assessment).pack_id,
        raised_for=because,
        urgent=urgent,
        state=StepState.READY,
        ready_on=today,
        created_at=at,
        updated_at=at,
    )
    ledger.trace(case, step, act="raise", origin="", to=step.state, actor=actor, at=at).save(force_insert=True)
    make_deadlines(case, [(step, practice_term(case, today, today))], at=at)
    return step
