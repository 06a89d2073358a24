"""Others have clocks too: an answer that does not come raises what comes next by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.deadlines.services import mark_missed
from cases.files.models import StepState
from cases.models import CaseFile
from config import clock
from tests.cases.stories import planned, step_of, term
from tests.cases.test_work_queue import case_with, codes, queue
from tests.world import World, api

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    return clock.today("Asia/Shanghai")


def waits_for(world: World, whose: str, due: date) -> CaseFile:
    """A complaint that waits for an answer which `whose` clock says is due."""
    ask = planned("ask", deadline=term(due.isoformat(), clock=whose))
    return case_with(world, ask, planned("complain", after=("ask",)))


def pass_days(case: CaseFile, days: int) -> None:
    mark_missed(at=clock.now() + timedelta(days=days))
    case.refresh_from_db()


@pytest.mark.parametrize("whose", ["lender", "regulator"])
def test_silence_opens_the_way_to_the_next_lawful_step(world: World, whose: str, today: date) -> None:
    case = waits_for(world, whose, today + timedelta(days=2))
    assert step_of(case, "complain").state == StepState.WAITING

    pass_days(case, 3)

    assert step_of(case, "complain").state == StepState.READY
    assert step_of(case, "ask").deadline.state == "missed"
    answer = api(world.alice).post(f"/api/v1/steps/{step_of(case, 'complain').pk}/complete/", {"note": "sent"}, "json")
    assert answer.status_code == 200


@pytest.mark.parametrize("whose", ["client", "court"])
def test_what_our_side_did_not_do_opens_nothing(world: World, whose: str, today: date) -> None:
    case = waits_for(world, whose, today + timedelta(days=2))

    pass_days(case, 3)

    assert step_of(case, "complain").state == StepState.WAITING


def test_before_the_day_has_passed_nothing_is_raised(world: World, today: date) -> None:
    case = waits_for(world, "lender", today + timedelta(days=2))

    pass_days(case, 2)

    assert step_of(case, "complain").state == StepState.WAITING


def test_the_queue_says_that_the_answer_is_missing(world: World, today: date) -> None:
    case = waits_for(world, "lender", today - timedelta(days=1))
    pass_days(case, 0)

    (row,) = queue(world).json()["results"]

    assert (row["next_step"], codes(row)) == (str(step_of(case, "ask").pk), ["overdue", "reply_due"])
