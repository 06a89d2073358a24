"""Adding steps and doing them. After each act the case's next action is true again, in the same transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.access.decide import named, require, require_act, scope
from accounts.audit.services import record
from cases.deadlines.services import (
    cancel_deadlines,
    make_deadlines,
    make_own_deadline,
    reopen_deadline,
    settle_deadline,
)
from cases.files.models import LIVE, UNDONE, Actor, CaseFile, Step, StepOrder, StepState
from cases.files.moves import STEP_MOVES, target
from cases.files.raised import AFTERCARE
from cases.files.selectors import in_force
from cases.files.services import agenda, facts, ledger
from cases.files.services.rows import order
from cases.files.shared import SHARED
from cases.files.wording import limitation_words
from cases.limitation.selectors import is_held
from config.errors import InvalidInput, StateConflict


@transaction.atomic
def add_step(*, actor: Any, case_id: UUID, values: dict[str, Any], at: datetime) -> Step:
    """A person's own step: `title`, who acts, perhaps a day by which, and what it comes after."""
    require_act(actor, "create", "steps")
    case = ledger.locked(named(actor, CaseFile, case_id, "/case"))
    ledger.require_live(case)
    before = _predecessors(case, values.get("after", []))
    due_on = values.get("due_on")
    today = ledger.today_of(case, at)
    if due_on and due_on < today:
        raise InvalidInput(_("This day has passed."), code="past", pointer="/due_on")
    acknowledges = values.get("acknowledges_debt", False)
    step = _own_step(case, values["title"], values["actor"], before, actor, at, acknowledges=acknowledges)
    if due_on:
        make_own_deadline(case, step, due_on=due_on, counted_from=today, at=at)
    return _after(case, step, actor, "create", at)


@transaction.atomic
def add_promised_step(
    *, actor: Any, case: CaseFile, title: str, by: str, made_on: date, due_on: date, at: datetime
) -> Step:
    """What somebody promised on `made_on` for `due_on`. A promise recorded after its day is overdue from the start.
    What the client promised a lender may acknowledge the debt: where its limitation is in doubt, keeping it waits."""
    require_act(actor, "create", "steps")
    case = ledger.locked(case)
    ledger.require_live(case)
    step = _own_step(case, title, by, [], actor, at, acknowledges=by == Actor.CLIENT)
    make_own_deadline(case, step, due_on=due_on, counted_from=made_on, at=at)
    return _after(case, step, actor, "create", at)


@transaction.atomic
def add_awaited_step(*, actor: Any, case: CaseFile, title: str, by: str, term: dict[str, Any], at: datetime) -> Step:
    """What others owe us by a rule's term, or by a day that a person set; `term` as a plan tells a deadline."""
    require_act(actor, "create", "steps")
    case = ledger.locked(case)
    ledger.require_live(case)
    step = _own_step(case, title, by, [], actor, at, acknowledges=False)
    make_deadlines(case, [(step, term)], at=at)
    return _after(case, step, actor, "create", at)


def _own_step(
    case: CaseFile, title: str, who: str, before: list[Step], actor: Any, at: datetime, *, acknowledges: bool
) -> Step:
    blocked = any(step.state in UNDONE for step in before)
    step = Step.objects.create(
        office_id=case.office_id,
        client_id=case.client_id,
        case=case,
        position=_last_position(case) + 1,
        actor=who,
        own_title=title,
        acknowledges_debt=acknowledges,
        state=StepState.WAITING if blocked else StepState.READY,
        ready_on=None if blocked else ledger.today_of(case, at),
        created_at=at,
        updated_at=at,
    )
    # Nothing stands behind a new step yet, so no circle can close.
    StepOrder.objects.bulk_create(order(case, step, other) for other in before)
    ledger.trace(case, step, act="create", origin="", to=step.state, actor=actor, at=at).save(force_insert=True)
    return step


def _predecessors(case: CaseFile, idents: list[UUID]) -> list[Step]:
    found = Step.objects.filter(in_force(case)).in_bulk(idents)
    for index, ident in enumerate(idents):
        if ident not in found:
            raise InvalidInput(_("This case has no such step."), code="does_not_exist", pointer=f"/after/{index}")
    return list(found.values())


def _last_position(case: CaseFile) -> int:
    return Step.objects.filter(case=case).aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def complete_step(
    *,
    actor: Any,
    step: Step,
    done_on: date | None,
    note: str,
    at: datetime,
    seen: int | None = None,
    pointer: str = "/done_on",
) -> Step:
    """`done_on` is today where it is not given, never a day to come, and none of a time before the case. What serves
    every case of the client is done in all of them. `pointer`: where the caller's body has the day."""
    twins = held_twins(actor, step)
    case, step = _held(actor, "complete", step, seen)
    today = ledger.today_of(case, at)
    done_on = done_on or today
    _refuse_impossible(case, done_on, today, pointer)
    if step.acknowledges_debt and step.state in UNDONE and is_held(case, today):
        raise StateConflict(limitation_words(), code="limitation_undecided")
    if step.state == StepState.WAITING:
        raise StateConflict(_("Steps before this one are not done yet."), code="predecessors_open")
    for other_case, twin in twins:
        _done(other_case, twin, actor, done_on, note, at)
    return _done(case, step, actor, done_on, note, at)


def _refuse_impossible(case: CaseFile, done_on: date, today: date, pointer: str) -> None:
    """What the client did shortly before the case was opened may be what a step asks for, as a report may be."""
    if done_on > today:
        raise InvalidInput(_("This lies in the future."), code="future", pointer=pointer)
    earliest = ledger.today_of(case, case.created_at) - facts.FRESH
    if done_on < earliest:
        words = _("This lies too long before the case was opened: %(day)s is the earliest day.")
        raise InvalidInput(words % {"day": earliest}, code="before_case", pointer=pointer)


def _done(case: CaseFile, step: Step, actor: Any, done_on: date, note: str, at: datetime) -> Step:
    to = target(STEP_MOVES, "complete", step.state)
    ledger.moved(
        case, step, act="complete", to=to, actor=actor, at=at, reason=note, done_on=done_on, done_by=actor, note=note
    )
    settle_deadline(case, step, done_on=done_on, actor=actor, at=at)
    return _after(case, step, actor, "complete", at)


def complete_by_fact(*, case: CaseFile, step: Step, actor: Any, what: Any, done_on: date, at: datetime) -> None:
    """What completes the step was recorded, by whoever may record it: nobody has to be permitted to tick it. `case` is
    locked. A step that still waits is done when it is ready: its fact is looked for again then."""
    step = Step.objects.select_related("case").get(pk=step.pk)
    if step.state == StepState.READY and case.state in LIVE:
        _done(case, step, actor, done_on, f"{what._meta.verbose_name}: {what}", at)


def complete_what_is_there(case: CaseFile, *, actor: Any, at: datetime) -> None:
    """Ready steps whose fact is recorded already."""
    ready = Step.objects.filter(in_force(case), state=StepState.READY, action__in=facts.ACTIONS)
    for step in ready.order_by("position"):
        if fact := facts.fact_of(case, step, at):
            complete_by_fact(case=case, step=step, actor=actor, what=fact.row, done_on=fact.on, at=at)


def held_twins(actor: Any, step: Step) -> list[tuple[CaseFile, Step]]:
    """The same step, ready in other live cases of the client. All are locked in one order, this case's among them, so
    that two people who complete twins at once do not wait for each other."""
    if step.action not in SHARED:
        return []
    live = scope(actor, CaseFile).filter(client_id=step.client_id, state__in=LIVE)
    cases = {case.pk: ledger.locked(case) for case in live.order_by("pk")}
    in_plan = Step.objects.filter(
        action=step.action, state=StepState.READY, plan_id__in=[c.plan_id for c in cases.values()]
    )
    return [(cases[twin.case_id], twin) for twin in in_plan.order_by("pk") if twin.pk != step.pk]


@transaction.atomic
def skip_step(*, actor: Any, step: Step, reason: str, at: datetime, seen: int | None = None) -> Step:
    case, step = _held(actor, "skip", step, seen)
    to = target(STEP_MOVES, "skip", step.state)
    ledger.moved(case, step, act="skip", to=to, actor=actor, at=at, reason=reason, note=reason)
    cancel_deadlines(case, [step], actor=actor, at=at, reason="step_skipped")
    return _after(case, step, actor, "skip", at)


@transaction.atomic
def reopen_step(*, actor: Any, step: Step, reason: str, at: datetime, seen: int | None = None) -> Step:
    """Steps behind it that are not done yet wait for it again."""
    case, step = _held(actor, "reopen", step, seen)
    if step.plan_id not in (None, case.plan_id):
        raise StateConflict(_("This step belongs to an earlier plan."), code="superseded")
    if step.action == AFTERCARE and case.state in LIVE:
        raise StateConflict(_("The case is open again: aftercare follows its next end."), code="case_live")
    to = target(STEP_MOVES, "reopen", step.state)
    ledger.moved(
        case, step, act="reopen", to=to, actor=actor, at=at, reason=reason, done_on=None, done_by=None, ready_on=None
    )
    reopen_deadline(case, step, actor=actor, at=at, reason="step_reopened")
    return _after(case, step, actor, "reopen", at)


def _held(actor: Any, act: str, step: Step, seen: int | None) -> tuple[CaseFile, Step]:
    """The step as it is now, under its case's lock."""
    require(actor, act, step)
    case = ledger.locked(step.case)
    if step.action != AFTERCARE:  # those of an ended case are done while it is ended
        ledger.require_live(case)
    step = Step.objects.get(pk=step.pk)
    step.require_seen(seen)
    return case, step


def _after(case: CaseFile, step: Step, actor: Any, act: str, at: datetime) -> Step:
    agenda.refresh(case, actor=actor, at=at)
    record(actor=actor, act=act, row=step, at=at)
    if act in ("complete", "skip"):  # what stood behind it may be ready now
        complete_what_is_there(case, actor=actor, at=at)
    step.refresh_from_db()
    return step
