"""Deciding on each change that a newer assessment proposes, and putting into force what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require
from cases.files.models import CaseFile, Plan
from cases.files.services import ledger
from cases.files.services.cases import assessment_of
from cases.files.services.plans import put_in_force, refuse_superseded
from cases.plan_changes.models import PlanChange
from cases.plan_changes.proposing import Proposal, decided_plan
from cases.plan_changes.selectors import question_of
from config.errors import InvalidInput


@transaction.atomic
def decide_changes(
    *,
    actor: Any,
    case: CaseFile,
    assessment_id: UUID,
    decisions: Sequence[dict[str, Any]],
    at: datetime,
    seen: int | None = None,
) -> Plan:
    """`decisions`: {action, accepted, reason} for each change, no more and no less. A new version of the plan."""
    require(actor, "decide_changes", case)
    case = ledger.locked(case)
    case.require_seen(seen)
    ledger.require_live(case)
    refuse_superseded(assessment_of(actor, case.credit_account_id, assessment_id))
    asked = question_of(actor, case)
    _refuse_wrong(asked.proposals, decisions)
    accepted = {decision["action"] for decision in decisions if decision["accepted"]}
    data = decided_plan(asked.current, asked.newer, asked.proposals, accepted)
    plan = put_in_force(case, asked.assessment, data, actor=actor, at=at)
    change_of = {proposal.action: proposal.change for proposal in asked.proposals}
    whose = {"office_id": case.office_id, "client_id": case.client_id, "case": case, "plan": plan, "created_at": at}
    PlanChange.objects.bulk_create(
        PlanChange(**whose, **decision, change=change_of[decision["action"]]) for decision in decisions
    )
    return plan


def _refuse_wrong(found: Sequence[Proposal], decisions: Sequence[dict[str, Any]]) -> None:
    open_ = {proposal.action for proposal in found}
    for index, decision in enumerate(decisions):
        if decision["action"] not in open_:
            words = _("No such change is proposed, or it is decided twice.")
            raise InvalidInput(words, code="does_not_exist", pointer=f"/decisions/{index}/action")
        open_.remove(decision["action"])
        if not decision["accepted"] and not decision["reason"]:
            words = _("Say why it is declined.")
            raise InvalidInput(words, code="required", pointer=f"/decisions/{index}/reason")
    if open_:
        words = _("Decide on each change; these are open: %(names)s.") % {"names": ", ".join(sorted(open_))}
        raise InvalidInput(words, code="undecided", pointer="/decisions")
