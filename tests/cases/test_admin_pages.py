"""The main job can be followed in the admin: the same scope, the same services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases.models import CaseFile, Deadline, Delivery, Plan, Reminder, Step, TickMark, Transition
from cases.reminders.services.tick import tick
from config import clock
from tests.cases.stories import NOW, assessed, evaluated, opened, planned, step_of
from tests.world import World, browser

pytestmark = pytest.mark.django_db
MODELS = (CaseFile, Step, Deadline, Reminder, Delivery, Plan, Transition)


@pytest.fixture
def case(world: World) -> CaseFile:
    case = opened(world, planned("ask", due="2026-10-16"), planned("pay", after=("ask",)))
    tick(now=lambda: NOW)
    return case


def page_of(row: Any, name: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


def list_of(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def press(world: World, row: Any, name: str, **values: Any) -> Any:
    path = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_do", args=[row.pk, name])
    return browser(world.alice).post(path, values)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", ["alice", "sun"])
def test_caseworkers_read_every_page(world: World, case: CaseFile, model: Any, who: str) -> None:
    visitor = browser(world.people[who])

    assert visitor.get(list_of(model)).status_code == 200
    assert visitor.get(page_of(model.objects.all()[0])).status_code == 200


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", ["zoe", "bob", "lin"])
def test_what_is_hidden_is_no_page(world: World, case: CaseFile, model: Any, who: str) -> None:
    assert browser(world.people[who]).get(page_of(model.objects.all()[0])).status_code == 404


def test_administrators_see_the_tick_and_no_casework(world: World, case: CaseFile) -> None:
    assert browser(world.ada).get(page_of(TickMark.objects.get())).status_code == 200
    assert browser(world.ada).get(list_of(CaseFile)).status_code == 403


def test_the_start_page_says_what_comes_next(world: World, case: CaseFile) -> None:
    mine = browser(world.alice).get("/admin/").content.decode()
    theirs = browser(world.zoe).get("/admin/").content.decode()

    assert case.reference in mine and page_of(case) in mine
    assert case.reference not in theirs


def test_the_page_of_a_case_shows_its_steps_and_what_happened(world: World, case: CaseFile) -> None:
    shown = browser(world.alice).get(page_of(case)).content.decode()

    assert page_of(step_of(case, "ask")) in shown and "What happened" in shown


def test_a_case_is_opened_from_the_page_of_its_account(world: World) -> None:
    evaluated(world)

    answer = press(world, world.account, "open-case")

    assert (answer.status_code, answer["Location"]) == (302, page_of(CaseFile.objects.get()))


def test_a_plan_is_adopted_on_the_page_of_the_case(world: World) -> None:
    case = opened(world)
    assessment = assessed(world, planned("ask"))

    answer = press(world, case, "plan", assessment=str(assessment.pk), force="on")

    assert (answer.status_code, step_of(case, "ask").state) == (302, "ready")


def test_a_step_is_completed_on_its_page_and_leads_back_to_the_case(world: World, case: CaseFile) -> None:
    answer = press(world, step_of(case, "ask"), "complete", note="done by phone")

    assert (answer.status_code, answer["Location"]) == (302, page_of(case))
    assert (step_of(case, "ask").state, step_of(case, "pay").state) == ("done", "ready")


def test_what_the_state_forbids_is_said_on_the_page(world: World, case: CaseFile) -> None:
    answer = press(world, step_of(case, "pay"), "complete")

    assert answer.status_code == 200
    assert "Steps before this one are not done yet." in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "values", "state"),
    [("wait", {"waiting_for": "a letter", "waiting_until": str(clock.today("UTC") + timedelta(days=90))}, "waiting"),
     ("outcome", {"outcome": "closed_settled"}, "resolved"), ("close", {"outcome": "withdrawn"}, "closed")],
)  # fmt: skip
def test_a_case_is_led_on_from_its_page(
    world: World, case: CaseFile, name: str, values: dict[str, str], state: str
) -> None:
    press(world, case, name, **values)

    case.refresh_from_db()
    assert case.state == state


def test_a_step_is_added_on_the_page_of_the_case(world: World, case: CaseFile) -> None:
    before = step_of(case, "ask")

    press(world, case, "add-step", title="Ring", actor="advisor", due_on="2190-01-01", after=str(before.pk))

    added = Step.objects.get(own_title="Ring")
    assert (added.state, list(added.after.all()), str(added.deadline.due_on)) == ("waiting", [before], "2190-01-01")


def test_the_owner_is_changed_on_the_page_of_the_case(world: World, case: CaseFile) -> None:
    form = {"owner": str(world.sun.pk), "seen": str(case.version)}

    browser(world.alice).post(page_of(case), form)

    case.refresh_from_db()
    assert case.owner == world.sun
