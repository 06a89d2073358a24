"""Steps wait for what stands before them, and after each act the case knows what comes next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from cases.models import CaseFile, Reminder, Step, StepOrder, Transition
from tests.cases.stories import opened, planned, step_of
from tests.world import World, api, problems

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def case(world: World) -> CaseFile:
    """Two steps in a row and one beside them, far enough ahead of any day on which this runs."""
    return opened(
        world,
        planned("ask", due="2190-05-01"),
        planned("pay", after=("ask",), due="2190-04-01"),
        planned("wait", due="2190-06-01"),
    )


def act(world: World, step: Step, name: str, who: str = "alice", **body: Any) -> Any:
    return api(world.people[who]).post(f"/api/v1/steps/{step.pk}/{name}/", body, format="json")


def add(world: World, to: CaseFile, who: str = "alice", **body: Any) -> Any:
    body = {"case": str(to.pk), "title": "Ring the client", "actor": "advisor"} | body
    return api(world.people[who]).post("/api/v1/steps/", body, format="json")


def next_of(case: CaseFile) -> str:
    case.refresh_from_db()
    return case.next_step.action or case.next_step.own_title if case.next_step else case.next_action


def test_the_ready_step_that_is_due_first_comes_next(case: CaseFile) -> None:
    assert next_of(case) == "ask"
    assert (case.next_action_on, case.owner) == (step_of(case, "ask").deadline.due_on, case.client.advisor)


def test_completing_a_step_makes_the_one_behind_it_ready_and_next(world: World, case: CaseFile) -> None:
    answer = act(world, step_of(case, "ask"), "complete", note="agent 12")

    assert (answer.status_code, answer.json()["state"], answer.json()["note"]) == (200, "done", "agent 12")
    assert answer.json()["deadline"]["state"] == "kept"
    assert (step_of(case, "pay").state, next_of(case)) == ("ready", "pay")


def test_a_step_whose_predecessor_is_undone_cannot_be_completed(world: World, case: CaseFile) -> None:
    answer = act(world, step_of(case, "pay"), "complete")

    assert (answer.status_code, answer.json()["code"]) == (409, "predecessors_open")
    assert step_of(case, "pay").state == "waiting"


def test_a_skipped_step_lets_those_behind_it_go_on(world: World, case: CaseFile) -> None:
    answer = act(world, step_of(case, "ask"), "skip", reason="the client has the answer")

    assert (answer.json()["state"], answer.json()["deadline"]["state"]) == ("skipped", "cancelled")
    assert step_of(case, "pay").state == "ready"


@pytest.mark.parametrize("name", ["complete", "skip"])
def test_what_is_done_cannot_be_done_again(world: World, case: CaseFile, name: str) -> None:
    act(world, step_of(case, "ask"), "complete")

    answer = act(world, step_of(case, "ask"), name, **({"reason": "x"} if name == "skip" else {}))

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


def test_a_state_that_forbids_is_told_in_the_readers_words(world: World, case: CaseFile) -> None:
    path = f"/api/v1/steps/{step_of(case, 'ask').pk}/complete/"
    act(world, step_of(case, "ask"), "complete")

    answer: Any = api(world.alice).post(path, {}, format="json", headers={"Accept-Language": "zh-Hans"})

    assert answer.json()["detail"] == "当前状态为“已完成”，不能这样做；只有在以下状态才可以：可以办理。"


def test_what_is_undone_cannot_be_reopened(world: World, case: CaseFile) -> None:
    assert act(world, step_of(case, "ask"), "reopen", reason="x").status_code == 409


def test_reopening_a_step_blocks_those_behind_it_and_reminds_again(world: World, case: CaseFile) -> None:
    step = step_of(case, "ask")
    before = set(Reminder.objects.filter(deadline=step.deadline).values_list("pk", "due_at"))
    act(world, step, "complete")

    answer = act(world, step, "reopen", reason="the answer was wrong")

    pending = Reminder.objects.filter(deadline=step.deadline, state="pending")
    assert (answer.json()["state"], answer.json()["done_on"]) == ("ready", None)
    assert answer.json()["deadline"]["state"] == "open"
    assert (step_of(case, "pay").state, next_of(case)) == ("waiting", "ask")
    assert set(pending.values_list("pk", "due_at")) == before


def test_when_nothing_is_left_the_case_is_to_be_reviewed_today(world: World, case: CaseFile) -> None:
    for name in ("ask", "pay", "wait"):
        act(world, step_of(case, name), "complete")

    shown = api(world.alice).get(f"/api/v1/cases/{case.pk}/").json()
    assert (shown["next_action_kind"], shown["owner"]) == ("review_and_close", str(world.alice.pk))
    assert shown["next_action_on"] == shown["updated_at"][:10] or shown["next_action_on"] > shown["updated_at"][:10]


def test_a_completed_step_is_reminded_of_no_more(world: World, case: CaseFile) -> None:
    step = step_of(case, "ask")

    act(world, step, "complete")

    assert set(Reminder.objects.filter(deadline=step.deadline).values_list("state", "reason")) == {
        ("cancelled", "step_done")
    }


def test_a_step_done_after_its_day_missed_its_deadline(world: World) -> None:
    case = opened(world, planned("ask", due="2026-10-14"))

    answer = act(world, step_of(case, "ask"), "complete", done_on="2026-10-15")

    assert answer.json()["deadline"]["state"] == "missed"


def test_a_step_recorded_late_but_done_in_time_kept_its_deadline(world: World) -> None:
    case = opened(world, planned("ask", due="2026-10-14"))

    answer = act(world, step_of(case, "ask"), "complete", done_on="2026-10-14")

    assert answer.json()["deadline"]["state"] == "kept"


def test_nobody_has_done_a_step_in_the_future(world: World, case: CaseFile) -> None:
    assert problems(act(world, step_of(case, "ask"), "complete", done_on="2199-01-01")) == {"/done_on": "future"}


def test_a_step_was_done_at_most_a_month_before_the_case_was_opened(world: World, case: CaseFile) -> None:
    """The client paid last week and came today; nobody did in 1970 what a plan of this year asks for."""
    earliest = case.created_at.astimezone(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=30)

    early = act(world, step_of(case, "ask"), "complete", done_on=str(earliest - timedelta(days=1)))

    assert (problems(early), step_of(case, "ask").state) == ({"/done_on": "before_case"}, "ready")
    assert act(world, step_of(case, "ask"), "complete", done_on=str(earliest)).json()["done_on"] == str(earliest)


def test_a_person_adds_a_step_of_their_own(world: World, case: CaseFile) -> None:
    answer = add(world, case, due_on="2190-01-01")

    body = answer.json()
    assert (answer.status_code, body["title"], body["plan"], body["state"]) == (201, "Ring the client", None, "ready")
    assert (body["deadline"]["due_on"], body["deadline"]["verification"]) == ("2190-01-01", "set_by_person")
    assert next_of(case) == "Ring the client"


def test_an_added_step_waits_for_what_it_comes_after(world: World, case: CaseFile) -> None:
    before = step_of(case, "wait")

    body = add(world, case, after=[str(before.pk)]).json()

    assert (body["state"], body["after"], body["deadline"]) == ("waiting", [str(before.pk)], None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"after": [NOWHERE]}, "/after/0"), ({"due_on": "2020-01-01"}, "/due_on"), ({"title": ""}, "/title"),
     ({"title": "a\x00b"}, "/title"), ({"title": "x" * 201}, "/title"), ({"actor": "nobody"}, "/actor"),
     ({"state": "done"}, "/state"), ({"case": NOWHERE}, "/case"), ({"due_on": "2026-02-30"}, "/due_on")],
)  # fmt: skip
def test_bad_steps_are_refused_by_field(world: World, case: CaseFile, body: dict[str, Any], pointer: str) -> None:
    assert pointer in problems(add(world, case, **body))
    assert not Step.objects.filter(plan__isnull=True).exists()


def test_a_step_cannot_come_after_itself(world: World, case: CaseFile) -> None:
    step = step_of(case, "ask")

    with pytest.raises(IntegrityError), transaction.atomic():
        StepOrder.objects.create(office=world.east, client=world.chen, case=case, step=step, after=step)


def test_each_change_of_state_leaves_who_when_and_why(world: World, case: CaseFile) -> None:
    act(world, step_of(case, "ask"), "skip", reason="known already")

    left = Transition.objects.get(object_id=step_of(case, "ask").pk, act="skip")
    assert (left.from_state, left.to_state, left.reason, left.by) == ("ready", "skipped", "known already", world.alice)


def test_a_step_of_a_closed_case_cannot_be_done(world: World, case: CaseFile) -> None:
    api(world.alice).post(f"/api/v1/cases/{case.pk}/close/", {"outcome": "withdrawn"}, format="json")

    answer = act(world, step_of(case, "ask"), "reopen", reason="x")

    assert (answer.status_code, answer.json()["code"]) == (409, "case_not_live")


def test_a_stale_version_is_refused(world: World, case: CaseFile) -> None:
    path = f"/api/v1/steps/{step_of(case, 'ask').pk}/complete/"

    answer = api(world.alice).post(path, {}, format="json", headers={"If-Match": '"99"'})

    assert (answer.status_code, step_of(case, "ask").state) == (412, "ready")
