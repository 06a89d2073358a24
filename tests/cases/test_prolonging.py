"""A deadline that somebody prolonged, or whose term stood still, moves in its own unit and keeps what it was before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Person
from cases.models import CaseFile, Deadline, DeadlineVersion, Reminder, Transition
from config import clock
from tests.cases.stories import opened, planned, step_of, term
from tests.cases.test_admin_pages import page_of
from tests.world import World, api, browser, problems

pytestmark = pytest.mark.django_db
NOW = clock.now()


def running(world: World, **more: Any) -> tuple[CaseFile, Deadline]:
    """Fifteen days from Thursday, 1 October 2190; a plan's step waits for the lender until then."""
    begun = {"from": "2190-10-01", "days": 15, "due_on": "2190-10-16", "check_on": "2190-10-18"}
    deadline = {**term("2190-10-16", clock="lender"), **begun, **more}
    case = opened(world, planned("ask", actor="lender", deadline=deadline), at=NOW - timedelta(minutes=1))
    return case, step_of(case, "ask").deadline


def act(world: World, deadline: Deadline, name: str, who: Person | None = None, **body: Any) -> Any:
    path = f"/api/v1/deadlines/{deadline.pk}/{name}/"
    return api(who or world.alice).post(path, {"reason": "complex, as they wrote", **body}, format="json")


def test_more_days_move_it_and_leave_what_it_said_before(world: World) -> None:
    case, deadline = running(world)

    answer = act(world, deadline, "extend", days=15)

    told = answer.json()
    assert answer.status_code == 200, answer.content
    assert (told["due_on"], told["days"], told["revision"]) == ("2190-10-31", 30, 2)
    assert told["verification"] == deadline.verification
    (version,) = DeadlineVersion.objects.filter(deadline=deadline)
    assert (str(version.due_on), version.reason) == ("2190-10-16", "extended")
    trace = Transition.objects.get(object_id=deadline.pk, act="redate")
    assert (trace.by, "complex, as they wrote" in trace.reason) == (world.alice, True)
    assert not Reminder.objects.filter(deadline=deadline, revision=1, state="pending").exists()
    case.refresh_from_db()
    assert str(case.next_action_on) == told["check_on"]


def test_a_day_that_somebody_set_counts_by_no_rule(world: World) -> None:
    _case, deadline = running(world, counting="working")

    told = act(world, deadline, "extend", due_on="2190-12-01").json()

    assert (told["due_on"], told["counting"], told["verification"]) == ("2190-12-01", "calendar", "set_by_person")


@pytest.mark.parametrize(
    ("counting", "due_on", "moved_to"),
    [("calendar", "2190-10-16", "2190-10-20"), ("working", "2190-10-22", "2190-10-26")],
)
def test_the_days_of_a_pause_do_not_count(world: World, counting: str, due_on: str, moved_to: str) -> None:
    """From Friday to Monday: four calendar days, two working days."""
    _case, deadline = running(world, counting=counting, due_on=due_on, check_on=due_on)

    answer = act(world, deadline, "pause", paused_from="2190-10-08", paused_until="2190-10-11")

    assert answer.status_code == 200, answer.content
    assert answer.json()["due_on"] == moved_to
    assert DeadlineVersion.objects.get(deadline=deadline).reason == "paused 2190-10-08 2190-10-11"


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("extend", {}, {"/days": "one_of"}),
        ("extend", {"days": 1, "due_on": "2190-12-01"}, {"/days": "one_of"}),
        ("extend", {"days": 0}, {"/days": "min_value"}),
        ("extend", {"due_on": "2190-10-16"}, {"/due_on": "before"}),
        ("extend", {"days": 3650}, {"/days": "range"}),
        ("pause", {"paused_from": "2190-10-08", "paused_until": "2190-10-07"}, {"/paused_until": "before_start"}),
        ("pause", {"paused_from": "2190-10-01", "paused_until": "2190-10-07"}, {"/paused_from": "before_anchor"}),
        ("pause", {"paused_from": "2190-10-17", "paused_until": "2190-10-18"}, {"/paused_from": "after_end"}),
        ("extend", {"days": 1, "reason": "  "}, {"/reason": "blank"}),
    ],
)
def test_what_cannot_be_moves_nothing(world: World, name: str, body: dict[str, Any], said: dict[str, str]) -> None:
    _case, deadline = running(world)

    assert problems(act(world, deadline, name, **body)) == said
    assert not DeadlineVersion.objects.exists()


def test_no_day_is_taken_out_twice(world: World) -> None:
    _case, deadline = running(world)
    act(world, deadline, "pause", paused_from="2190-10-08", paused_until="2190-10-11")

    again = act(world, deadline, "pause", paused_from="2190-10-11", paused_until="2190-10-12")

    assert problems(again) == {"/paused_from": "paused_already"}


def test_what_has_ended_is_not_moved(world: World) -> None:
    case, deadline = running(world)
    api(world.alice).post(f"/api/v1/steps/{step_of(case, 'ask').pk}/complete/", {}, format="json")

    answer = act(world, deadline, "extend", days=1)

    assert (answer.status_code, answer.json()["code"]) == (409, "deadline_ended")


def test_a_courts_term_is_for_the_lawyer_or_a_supervisor(world: World) -> None:
    _case, deadline = running(world, clock="court")

    assert act(world, deadline, "extend", days=1).status_code == 403
    assert act(world, deadline, "extend", who=world.sun, days=1).status_code == 200
    assert act(world, deadline, "extend", who=world.zoe, days=1).status_code == 404


def test_somebody_who_was_faster_is_noticed(world: World) -> None:
    _case, deadline = running(world)
    act(world, deadline, "extend", days=1)
    path = f"/api/v1/deadlines/{deadline.pk}/extend/"

    late = api(world.alice).post(path, {"days": 1, "reason": "x"}, format="json", headers={"If-Match": '"1"'})

    assert late.status_code == 412


def pressed(world: World, deadline: Deadline, name: str, who: str = "alice", **values: str) -> str:
    """A button of the deadline's page, and what the page says then."""
    given = {"reason": "as they wrote", "seen": str(deadline.version), **values}
    path = page_of(deadline).replace("/change/", f"/do/{name}/")
    return str(browser(world.people[who]).post(path, given, follow=True).content.decode())


def test_it_is_extended_and_paused_on_its_page(world: World) -> None:
    _case, deadline = running(world)

    assert "The day has moved." in pressed(world, deadline, "extend", days="4")
    deadline.refresh_from_db()
    assert (str(deadline.due_on), deadline.revision) == ("2190-10-20", 2)
    assert "The day has moved." in pressed(
        world, deadline, "pause", paused_from="2190-10-08", paused_until="2190-10-11"
    )
    deadline.refresh_from_db()
    assert (str(deadline.due_on), deadline.revision) == ("2190-10-24", 3)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Either more days, or the day, and not both."),
        ({"days": "1", "due_on": "2190-12-01"}, "Either more days, or the day, and not both."),
        ({"due_on": "2190-10-16"}, "An extension ends after the day that it extends."),
        ({"days": "1", "seen": "0"}, "Somebody has changed this since you opened it."),
    ],
)
def test_the_page_says_what_cannot_be(world: World, values: dict[str, str], words: str) -> None:
    _case, deadline = running(world)

    assert words in pressed(world, deadline, "extend", **values)
    assert not DeadlineVersion.objects.exists()


def test_who_cannot_move_it_is_shown_no_button(world: World) -> None:
    _case, deadline = running(world, clock="court")
    page = page_of(deadline)

    shown = {who: "/do/extend/" in browser(world.people[who]).get(page).content.decode() for who in ("alice", "sun")}

    assert shown == {"alice": False, "sun": True}
    pressed(world, deadline, "extend", days="1")
    assert not DeadlineVersion.objects.exists()
