"""Casework is seen by whoever sees the client; lists cost the same however long they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import CaseFile, Deadline, Reminder, Step
from config.ids import uuid7
from tests.cases.stories import opened, planned, step_of
from tests.world import World, account_of, api

pytestmark = pytest.mark.django_db
KINDS = ("cases", "steps", "deadlines", "reminders")


@pytest.fixture
def case(world: World) -> CaseFile:
    return opened(world, planned("ask", due="2190-05-01"), planned("pay", after=("ask",), due="2190-06-01"))


def rows(case: CaseFile) -> dict[str, Any]:
    deadline = step_of(case, "ask").deadline
    return {
        "cases": case,
        "steps": deadline.step,
        "deadlines": deadline,
        "reminders": Reminder.objects.filter(deadline=deadline)[0],
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["zoe", "bob", "lin"])
def test_what_is_hidden_answers_as_what_never_was(world: World, case: CaseFile, who: str, kind: str) -> None:
    caller = api(world.people[who])

    hidden = caller.get(f"/api/v1/{kind}/{rows(case)[kind].pk}/")
    absent = caller.get(f"/api/v1/{kind}/{uuid7()}/")

    assert hidden.status_code == absent.status_code == 404
    assert hidden.json() | {"request_id": ""} == absent.json() | {"request_id": ""}
    assert caller.get(f"/api/v1/{kind}/").json()["results"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_supervisor_sees_the_offices_casework_and_an_administrator_none(
    world: World, case: CaseFile, kind: str
) -> None:
    assert api(world.sun).get(f"/api/v1/{kind}/{rows(case)[kind].pk}/").status_code == 200
    assert api(world.ada).get(f"/api/v1/{kind}/").status_code == 403


@pytest.mark.parametrize("path", ["cases/{case}/plan/", "cases/{case}/close/", "steps/{step}/complete/"])
@pytest.mark.parametrize("who", ["zoe", "bob", "lin", "ada"])
def test_a_hidden_case_cannot_be_acted_on(world: World, case: CaseFile, who: str, path: str) -> None:
    path = path.format(case=case.pk, step=step_of(case, "ask").pk)

    assert api(world.people[who]).post(f"/api/v1/{path}", {"nonsense": 1}, format="json").status_code == 404


@pytest.mark.parametrize(
    ("kind", "query", "found"),
    [("cases", "client={client}", 1), ("cases", "credit_account={account}", 1), ("cases", "owner={owner}", 1),
     ("cases", "state=open", 1), ("cases", "state=closed", 0), ("cases", "owner={stranger}", 0),
     ("steps", "case={case}", 2), ("steps", "state=waiting", 1), ("steps", "credit_account={account}", 2),
     ("deadlines", "case={case}", 2), ("deadlines", "clock=lender", 0), ("deadlines", "state=open", 2),
     ("reminders", "case={case}&kind=due", 2), ("reminders", "recipient={owner}", 6)],
)  # fmt: skip
def test_collections_are_filtered(world: World, case: CaseFile, kind: str, query: str, found: int) -> None:
    query = query.format(
        client=world.chen.pk, account=world.account.pk, owner=world.alice.pk, stranger=world.sun.pk, case=case.pk
    )

    answer = api(world.alice).get(f"/api/v1/{kind}/?{query}")

    assert (answer.status_code, len(answer.json()["results"])) == (200, found)


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_filter_is_refused(world: World, kind: str) -> None:
    assert api(world.alice).get(f"/api/v1/{kind}/?colour=red").status_code == 400


def queries(world: World, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert api(world.sun).get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_costs_the_same_however_long(world: World, case: CaseFile, kind: str) -> None:
    path = f"/api/v1/{kind}/"
    queries(world, path)
    before = queries(world, path)

    for _ in range(4):
        another = world.__class__(**{**world.__dict__, "account": account_of(world.chen, world.jiebei)})
        opened(another, *[planned(name, due="2190-05-01") for name in ("a", "b", "c")], planned("d", after=("a",)))

    assert queries(world, path) == before


def test_a_case_costs_the_same_however_many_steps(world: World, case: CaseFile) -> None:
    path = f"/api/v1/cases/{case.pk}/"
    queries(world, path)
    before = queries(world, path)

    for number in range(5):
        body = {"case": str(case.pk), "title": str(number), "actor": "client", "after": [str(step_of(case, "pay").pk)]}
        assert api(world.alice).post("/api/v1/steps/", body, format="json").status_code == 201

    assert queries(world, path) == before


@pytest.mark.parametrize("model", [CaseFile, Step, Deadline, Reminder])
def test_a_row_cannot_belong_to_another_office_than_its_case(world: World, case: CaseFile, model: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all().update(office=world.west)
