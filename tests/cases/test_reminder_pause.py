"""The next days' mail can be seen before it goes, and held back; what is urgent or of a court goes all the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from cases.models import ReminderPause
from cases.reminders.services.pause import pause, resume
from cases.reminders.services.tick import tick
from config import clock
from tests.cases.stories import DAY, NOW, opened, planned, term
from tests.cases.test_work_queue import case_with
from tests.world import World, api, person, problems

pytestmark = pytest.mark.django_db
PATH = "/api/v1/reminders/pause/"


def held(world: World, until: datetime = NOW + DAY) -> ReminderPause:
    return pause(actor=world.sun, until=until, reason="a storm of mails", at=NOW)


def looked(at: datetime = NOW) -> int:
    tick(now=lambda: at)
    return len(mail.outbox)


def test_nothing_goes_while_it_holds_and_all_of_it_once_it_ends(world: World) -> None:
    opened(world, planned("ask", due="2026-10-16"))
    row = held(world)
    assert looked() == 0

    resume(actor=world.sun, row=row, at=NOW + timedelta(hours=1))

    assert looked(NOW + timedelta(hours=1)) == 1


def test_it_ends_by_itself(world: World) -> None:
    opened(world, planned("ask", due="2026-10-17"))
    held(world, NOW + timedelta(hours=30))

    assert looked(NOW + timedelta(hours=29)) == 0
    assert looked(NOW + timedelta(hours=31)) == 1


@pytest.mark.parametrize("more", [{"urgent": True}, {"deadline": term("2026-10-16", clock="court")}])
def test_what_is_urgent_or_of_a_court_goes_all_the_same(world: World, more: dict[str, Any]) -> None:
    opened(world, planned("answer", due="2026-10-16", **({} if "deadline" in more else more)) | more)
    held(world)

    assert looked() == 1


def test_another_office_is_not_held_back(world: World) -> None:
    opened(world, planned("ask", due="2026-10-16"))
    pause(actor=person(world.west, "wang", "supervisor"), until=NOW + DAY, reason="theirs", at=NOW)

    assert looked() == 1


def test_supervisors_pause_and_others_see_that_it_is_so(world: World) -> None:
    body = {"until": (clock.now() + DAY).isoformat(), "reason": "a storm"}

    others = (world.alice, world.lin, world.ada)
    assert [api(who).post(PATH, body, format="json").status_code for who in others] == [403] * 3
    made = api(world.sun).post(PATH, body, format="json")
    assert made.status_code == 201
    again = api(world.sun).post(PATH, body, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "already_paused")
    assert [len(api(who).get(PATH).json()["results"]) for who in (world.alice, world.zoe)] == [1, 0]
    ended = api(world.sun).post(f"{PATH}{made.json()['id']}/resume/", {}, format="json")
    assert ended.json()["ended_at"]


@pytest.mark.parametrize("days", [-1, 15])
def test_a_pause_ends_within_two_weeks(world: World, days: int) -> None:
    body = {"until": (clock.now() + days * DAY).isoformat(), "reason": "a storm"}

    assert problems(api(world.sun).post(PATH, body, format="json")) == {"/until": "out_of_range"}


def test_the_mail_of_the_next_days_is_shown_before_it_goes(world: World) -> None:
    today = clock.today("Asia/Shanghai")
    near = case_with(world, planned("ask", due=(today + timedelta(days=5)).isoformat()))
    far = case_with(world, planned("ask", due=(today + timedelta(days=40)).isoformat()))

    def shown(**params: Any) -> set[str]:
        return {row["case"] for row in api(world.alice).get("/api/v1/reminders/upcoming/", params).json()["results"]}

    assert shown() == {str(near.pk)}
    assert shown(days=60) == {str(near.pk), str(far.pk)}
    assert api(world.zoe).get("/api/v1/reminders/upcoming/").json()["results"] == []
    assert problems(api(world.alice).get("/api/v1/reminders/upcoming/?days=0")) == {"/days": "invalid"}
