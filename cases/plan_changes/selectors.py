from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access.decide import scope
from assessments.evaluations.models import Assessment
from assessments.evaluations.selectors import newest_of
from cases.files.models import UNDONE, CaseFile, Step
from cases.files.selectors import in_force, plan_data
from cases.files.wording import TEXTS
from cases.plan_changes.models import PlanChange
from cases.plan_changes.proposing import Entry, Proposal, proposals
from config import clock
from config.errors import StateConflict


@dataclass(frozen=True)
class Question:
    """What the newest assessment would change in the plan in force."""

    assessment: Assessment
    current: dict[str, Entry]
    newer: list[Entry]
    proposals: list[Proposal]


def list_changes(actor: Any) -> QuerySet[PlanChange]:
    return scope(actor, PlanChange)


def question_of(actor: Any, case: CaseFile) -> Question:
    """StateConflict where no plan is in force yet, or the newest assessment is the plan's own."""
    newest = newest_of(actor, case.credit_account_id)
    if case.plan is None or newest is None:
        raise StateConflict(_("The case has no plan yet: adopt one."), code="no_plan")
    if newest.pk == case.plan.assessment_id:
        raise StateConflict(_("No assessment is newer than the plan."), code="nothing_newer")
    steps = Step.objects.filter(in_force(case)).exclude(action="").select_related("deadline").prefetch_related("after")
    of_papers = {step.action for step in steps if step.raised_for}
    planned = [step for step in steps if step.plan_id and step.action not in of_papers]
    current = {step.action: _entry(step) for step in planned}
    ended = {step.action for step in planned if step.state not in UNDONE}
    newer: list[Entry] = [{**entry, "pack": newest.pack_id} for entry in plan_data(newest)]
    today = clock.local_date(newest.as_of, case.office.zone)
    asked = [entry for entry in newer if entry["action"] not in of_papers]
    return Question(newest, current, newer, proposals(current, asked, ended, today))


def _entry(step: Step) -> Entry:
    """A step in the form in which an assessment has it."""
    return {
        "action": step.action,
        "actor": step.actor,
        **{name: step.messages.get(name) for name in TEXTS},
        "after": [before.action for before in step.after.all() if before.action],
        "urgent": step.urgent,
        "citations": step.citations,
        "deadline": _term(step),
        "pack": step.pack_id,
    }


def _term(step: Step) -> Entry | None:
    deadline = getattr(step, "deadline", None)
    if deadline is None:
        return None
    days = {name: getattr(deadline, name).isoformat() for name in ("due_on", "check_on")}
    told = {name: getattr(deadline, name) for name in ("clock", "days", "counting", "citation", "verification")}
    return {**told, **days, "from": deadline.counted_from.isoformat(), "provisional": deadline.provisional}
