"""A case that ended well is looked at after one, three and six months: with owner and date, in queue and reminders."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cases.deadlines.services import mark_missed
from cases.files.services import cases, steps
from cases.models import CaseFile, Reminder, Step
from cases.reminders.services.facts import why_not
from tests.cases.stories import NOW, opened, planned
from tests.world import World, api

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
DAYS = [date(2026, 11, 15), date(2027, 1, 15), date(2027, 4, 15)]


def closed(world: World, outcome: str = "reinstated") -> CaseFile:
    case = opened(world, planned("ask", due="2026-12-01"))
    return cases.close_case(actor=world.alice, case=case, outcome=outcome, note="", at=LATER)


def looks(case: CaseFile) -> list[Step]:
    return list(Step.objects.filter(case=case, action="aftercare").select_related("deadline").order_by("position"))


def queue(world: World, until: date) -> Any:
    return api(world.alice).get("/api/v1/work-queue/", {"until": until.isoformat()}).json()["results"]


def test_a_good_end_plans_three_looks_and_any_other_none(world: World) -> None:
    case = closed(world)

    assert [step.deadline.due_on for step in looks(case)] == DAYS
    assert (case.state, case.next_action, case.next_action_on, case.owner) == ("closed", "step", DAYS[0], world.alice)
    assert queue(world, DAYS[0] - timedelta(days=1)) == []
    (row,) = queue(world, DAYS[0])
    assert "aftercare" in [why["code"] for why in row["why"]]
    assert "1" in row["next_action"]

    cases.reopen_case(actor=world.alice, case=case, reason="stopped again", at=LATER)
    assert {step.state for step in looks(case)} == {"cancelled"}
    cases.close_case(actor=world.alice, case=case, outcome="withdrawn", note="", at=LATER)
    assert {step.state for step in looks(case)} == {"cancelled"}


def test_resolving_plans_them_once_and_closing_leaves_them(world: World) -> None:
    case = opened(world, planned("ask"))
    cases.record_outcome(actor=world.alice, case=case, outcome="reinstated", note="", at=NOW)
    cases.close_case(actor=world.alice, case=case, outcome="reinstated", note="", at=NOW + timedelta(days=9))

    assert [step.deadline.due_on for step in looks(case)] == DAYS


def test_a_look_is_done_with_a_note_while_the_case_stays_closed(world: World) -> None:
    case = closed(world)
    first = looks(case)[0]

    steps.complete_step(actor=world.alice, step=first, done_on=None, note="still lends", at=LATER)

    case.refresh_from_db()
    assert (case.state, case.next_action_on) == ("closed", DAYS[1])
    assert looks(case)[0].note == "still lends"


def test_people_are_reminded_of_it_and_a_day_that_passes_is_missed(world: World) -> None:
    case = closed(world)
    first = looks(case)[0]
    due = Reminder.objects.get(deadline=first.deadline, kind="due")

    assert why_not(due, due.due_at) == ""
    mark_missed(at=NOW + timedelta(days=40))
    first.deadline.refresh_from_db()
    assert first.deadline.state == "missed"
