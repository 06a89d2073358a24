"""A leaver's whole load goes to one person, or nothing of it does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.grants.services import grant
from accounts.merges.services import merge_clients
from accounts.models import Person
from cases.files.services.handover import mend_owners
from cases.models import CaseFile, Reminder, Transition
from cases.reminders.health import owner_complaint
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


def barred(world: World, person: Person, client: Any) -> None:
    whom: dict[str, Any] = {"person_id": person.pk, "advisor_id": None, "client_id": client.pk}
    grant(actor=world.sun, kind="bar", starts_at=None, ends_at=None, reason="kin", at=clock.now(), **whom)


def test_a_client_does_not_become_that_of_an_advisor_who_is_barred(world: World) -> None:
    barred(world, world.bob, world.chen)
    path = f"/api/v1/clients/{world.chen.pk}/"

    answer = api(world.sun).patch(path, {"advisor": str(world.bob.pk)}, format="json", headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["code"]) == (409, "out_of_scope")
    world.chen.refresh_from_db()
    assert world.chen.advisor == world.alice


@pytest.mark.parametrize("merged", [False, True])
def test_a_case_that_a_bar_hides_from_its_owner_goes_to_somebody_who_sees_it(world: World, merged: bool) -> None:
    case = case_with(world)
    other = client_of(world.alice, "Chen again")
    if merged:
        merge_clients(actor=world.sun, kept=other, duplicate=world.chen.pk, reason="twice", at=clock.now())
    barred(world, world.alice, other if merged else world.chen)
    assert owner_complaint()

    assert [mend_owners(at=clock.now()), mend_owners(at=clock.now())] == [1, 0]

    case.refresh_from_db()
    assert (case.owner, owner_complaint()) == (world.sun, "")


def test_a_bar_hides_every_file_of_the_person(world: World) -> None:
    other = client_of(world.alice, "Chen again")
    merge_clients(actor=world.sun, kept=world.chen, duplicate=other.pk, reason="twice", at=clock.now())
    third = client_of(world.alice, "Chen once more")
    merge_clients(actor=world.sun, kept=world.chen, duplicate=third.pk, reason="twice", at=clock.now())

    barred(world, world.alice, other)

    seen = [api(world.alice).get(f"/api/v1/clients/{row.pk}/").status_code for row in (world.chen, other, third)]
    assert seen == [404, 404, 404]


def test_only_a_supervisor_hands_over_and_only_within_the_office(world: World) -> None:
    assert [handed(world, world.alice, world.bob, who).status_code for who in ("alice", "lin", "ada")] == [403] * 3
    assert problems(handed(world, world.zoe, world.bob)) == {"/from": "does_not_exist"}
    assert problems(handed(world, world.alice, world.zoe)) == {"/to": "does_not_exist"}
    assert problems(handed(world, world.alice, world.lin)) == {"/to": "does_not_exist"}
    assert problems(handed(world, world.alice, world.alice)) == {"/to": "invalid"}
    assert not CaseFile.objects.filter(owner=world.bob).exists()
