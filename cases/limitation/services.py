"""Deciding whether a case pays or acknowledges a debt whose limitation may have run out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.access.decide import named, require_act
from accounts.audit.services import record
from cases.files.models import CaseFile
from cases.files.services import agenda, ledger
from cases.limitation.models import LimitationDecision


@transaction.atomic
def decide(*, actor: Any, case_id: UUID, decision: str, reason: str, at: datetime) -> LimitationDecision:
    """Recorded for good. What it lets go is ready at once, what it withholds waits again."""
    require_act(actor, "create", "limitation-decisions")
    case = ledger.locked(named(actor, CaseFile, case_id, "/case"))
    ledger.require_live(case)
    made = LimitationDecision.objects.create(
        office_id=case.office_id,
        client_id=case.client_id,
        case=case,
        decision=decision,
        reason=reason,
        decided_by=actor,
        created_at=at,
    )
    agenda.refresh(case, actor=actor, at=at)
    record(actor=actor, act="create", row=made, at=at)
    return made
