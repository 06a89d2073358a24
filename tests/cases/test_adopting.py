"""A plan is adopted exactly as its assessment showed it; what was done stays done."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.evaluations.rendering import rendered
from assessments.models import Assessment
from cases.files.services.cases import open_case
from cases.files.services.plans import adopt_plan
from cases.files.services.steps import add_step, complete_step
from cases.models import CaseFile, Deadline, Plan, Reminder, Step
from config.errors import StaleVersion
from config.ids import uuid7
from tests.cases.stories import DAY, NOW, assessed, evaluated, message, opened, planned, step_of
from tests.world import World, account_of, api, problems

pytestmark = pytest.mark.django_db
LATER = NOW + DAY


def post(world: World, case: CaseFile, assessment: Assessment, who: str = "alice", **body: Any) -> Any:
    body = {"assessment": str(assessment.pk)} | body
    return api(world.people[who]).post(f"/api/v1/cases/{case.pk}/plan/", body, format="json")


def readopt(world: World, case: CaseFile, *plan: dict[str, Any]) -> Plan:
    assessment = assessed(world, *plan, at=LATER)
    return adopt_plan(actor=world.alice, case=case, assessment_id=assessment.pk, force=False, at=LATER)


def test_the_adopted_steps_are_those_that_the_assessment_showed(world: World) -> None:
    assessment = evaluated(world)
    case = open_case(actor=world.alice, account_id=world.account.pk, assessment_id=assessment.pk, at=NOW)

    answer = post(world, case, assessment)

    shown = rendered(assessment, "en")["plan"]
    assert (answer.status_code, answer.json()["number"]) == (201, 1)
    for step, said in zip(answer.json()["steps"], shown, strict=True):
        assert {name: step[name] for name in ("action", "actor", "title", "why", "done_when", "urgent")} == {
            name: said[name] for name in ("action", "actor", "title", "why", "done_when", "urgent")
        }
        assert {
            name: step["deadline"][name] for name in ("clock", "days", "counting", "from", "due_on", "check_on")
        } == {name: said["deadline"][name] for name in ("clock", "days", "counting", "from", "due_on", "check_on")}
        assert step["deadline"]["citation"] == said["deadline"]["citation"]


def test_steps_without_a_deadline_get_none_and_the_case_still_has_a_date(world: World) -> None:
    case = opened(world, planned("first"))

    assert not Deadline.objects.exists() and not Reminder.objects.exists()
    assert (case.next_step, str(case.next_action_on)) == (step_of(case, "first"), "2026-10-15")


def test_a_newer_assessment_stops_the_older_ones_plan(world: World) -> None:
    older = assessed(world, planned("first"))
    case = open_case(actor=world.alice, account_id=world.account.pk, assessment_id=older.pk, at=NOW)
    newer = assessed(world, at=LATER)

    refused = post(world, case, older)
    forced = post(world, case, older, force=True)

    assert (refused.status_code, refused.json()["code"]) == (409, "newer_assessment")
    assert str(newer.pk) in refused.json()["detail"]
    assert forced.status_code == 201


def test_a_second_click_does_not_start_the_same_plan_anew(world: World) -> None:
    assessment = assessed(world, planned("first"))
    case = open_case(actor=world.alice, account_id=world.account.pk, assessment_id=assessment.pk, at=NOW)

    answers = [post(world, case, assessment) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json()["code"] == "already_adopted"
    assert Plan.objects.count() == 1


def test_an_act_on_an_older_version_of_the_case_is_refused_under_its_lock(world: World) -> None:
    assessment = assessed(world, planned("first"))
    case = open_case(actor=world.alice, account_id=world.account.pk, assessment_id=assessment.pk, at=NOW)
    seen = case.version
    adopt_plan(actor=world.alice, case=case, assessment_id=assessment.pk, force=False, at=NOW, seen=seen)

    with pytest.raises(StaleVersion):
        adopt_plan(actor=world.alice, case=case, assessment_id=assessment.pk, force=True, at=NOW, seen=seen)

    assert Plan.objects.count() == 1


def test_nothing_is_computed_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assessment = evaluated(world)
    case = open_case(actor=world.alice, account_id=world.account.pk, assessment_id=assessment.pk, at=NOW)
    monkeypatch.setattr("assessments.engine.evaluate", None)

    adopt_plan(actor=world.alice, case=case, assessment_id=assessment.pk, force=False, at=LATER)

    data = json.loads(bytes(assessment.content))["plan"]
    assert [step.messages["title"] for step in Step.objects.order_by("position")] == [entry["title"] for entry in data]


def test_adopting_again_makes_a_version_and_cancels_what_was_undone(world: World) -> None:
    case = opened(world, planned("first"), planned("second", due="2026-11-01"))
    old = step_of(case, "second")

    plan = readopt(world, case, planned("second", due="2026-11-05"))

    old.refresh_from_db()
    assert (plan.number, Plan.objects.count()) == (2, 2)
    assert (old.state, old.deadline.state, step_of(case, "second").continues) == ("cancelled", "cancelled", old)
    assert {row.deadline_id for row in Reminder.objects.filter(state="pending")} == {
        step_of(case, "second").deadline.pk
    }


def test_a_done_step_stays_done_in_the_next_version(world: World) -> None:
    case = opened(world, planned("first"), planned("second", after=("first",)))
    complete_step(actor=world.alice, step=step_of(case, "first"), done_on=None, note="by phone", at=NOW)

    readopt(world, case, planned("first", due="2026-11-01"), planned("second", after=("first",)))

    kept = step_of(case, "first")
    assert (kept.state, str(kept.done_on), kept.note) == ("done", "2026-10-15", "by phone")
    assert step_of(case, "second").state == "ready"
    assert not Deadline.objects.exists()


def test_a_done_step_that_now_asks_for_something_else_is_to_be_done_again(world: World) -> None:
    case = opened(world, planned("first"))
    complete_step(actor=world.alice, step=step_of(case, "first"), done_on=None, note="", at=NOW)

    readopt(world, case, planned("first", title=message("action.contact_customer_service.closed.title")))

    assert step_of(case, "first").state == "ready"


def test_a_persons_step_outlives_the_plan_and_follows_its_new_steps(world: World) -> None:
    case = opened(world, planned("first"))
    values = {"title": "Ring the client", "actor": "advisor", "after": [step_of(case, "first").pk]}
    own = add_step(actor=world.alice, case_id=case.pk, values=values, at=NOW)

    readopt(world, case, planned("first"))

    own.refresh_from_db()
    assert (own.state, list(own.after.all())) == ("waiting", [step_of(case, "first")])


def test_a_closed_case_adopts_nothing(world: World) -> None:
    case = opened(world)
    api(world.alice).post(f"/api/v1/cases/{case.pk}/close/", {"outcome": "withdrawn"}, format="json")

    answer = post(world, case, case.assessment)

    assert (answer.status_code, answer.json()["code"]) == (409, "case_not_live")


def test_an_assessment_of_another_account_cannot_be_adopted(world: World) -> None:
    case = opened(world)
    other = account_of(world.chen, world.jiebei)
    strange = evaluated(world)
    foreign = type(strange)(pk=uuid7())
    world.account.pk, mine = other.pk, world.account.pk

    refused = [post(world, case, foreign), post(world, case, assessed(world))]
    world.account.pk = mine

    assert [problems(answer) for answer in refused] == [{"/assessment": "does_not_exist"}] * 2


def test_a_long_plan_asks_the_database_no_more_than_a_short_one(world: World) -> None:
    def asked(steps: int) -> int:
        account = account_of(world.chen, world.jiebei)
        names = [f"step_{number}" for number in range(steps)]
        entries = [planned(name, due="2099-11-01", after=(names[0],) if name != names[0] else ()) for name in names]
        assessment = assessed(world, *entries, account=account)
        case = open_case(actor=world.alice, account_id=account.pk, assessment_id=assessment.pk, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            assert post(world, case, assessment).status_code == 201
        return len(queries)

    asked(2)

    assert asked(2) == asked(9)  # SQLite splits what is wider than that


def test_half_a_plan_is_never_stored(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = opened(world)
    assessment = assessed(world, planned("first"), planned("second", due="2026-11-01"), at=LATER)
    monkeypatch.setattr("cases.deadlines.services.schedule_first", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        adopt_plan(actor=world.alice, case=case, assessment_id=assessment.pk, force=False, at=LATER)

    assert not Step.objects.exists() and not Plan.objects.exists() and not Deadline.objects.exists()
