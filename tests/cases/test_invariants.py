"""Whatever people do in whatever order: no live case is without next action, owner and date, and nothing lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.files.models import LIVE, UNDONE
from cases.files.selectors import in_force
from cases.files.services import cases, plans, steps
from cases.models import CaseFile, Deadline, Reminder, Step, Transition
from config.errors import DomainError
from tests.cases.stories import NOW, assessed, opened, planned
from tests.world import World, account_of

NAMES = ("a", "b", "c", "d")
ACTS = ("complete", "skip", "reopen_step", "add", "adopt", "wait", "resume", "outcome", "close", "reopen", "hand")
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 7), st.integers(0, 40)), max_size=25)


def plan(number: int, day: int) -> list[dict[str, Any]]:
    """A few steps, each after the one before where the number's bits say so."""
    due = [f"2026-10-{15 + (day + index) % 15:02d}" if number & 1 else "" for index in range(4)]
    after = [(NAMES[index - 1],) if index and number >> index & 1 else () for index in range(4)]
    return [planned(name, due=due[index], after=after[index]) for index, name in enumerate(NAMES)]


def do(world: World, case: CaseFile, name: str, number: int, day: int, at: Any) -> None:
    known: dict[str, Any] = {"actor": world.alice, "at": at}
    on_case, on_step = {**known, "case": case}, {**known, "step": nth_step(case, number)}
    until = (at + timedelta(days=day)).date()
    newer = assessed(world, *plan(number, day), at=at) if name == "adopt" else None
    owner = {"owner": (world.sun if number & 1 else world.alice).pk}
    table: dict[str, Callable[[], Any]] = {
        "complete": lambda: steps.complete_step(**on_step, done_on=None, note=""),
        "skip": lambda: steps.skip_step(**on_step, reason="x"),
        "reopen_step": lambda: steps.reopen_step(**on_step, reason="x"),
        "add": lambda: steps.add_step(**known, case_id=case.pk, values=own_step(case, number, until)),
        "adopt": lambda: plans.adopt_plan(**on_case, assessment_id=newer.pk if newer else case.pk, force=False),
        "wait": lambda: cases.wait(**on_case, waiting_for="a letter", waiting_until=until),
        "resume": lambda: cases.resume(**on_case),
        "outcome": lambda: cases.record_outcome(**on_case, outcome="other", note=""),
        "close": lambda: cases.close_case(**on_case, outcome="other", note=""),
        "reopen": lambda: cases.reopen_case(**on_case, reason="x"),
        "hand": lambda: cases.change_case(**on_case, seen=case.version, changes=owner),
    }
    table[name]()


def nth_step(case: CaseFile, number: int) -> Step:
    found = list(Step.objects.filter(case=case).order_by("created_at", "id"))
    return found[number % len(found)]


def own_step(case: CaseFile, number: int, due_on: Any) -> dict[str, Any]:
    return {"title": "own", "actor": "advisor", "due_on": due_on, "after": [nth_step(case, number).pk]}


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_no_order_of_acts_breaks_a_case(world: World, acted: list[tuple[str, int, int]]) -> None:
    world = replace(world, account=account_of(world.chen, world.jiebei))
    case, at = opened(world, *plan(0b1011, 3)), NOW
    for name, number, day in acted:
        at += timedelta(hours=1)
        before = Transition.objects.count()
        try:
            do(world, case, name, number, day, at)
        except DomainError:
            assert Transition.objects.count() == before
        case = CaseFile.objects.get(pk=case.pk)
        assert_sound(case)


def assert_sound(case: CaseFile) -> None:
    if case.state in LIVE:
        assert case.next_action and case.next_action_on and case.owner
        assert case.next_step is None or case.next_step.state == "ready"
    for step in Step.objects.filter(in_force(case), state__in=UNDONE):
        blocked = step.after.filter(state__in=UNDONE).exists() or bool(step.hold)
        assert case.state not in LIVE or (step.state == "waiting") == blocked
    running = Deadline.objects.filter(case=case, state__in=("open", "missed"))
    pending = Reminder.objects.filter(case=case, state="pending")
    assert not running.filter(state="open").exclude(step__state__in=UNDONE).exists()
    assert not pending.exclude(deadline__in=running).exists()
    assert not pending.exclude(deadline__step__state__in=UNDONE).exists()
    assert {row.recipient_id for row in pending.exclude(kind="overdue")} <= {case.owner_id}
