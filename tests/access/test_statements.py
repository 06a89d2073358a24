"""Statements made once ask for whoever asks now: the one before leaves nothing behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import UUIDField
from django.test.utils import CaptureQueriesContext
from knox.models import AuthToken

from accounts.access.decide import scope
from accounts.access.statements import Scoped
from accounts.access.views import ResourceViewSet
from accounts.grants.models import Grant, GrantKind
from accounts.models import Client
from accounts.people.models import Role
from cases.models import CaseFile, Step, StepOrder
from config import clock
from config.api.filters import HouseFilters
from config.prepared import Given, Insertions
from config.urls import api as api_routes
from tests.cases.stories import opened, planned
from tests.world import World, api, bearing, client_of

pytestmark = pytest.mark.django_db

LISTED = ("/api/v1/clients/", "/api/v1/credit-accounts/", "/api/v1/work-queue/")


def seen_by(world: World, who: str, path: str) -> list[str]:
    return [row["id"] for row in api(world.people[who]).get(path).json().get("results", ())]


@pytest.mark.parametrize("path", LISTED)
def test_each_caller_sees_what_a_query_made_for_them_finds(world: World, path: str) -> None:
    client_of(world.bob, "Bao")
    opened(world)

    for who in ("alice", "bob", "sun", "zoe", "lin", "ada", "alice"):
        assert seen_by(world, who, path) == seen_by(world, who, f"{path}?limit=50"), who


@pytest.mark.parametrize("who", ["bob", "zoe", "lin", "ada"])
def test_an_object_is_hidden_from_one_right_after_another_saw_it(world: World, who: str) -> None:
    path = f"/api/v1/clients/{world.chen.pk}/"

    assert api(world.alice).get(path).status_code == 200
    assert api(world.people[who]).get(path).status_code == 404
    assert api(world.alice).get(path).status_code == 200


def test_what_is_granted_and_revoked_counts_with_the_next_request(world: World) -> None:
    _row, token = AuthToken.objects.create(user=world.bob)
    caller, path = bearing(token), f"/api/v1/clients/{world.chen.pk}/"
    common = {"office": world.east, "granted_by": world.sun, "reason": "leave", "starts_at": clock.now()}

    assert caller.get(path).status_code == 404
    grant = Grant.objects.create(person=world.bob, client=world.chen, kind=GrantKind.SHARE, **common)
    assert caller.get(path).status_code == 200
    grant.revoked_at = clock.now()
    grant.save()
    assert caller.get(path).status_code == 404


def test_another_role_counts_with_the_next_request(world: World) -> None:
    _row, token = AuthToken.objects.create(user=world.bob)
    caller, path = bearing(token), f"/api/v1/clients/{world.chen.pk}/"

    assert caller.get(path).status_code == 404
    world.bob.change(at=clock.now(), role=Role.SUPERVISOR)
    assert caller.get(path).status_code == 200
    world.bob.change(at=clock.now(), role=Role.ADMINISTRATOR)
    assert caller.get(path).status_code == 404
    world.bob.change(at=clock.now(), role=Role.SUPERVISOR, is_active=False)
    assert caller.get(path).status_code == 401


def test_a_token_that_has_run_out_opens_nothing(world: World) -> None:
    row, token = AuthToken.objects.create(user=world.alice)

    assert bearing(token).get("/api/v1/clients/").status_code == 200
    AuthToken.objects.filter(pk=row.pk).update(expiry=clock.now() - timedelta(seconds=1))
    assert bearing(token).get("/api/v1/clients/").status_code == 401


def test_a_request_with_a_token_asks_the_person_the_rows_and_notes_the_view(world: World) -> None:
    _row, token = AuthToken.objects.create(user=world.alice)
    bearing(token).get("/api/v1/clients/")  # its first use is noted

    for path in ("/api/v1/clients/", f"/api/v1/clients/{world.chen.pk}/"):
        with CaptureQueriesContext(connection) as queries:
            assert bearing(token).get(path).status_code == 200
        assert len(queries) == 3, path


def test_a_made_statement_takes_its_values_each_time(world: World) -> None:
    named = Scoped(lambda actor: scope(actor, Client).filter(pk=Given("id", UUIDField())))

    assert [row.name for row in named(world.alice, id=world.chen.pk)] == ["Chen"]
    assert named(world.alice, id=world.wu.pk) == []
    assert [row.name for row in named(world.zoe, id=world.wu.pk)] == ["Wu"]
    assert named(world.ada, id=world.chen.pk) == []


def test_steady_views_choose_rows_by_their_selector_alone() -> None:
    assert api_routes  # with them all views are there
    steady = [view for view in ResourceViewSet.served if view.steady]

    assert len(steady) >= 3
    for view in steady:
        assert view.get_queryset is ResourceViewSet.get_queryset
        assert getattr(view, "filters", HouseFilters).filter_queryset is HouseFilters.filter_queryset


@pytest.mark.parametrize("who", ["bob", "zoe", "lin", "ada"])
def test_a_case_is_hidden_from_one_right_after_another_saw_it(world: World, who: str) -> None:
    case = opened(world, planned("ask"))
    path = f"/api/v1/cases/{case.pk}/"

    assert [step["action"] for step in api(world.alice).get(path).json()["steps"]] == ["ask"]
    assert api(world.people[who]).get(path).status_code == 404
    assert api(world.sun).get(path).status_code == 200


def a_step(case: CaseFile, **values: Any) -> Step:
    whose = {"office_id": case.office_id, "client_id": case.client_id, "case_id": case.pk}
    told = {
        "own_title": "问「原因」",
        "actor": "client",
        "state": "ready",
        "ready_on": date(2026, 11, 2),
        "position": 1,
    }
    return Step(**{**whose, **told, **values})


@pytest.mark.parametrize("count", [0, 1, 3])
def test_rows_written_in_one_statement_are_what_the_orm_would_write(world: World, count: int) -> None:
    case = opened(world)
    rows = [a_step(case, position=n, messages={"n": n, "t": "a\"b'%s"}, note="x" * n) for n in range(count)]

    Insertions(Step)(rows)

    kept = {row.pk: row for row in Step.objects.filter(case=case, own_title="问「原因」")}
    assert {row.pk for row in rows} == kept.keys()
    for row in rows:
        assert [getattr(row, f.attname) for f in Step._meta.concrete_fields] == [
            getattr(kept[row.pk], f.attname) for f in Step._meta.concrete_fields
        ]


def test_rows_that_are_known_are_passed_over_where_that_is_said(world: World) -> None:
    case = opened(world)
    steps = [a_step(case), a_step(case)]
    Insertions(Step)(steps)
    whose = {"office_id": case.office_id, "client_id": case.client_id, "case": case}

    for _turn in range(2):
        Insertions(StepOrder, known=True)([StepOrder(**whose, step=steps[1], after=steps[0])])

    assert StepOrder.objects.filter(case=case).count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Insertions(StepOrder)([StepOrder(**whose, step=steps[1], after=steps[0])])


def test_what_is_too_long_for_its_column_is_refused_and_not_cut(world: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no lengths")
    case = opened(world)

    for rows in ([a_step(case, action="x" * 61)], [a_step(case), a_step(case, own_title="y" * 201)]):
        with pytest.raises(DatabaseError, match="too long"), transaction.atomic():
            Insertions(Step)(rows)


def test_a_connection_compiles_no_plans(world: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL compiles")
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
