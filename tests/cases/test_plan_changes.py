"""A newer assessment proposes changes to the plan; a person accepts or declines each, and a new version comes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases.files.services.steps import complete_step
from cases.models import CaseFile, Plan, PlanChange, Step
from tests.cases.stories import NOW, assessed, message, opened, planned, step_of, term
from tests.world import World, api, problems

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=7)
OTHER = message("action.obtain_credit_report.title")


@pytest.fixture
def case(world: World) -> CaseFile:
    case = opened(
        world,
        planned("keep", due="2026-10-20"),
        planned("ask", due="2026-10-25"),
        planned("pay", after=("ask",)),
        planned("wait"),
    )
    complete_step(actor=world.alice, step=step_of(case, "keep"), done_on=None, note="", at=NOW)
    return case


def newer(world: World) -> Any:
    """Says of `ask` that it is due a week later by the same rule, of `pay` something else; `wait` is gone."""
    later = {**term("2026-11-01"), "from": "2026-10-22"}
    return assessed(
        world,
        planned("keep", due="2026-11-20"),
        planned("ask", deadline=later),
        planned("consult_lawyer"),
        planned("pay", after=("consult_lawyer",), title=OTHER),
        at=LATER,
    )


def path(case: CaseFile) -> str:
    return f"/api/v1/cases/{case.pk}/plan-changes/"


def decide(world: World, case: CaseFile, assessment: Any, *decisions: tuple[str, bool, str]) -> Any:
    told = [{"action": action, "accepted": yes, "reason": why} for action, yes, why in decisions]
    return api(world.alice).post(path(case), {"assessment": str(assessment.pk), "decisions": told}, format="json")


def test_it_shows_what_was_added_dropped_and_changed_and_no_more(world: World, case: CaseFile) -> None:
    newer(world)

    changes = api(world.alice).get(path(case)).json()["changes"]

    assert [(each["action"], each["change"], each["what"]) for each in changes] == [
        ("consult_lawyer", "added", []),
        ("pay", "changed", ["title"]),
        ("wait", "dropped", []),
    ]
    assert changes[1]["before"]["title"] != changes[1]["after"]["title"]


def test_each_is_decided_and_a_new_version_says_what_came_of_it(world: World, case: CaseFile) -> None:
    answer = decide(
        world, case, newer(world), ("consult_lawyer", True, ""), ("pay", False, "agreed already"), ("wait", False, "x")
    )

    assert answer.status_code == 201, answer.content
    actions = [step["action"] for step in answer.json()["steps"]]
    assert sorted(actions) == ["ask", "consult_lawyer", "keep", "pay", "wait"]
    assert step_of(case, "keep").state == "done"
    assert step_of(case, "ask").deadline.due_on.isoformat() == "2026-10-25"
    assert step_of(case, "pay").messages["title"] != OTHER
    assert [step.action for step in step_of(case, "pay").after.all()] == ["ask"]
    assert Plan.objects.filter(case=case).count() == 2
    assert set(PlanChange.objects.values_list("action", "accepted")) == {
        ("consult_lawyer", True), ("pay", False), ("wait", False),
    }  # fmt: skip
    assert not Step.objects.filter(plan__number=1, state__in=("ready", "waiting")).exists()


def test_what_is_accepted_takes_the_place_of_what_was(world: World, case: CaseFile) -> None:
    decide(world, case, newer(world), ("consult_lawyer", True, ""), ("pay", True, ""), ("wait", True, "done by phone"))

    assert step_of(case, "pay").messages["title"] == OTHER
    assert [step.action for step in step_of(case, "pay").after.all()] == ["consult_lawyer"]
    assert not Step.objects.filter(plan=case.plan, action="wait").exists()


def test_every_change_is_decided_once_and_declined_with_a_reason(world: World, case: CaseFile) -> None:
    found = newer(world)
    case.refresh_from_db()
    before = case.version

    yes = (("consult_lawyer", True, ""), ("pay", True, ""))
    assert problems(decide(world, case, found, *yes)) == {"/decisions": "undecided"}
    assert problems(decide(world, case, found, *yes, ("wait", False, ""))) == {"/decisions/2/reason": "required"}
    assert problems(decide(world, case, found, ("sue", True, ""))) == {"/decisions/0/action": "does_not_exist"}
    case.refresh_from_db()
    assert case.version == before


def test_an_outdated_assessment_is_refused(world: World, case: CaseFile) -> None:
    found = newer(world)
    assessed(world, planned("ask"), at=LATER + timedelta(hours=1))

    answer = decide(world, case, found, ("consult_lawyer", True, ""), ("pay", True, ""), ("wait", True, ""))

    assert (answer.status_code, answer.json()["code"]) == (409, "newer_assessment")


def test_without_a_newer_assessment_there_is_nothing_to_decide(world: World, case: CaseFile) -> None:
    assert api(world.alice).get(path(case)).json()["code"] == "nothing_newer"
    assert api(world.zoe).get(path(case)).status_code == 404
    assert api(world.lin).post(path(case), {}, format="json").status_code == 404
