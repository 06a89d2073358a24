"""A case waits, goes on, ends and is reopened, by its table of transitions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from cases.files.models import CaseState
from cases.files.moves import CASE_MOVES
from cases.models import CaseFile, Reminder, Transition
from config import clock
from tests.cases.stories import DAY, NOW, assessed, opened, planned, step_of
from tests.world import World, api, problems

pytestmark = pytest.mark.django_db
SOON, LATER = (str(clock.today("UTC") + timedelta(days=days)) for days in (30, 90))
BODIES: dict[str, dict[str, Any]] = {
    "wait": {"waiting_for": "the lender's letter", "waiting_until": LATER},
    "resume": {},
    "outcome": {"outcome": "closed_settled"},
    "close": {"outcome": "closed_settled", "note": "all paid"},
    "reopen": {"reason": "a new notice"},
}
# The acts that lead there from an open case.
WAYS = {"open": [], "waiting": ["wait"], "resolved": ["outcome"], "closed": ["close"]}


def act(world: World, case: CaseFile, name: str, who: str = "alice", **body: Any) -> Any:
    path = f"/api/v1/cases/{case.pk}/{name}/"
    return api(world.people[who]).post(path, BODIES.get(name, {}) | body, format="json")


@pytest.fixture
def case(world: World) -> CaseFile:
    return opened(world, planned("ask", due="2190-05-01"))


@pytest.mark.parametrize("state", CaseState.values)
@pytest.mark.parametrize("name", CASE_MOVES)
def test_each_act_is_possible_where_the_table_says_so_and_nowhere_else(
    world: World, case: CaseFile, name: str, state: str
) -> None:
    for step in WAYS[state]:
        act(world, case, step)

    answer = act(world, case, name)

    legal = state in CASE_MOVES[name].origins
    assert answer.status_code == (200 if legal else 409)
    case.refresh_from_db()
    assert case.state == (CASE_MOVES[name].to if legal else state)


def test_a_waiting_case_looks_again_on_its_day(world: World, case: CaseFile) -> None:
    body = act(world, case, "wait").json()

    assert (body["state"], body["next_action_kind"], body["next_action_on"]) == ("waiting", "follow_up", LATER)
    assert "the lender's letter" in body["next_action"]


def test_a_step_that_is_due_before_the_wait_ends_still_comes_next(world: World) -> None:
    case = opened(world, planned("ask", due=SOON))

    body = act(world, case, "wait").json()

    assert (body["next_step"], body["next_action_on"]) == (str(step_of(case, "ask").pk), SOON)


def test_nobody_waits_for_a_day_that_has_passed(world: World, case: CaseFile) -> None:
    assert problems(act(world, case, "wait", waiting_until="2020-01-01")) == {"/waiting_until": "past"}


def test_nobody_waits_for_longer_than_a_year(world: World, case: CaseFile) -> None:
    longest = clock.today("Asia/Shanghai") + timedelta(days=366)

    assert problems(act(world, case, "wait", waiting_until=str(longest + timedelta(days=1)))) == {
        "/waiting_until": "range"
    }
    assert act(world, case, "wait", waiting_until=str(longest)).json()["state"] == "waiting"


def test_closing_cancels_steps_deadlines_and_reminders(world: World, case: CaseFile) -> None:
    body = act(world, case, "close", outcome="withdrawn").json()

    step = step_of(case, "ask")
    assert (body["state"], body["outcome"], body["next_action"], body["next_action_on"]) == (
        "closed",
        "withdrawn",
        "",
        None,
    )
    assert body["closed_at"] and (step.state, step.deadline.state) == ("cancelled", "cancelled")
    assert set(Reminder.objects.values_list("state", "reason")) == {("cancelled", "case_closed")}


def test_a_reopened_case_has_something_to_do_at_once(world: World, case: CaseFile) -> None:
    act(world, case, "close")

    body = act(world, case, "reopen").json()

    assert (body["state"], body["outcome"], body["closed_at"]) == ("open", "", None)
    assert body["next_action_kind"] == "review_and_close" and body["next_action_on"]


def test_a_step_that_closing_cancelled_can_be_reopened_with_the_case(world: World, case: CaseFile) -> None:
    act(world, case, "close")
    act(world, case, "reopen")

    path = f"/api/v1/steps/{step_of(case, 'ask').pk}/reopen/"
    answer = api(world.alice).post(path, {"reason": "still to do"}, format="json")

    assert (answer.json()["state"], answer.json()["deadline"]["state"]) == ("ready", "open")


def test_a_closed_case_is_not_reopened_beside_a_new_one(world: World, case: CaseFile) -> None:
    act(world, case, "close")
    second = opened(world)

    answer = act(world, case, "reopen")

    assert (answer.status_code, answer.json()["code"]) == (409, "case_exists")
    assert str(second.pk) in answer.json()["detail"]


def test_a_closed_account_may_have_a_new_case(world: World, case: CaseFile) -> None:
    act(world, case, "close")
    assessed(world, at=NOW + DAY)

    body = {"credit_account": str(world.account.pk)}
    assert api(world.alice).post("/api/v1/cases/", body, format="json").status_code == 201


def patch(world: World, case: CaseFile, owner: Any, who: str = "alice", **headers: str) -> Any:
    body = {"owner": str(owner.pk)}
    return api(world.people[who]).patch(f"/api/v1/cases/{case.pk}/", body, format="json", headers=headers)


def test_a_change_of_owner_needs_the_version_that_was_seen(world: World, case: CaseFile) -> None:
    assert patch(world, case, world.sun).status_code == 428
    assert patch(world, case, world.sun, **{"If-Match": '"1"'}).status_code == 412
    assert patch(world, case, world.sun, **{"If-Match": f'"{case.version}"'}).status_code == 200


def test_reminders_move_to_the_new_owner_with_the_case(world: World, case: CaseFile) -> None:
    patch(world, case, world.sun, **{"If-Match": "*"})

    pending = Reminder.objects.filter(state="pending")
    assert {row.recipient for row in pending} == {world.sun}
    assert {row.kind for row in pending} == {"upcoming", "due", "overdue"}


def test_reminders_come_back_with_the_case(world: World, case: CaseFile) -> None:
    before = set(Reminder.objects.filter(state="pending").values_list("kind", "recipient", "due_at"))
    patch(world, case, world.sun, **{"If-Match": "*"})

    patch(world, case, world.alice, **{"If-Match": "*"})

    assert set(Reminder.objects.filter(state="pending").values_list("kind", "recipient", "due_at")) == before


@pytest.mark.parametrize(
    ("who", "code"), [("bob", "out_of_scope"), ("zoe", "does_not_exist"), ("lin", "does_not_exist")]
)
def test_nobody_owns_a_case_that_they_cannot_see(world: World, case: CaseFile, who: str, code: str) -> None:
    assert problems(patch(world, case, world.people[who], **{"If-Match": "*"})) == {"/owner": code}


def test_the_trace_of_a_case_is_never_changed(world: World, case: CaseFile) -> None:
    act(world, case, "wait")

    left = Transition.objects.get(object_id=case.pk, act="wait")
    assert (left.from_state, left.to_state, left.by) == ("open", "waiting", world.alice)
    with pytest.raises(DatabaseError), transaction.atomic():
        Transition.objects.filter(pk=left.pk).update(reason="")
