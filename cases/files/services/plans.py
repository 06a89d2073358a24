"""Adopting a plan: exactly what one assessment showed, without computing anything anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, Q, QuerySet, UUIDField
from django.utils.translation import gettext as _

from accounts.access.decide import require
from accounts.audit.services import record
from assessments.evaluations.models import Assessment
from cases.deadlines.services import make_deadlines
from cases.files.models import UNDONE, CaseFile, Plan, Step, StepOrder, StepState, Transition
from cases.files.raised import ACKNOWLEDGING
from cases.files.selectors import in_force, plan_data
from cases.files.services import agenda, ledger
from cases.files.services.cases import assessment_of
from cases.files.services.rows import cancel_undone, order
from cases.files.wording import TEXTS
from cases.work_queue.services import settle_news
from config.errors import StateConflict
from config.prepared import Given, Insertion, Insertions, Question

_SAME = ("title", "done_when")  # what a step asks for; its reasons may have changed
_write_steps, _write_traces = Insertions(Step), Insertions(Transition)
_write_orders = Insertions(StepOrder, known=True)  # a carried step may stand behind another already
_ENDED = (StepState.DONE, StepState.SKIPPED)


@transaction.atomic
def adopt_plan(
    *, actor: Any, case: CaseFile, assessment_id: UUID, force: bool, at: datetime, seen: int | None = None
) -> Plan:
    """1. the assessment, unless a newer one exists; 2. what is undone of the plan before is cancelled, save the steps
    of court papers, which go over into the new plan; 3. the new steps, those done before still done; 4. their
    deadlines with reminders; 5. what comes next.
    """
    require(actor, "plan", case)
    case = ledger.locked(case)
    case.require_seen(seen)
    ledger.require_live(case)
    assessment = assessment_of(actor, case.credit_account_id, assessment_id)
    if not force:
        _refuse_repeated(case, assessment)
        refuse_superseded(assessment)
    case.news = case.news or force  # the case may have been opened after a newer one
    return put_in_force(case, assessment, plan_data(assessment), actor=actor, at=at)


def put_in_force(
    case: CaseFile, assessment: Assessment, data: list[dict[str, Any]], *, actor: Any, at: datetime
) -> Plan:
    """Steps 2 to 5, under the case's lock. An entry of an earlier plan names its own `pack`."""
    before = _supersede(case, actor, at)
    plan = _plan(case, assessment, actor, at)
    steps = _make_steps(case, plan, data, before, actor, at)
    _order_steps(case, data, steps, before)
    make_deadlines(case, _with_deadline(data, steps), at=at)
    agenda.refresh(case, actor=actor, at=at, plan=plan, news=case.news)
    settle_news(case)
    record(actor=actor, act="adopt", row=plan, at=at)
    return plan


def _refuse_repeated(case: CaseFile, assessment: Assessment) -> None:
    """A second click must not start the same plan anew."""
    if case.plan is not None and case.plan.assessment_id == assessment.pk:
        raise StateConflict(_("This plan is in force already."), code="already_adopted")


def refuse_superseded(assessment: Assessment) -> None:
    """What the advisor saw must be the newest there is; a newer one may say something else."""
    for newest in _newer(account=assessment.credit_account_id, than=assessment.created_at):
        raise StateConflict(
            _("A newer assessment of the account exists: %(id)s.") % {"id": newest.pk}, code="newer_assessment"
        )


def _later() -> QuerySet[Assessment]:
    """The newest alone."""
    of_account = Assessment.objects.filter(credit_account=Given("account", UUIDField()))
    return (
        of_account.filter(created_at__gt=Given("than", DateTimeField())).only("pk").order_by("-created_at", "-id")[:1]
    )


_newer = Question(_later)


@dataclass(frozen=True)
class _Before:
    """The steps that were in force by action, and those raised for court papers that are still to do: they go on
    under the new plan."""

    steps: dict[str, Step]
    carried: list[Step]

    def carried_as(self, action: str) -> Step | None:
        return next((step for step in self.carried if step.action == action), None)


def _supersede(case: CaseFile, actor: Any, at: datetime) -> _Before:
    """What was undone of the plan is cancelled."""
    steps = Step.objects.filter(in_force(case)).filter(Q(plan__isnull=False) | Q(raised_for__isnull=False))
    found = sorted(steps, key=lambda step: (step.raised_for is not None, step.position, step.pk))
    carried = [step for step in found if step.raised_for and step.state in UNDONE]
    rest = [step for step in found if step not in carried]
    undone = [step for step in rest if step.state in UNDONE]
    cancel_undone(case, undone, actor=actor, at=at, reason="superseded")
    return _Before({step.action: step for step in rest}, carried)


def _plan(case: CaseFile, assessment: Assessment, actor: Any, at: datetime) -> Plan:
    plan = Plan(
        office_id=case.office_id,
        client_id=case.client_id,
        case=case,
        number=case.plan.number + 1 if case.plan else 1,
        assessment=assessment,
        adopted_by=actor,
        created_at=at,
    )
    _write_plan()(plan)
    return plan


@cache
def _write_plan() -> Insertion:
    return Insertion(Plan)


def _make_steps(
    case: CaseFile, plan: Plan, data: list[dict[str, Any]], before: _Before, actor: Any, at: datetime
) -> dict[str, Step]:
    states: dict[str, str] = {}
    steps: dict[str, Step] = {}
    today = ledger.today_of(case, at)
    for position, entry in enumerate(data, start=1):
        step = before.carried_as(entry["action"])
        if step is None:
            step = _step(case, plan, entry, position, at)
            _continue(step, before.steps.get(step.action))
            if step.state not in _ENDED:
                step.state, step.ready_on = _first_state(entry, states, today)
        states[step.action] = step.state
        steps[step.action] = step
    for step in before.carried:
        step.change(at=at, plan=plan)
    made = [step for step in steps.values() if step not in before.carried]
    _write_steps(made)
    _write_traces(
        [ledger.trace(case, step, act="adopt", origin="", to=step.state, actor=actor, at=at) for step in made]
    )
    return steps


def _step(case: CaseFile, plan: Plan, entry: Mapping[str, Any], position: int, at: datetime) -> Step:
    return Step(
        office_id=case.office_id,
        client_id=case.client_id,
        case=case,
        plan=plan,
        position=position,
        action=entry["action"],
        actor=entry["actor"],
        messages={name: entry[name] for name in TEXTS},
        citations=entry.get("citations", []),
        urgent=entry.get("urgent", False),
        acknowledges_debt=entry["action"] in ACKNOWLEDGING,
        pack_id=entry.get("pack") or plan.assessment.pack_id,
        created_at=at,
        updated_at=at,
    )


def _continue(step: Step, earlier: Step | None) -> None:
    """A step that was done (or skipped) and is asked for in the same words stays so; with another amount or date in
    them it is to be done again. A court paper that was answered stays so: another one raises steps of its own.
    """
    if earlier is None:
        return
    step.continues = earlier
    same = earlier.raised_for is not None or all(step.messages[name] == earlier.messages.get(name) for name in _SAME)
    if same and earlier.state in _ENDED:
        step.state, step.done_on, step.done_by = earlier.state, earlier.done_on, earlier.done_by
        step.note = earlier.note


def _first_state(entry: Mapping[str, Any], states: Mapping[str, str], today: date) -> tuple[str, date | None]:
    """A plan's steps wait only for steps that stand before them."""
    if any(states[name] in UNDONE for name in entry["after"]):
        return StepState.WAITING, None
    return StepState.READY, today


def _order_steps(case: CaseFile, data: list[dict[str, Any]], steps: Mapping[str, Step], before: _Before) -> None:
    """The plan's own order; and what people put behind a step of the earlier plan now waits for its successor."""
    for action, earlier in before.steps.items():
        if action in steps:
            behind = Q(step__plan__isnull=True) | Q(step__in=before.carried)
            StepOrder.objects.filter(behind, after=earlier).update(after=steps[action])
    _write_orders([order(case, steps[entry["action"]], steps[name]) for entry in data for name in entry["after"]])


def _with_deadline(data: list[dict[str, Any]], steps: Mapping[str, Step]) -> list[tuple[Step, dict[str, Any]]]:
    """Steps still to do for which the plan names a date; a court paper's keep their own."""
    named = [(steps[entry["action"]], entry["deadline"]) for entry in data if entry["deadline"]]
    return [(step, deadline) for step, deadline in named if step.state in UNDONE and step.raised_for is None]
