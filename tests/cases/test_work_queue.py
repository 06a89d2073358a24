"""The work queue: what to do today, in order, with why; nothing of cases that the caller does not see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.files.models import CaseFile
from cases.files.services.cases import open_case
from cases.files.services.plans import adopt_plan
from config import clock
from tests.cases.stories import assessed, planned, term
from tests.world import World, account_of, api, client_of, problems

pytestmark = pytest.mark.django_db
PATH = "/api/v1/work-queue/"


@pytest.fixture
def today() -> Any:
    return clock.today("Asia/Shanghai")


def case_with(world: World, *steps: dict[str, Any], client: Any = None) -> CaseFile:
    """A case of its own account, whose plan in force has these steps."""
    client = client or world.chen
    account = account_of(client, world.jiebei)
    at = clock.now()
    assessment = assessed(world, *steps, at=at, account=account)
    case = open_case(actor=client.advisor, account_id=account.pk, assessment_id=assessment.pk, at=at)
    if steps:
        adopt_plan(actor=client.advisor, case=case, assessment_id=assessment.pk, force=False, at=at)
    case.refresh_from_db()
    return case


def queue(world: World, who: str = "alice", **params: Any) -> Any:
    return api(world.people[who]).get(PATH, params)


def listed(answer: Any) -> list[str]:
    return [row["id"] for row in answer.json()["results"]]


def codes(row: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in row["why"]]


def test_what_is_urgent_stands_first_then_by_day_and_what_is_due_later_is_left_out(world: World, today: Any) -> None:
    late = case_with(world, planned("ask", due=(today - timedelta(days=2)).isoformat()))
    now = case_with(world, planned("ask", due=today.isoformat()))
    urgent = case_with(world, planned("answer", due=(today + timedelta(days=9)).isoformat(), urgent=True))
    later = case_with(world, planned("ask", due=(today + timedelta(days=1)).isoformat()))

    answer = queue(world)

    assert listed(answer) == [str(urgent.pk), str(late.pk), str(now.pk)]
    assert [codes(row) for row in answer.json()["results"]] == [["urgent"], ["overdue"], ["due_today"]]
    tomorrow = queue(world, until=(today + timedelta(days=1)).isoformat()).json()["results"]
    assert [codes(row) for row in tomorrow if row["id"] == str(later.pk)] == [["upcoming"]]


def test_an_urgent_step_comes_before_one_that_is_due_earlier(world: World, today: Any) -> None:
    case = case_with(
        world,
        planned("ask", due=today.isoformat()),
        planned("answer", due=(today + timedelta(days=5)).isoformat(), urgent=True),
    )

    assert case.next_step and case.next_step.action == "answer"
    assert case.urgent


def test_an_urgent_step_is_not_hidden_by_waiting(world: World, today: Any) -> None:
    case = case_with(world, planned("answer", due=(today + timedelta(days=5)).isoformat(), urgent=True))
    tomorrow = (today + timedelta(days=1)).isoformat()

    api(world.alice).post(
        f"/api/v1/cases/{case.pk}/wait/", {"waiting_for": "a letter", "waiting_until": tomorrow}, format="json"
    )

    assert listed(queue(world)) == [str(case.pk)]


def test_once_the_urgent_step_is_done_the_case_takes_its_ordinary_place(world: World, today: Any) -> None:
    case = case_with(world, planned("answer", due=today.isoformat(), urgent=True))
    api(world.alice).post(f"/api/v1/steps/{case.next_step_id}/complete/", {"note": "done"}, format="json")

    (row,) = queue(world).json()["results"]

    assert (row["urgent"], codes(row)) == (False, ["due_today", "review"])
    assert row["why"][1]["text"] == "Nothing is left to do in the plan."


def test_what_a_case_waits_for_is_not_late_before_its_day(world: World, today: Any) -> None:
    case, day = case_with(world), (today + timedelta(days=3)).isoformat()
    waits = {"waiting_for": "a letter", "waiting_until": day}
    api(world.alice).post(f"/api/v1/cases/{case.pk}/wait/", waits, format="json")

    (row,) = queue(world, until=day).json()["results"]

    assert row["why"] == [{"code": "follow_up", "text": f"The case waits until {day}."}]


def test_a_lenders_reply_is_looked_for_on_its_check_day(world: World, today: Any) -> None:
    due = today - timedelta(days=1)
    step = planned("complain", deadline=term(due.isoformat(), clock="lender", check=today.isoformat()))
    case_with(world, step)

    (row,) = queue(world).json()["results"]

    assert codes(row) == ["due_today", "reply_due"]
    assert due.isoformat() in row["why"][1]["text"]


def test_a_case_without_a_plan_says_so(world: World) -> None:
    case_with(world)

    assert codes(queue(world).json()["results"][0]) == ["due_today", "no_plan"]


def test_a_newer_assessment_than_the_plans_brings_the_case_back(world: World, today: Any) -> None:
    case = case_with(world, planned("ask", due=(today + timedelta(days=30)).isoformat()))
    assert listed(queue(world)) == []

    assessed(world, at=clock.now() + timedelta(minutes=1), account=case.credit_account)

    assert codes(queue(world).json()["results"][0]) == ["newer_assessment"]


def test_closed_and_hidden_cases_are_nobodys_work(world: World) -> None:
    case = case_with(world)
    wus = case_with(world, client=world.wu)
    bobs = case_with(world, client=client_of(world.bob, "Bo"))

    assert listed(queue(world)) == [str(case.pk)]
    assert set(listed(queue(world, "sun"))) == {str(case.pk), str(bobs.pk)}
    assert listed(queue(world, "sun", owner=str(world.bob.pk))) == [str(bobs.pk)]
    assert listed(queue(world, "zoe")) == [str(wus.pk)]
    assert queue(world, "ada").status_code == 403

    api(world.alice).post(f"/api/v1/cases/{case.pk}/close/", {"outcome": "other", "note": "x"}, format="json")
    assert listed(queue(world)) == []


def test_pages_follow_the_order_without_gap_or_repetition(world: World, today: Any) -> None:
    days = [today - timedelta(days=offset % 3) for offset in range(6)]
    steps = [planned("ask", due=day.isoformat(), urgent=index % 2 == 0) for index, day in enumerate(days)]
    for step in steps:
        case_with(world, step)
    whole, address, paged = listed(queue(world)), PATH + "?limit=2", []
    back = ""
    while address:
        body = api(world.alice).get(address).json()
        paged += [row["id"] for row in body["results"]]
        address, back = body["next"], body["previous"]

    assert paged == whole and len(whole) == 6
    assert [row["id"] for row in api(world.alice).get(back).json()["results"]] == whole[2:4]


def test_the_count_of_queries_does_not_grow_with_the_queue(world: World, today: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert queue(world).status_code == 200
        return len(queries)

    case_with(world, planned("ask", due=today.isoformat()))
    first = asked()
    for _ in range(4):
        case_with(world, planned("ask", due=today.isoformat()))

    assert asked() == first


@pytest.mark.parametrize("until", ["soon", "2026-13-01", "20261101"])
def test_a_day_that_is_none_is_refused_at_its_name(world: World, until: str) -> None:
    assert problems(queue(world, until=until)) == {"/until": "invalid_filter"}
