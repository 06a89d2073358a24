"""A leaver's whole load goes to one person, or nothing of it does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.grants.services import grant
from accounts.models import Person
from cases.models import CaseFile, Reminder, Transition
from config import clock
from tests.cases.stories import planned
from tests.cases.test_work_queue import case_with
from tests.world import World, api, client_of, problems

pytestmark = pytest.mark.django_db


def handed(world: World, giver: Person, taker: Person, who: str = "sun") -> Any:
    body = {"from": str(giver.pk), "to": str(taker.pk), "reason": "leaves the office"}
    return api(world.people[who]).post("/api/v1/cases/hand-over/", body, format="json")


def test_clients_cases_and_reminders_go_over_and_leave_a_trace(world: World) -> None:
    client_of(world.alice, "Li")
    due = (clock.today("Asia/Shanghai") + timedelta(days=9)).isoformat()
    case = case_with(world, planned("ask", due=due))

    answer = handed(world, world.alice, world.bob)

    assert answer.json() == {"clients": 2, "cases": 1}
    case.refresh_from_db()
    assert (case.owner, case.client.advisor) == (world.bob, world.bob)
    assert set(Reminder.objects.filter(case=case, kind="before").values_list("recipient", flat=True)) <= {world.bob.pk}
    assert Transition.objects.filter(case=case, act="hand_over").get().reason == "leaves the office"
    assert api(world.bob).get(f"/api/v1/cases/{case.pk}/").status_code == 200
    assert api(world.alice).get(f"/api/v1/cases/{case.pk}/").status_code == 404


def test_a_conflict_of_interest_with_one_client_stops_the_whole(world: World) -> None:
    client_of(world.alice, "Li")
    case = case_with(world)
    whom: dict[str, Any] = {"person_id": world.bob.pk, "advisor_id": None, "client_id": world.chen.pk}
    grant(actor=world.sun, kind="bar", starts_at=None, ends_at=None, reason="kin", at=clock.now(), **whom)

    answer = handed(world, world.alice, world.bob)

    assert (answer.status_code, answer.json()["code"]) == (409, "out_of_scope")
    assert "Chen" not in answer.content.decode()
    case.refresh_from_db()
    assert (case.owner, case.client.advisor) == (world.alice, world.alice)


def test_only_a_supervisor_hands_over_and_only_within_the_office(world: World) -> None:
    assert [handed(world, world.alice, world.bob, who).status_code for who in ("alice", "lin", "ada")] == [403] * 3
    assert problems(handed(world, world.zoe, world.bob)) == {"/from": "does_not_exist"}
    assert problems(handed(world, world.alice, world.zoe)) == {"/to": "does_not_exist"}
    assert problems(handed(world, world.alice, world.lin)) == {"/to": "does_not_exist"}
    assert problems(handed(world, world.alice, world.alice)) == {"/to": "invalid"}
    assert not CaseFile.objects.filter(owner=world.bob).exists()
