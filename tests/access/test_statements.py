"""Statements made once ask for whoever asks now: the one before leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import UUIDField
from django.test.utils import CaptureQueriesContext
from knox.models import AuthToken

from accounts.access.decide import scope
from accounts.access.statements import Scoped
from accounts.access.views import ResourceViewSet
from accounts.grants.models import Grant, GrantKind
from accounts.models import Client
from accounts.people.models import Role
from config import clock
from config.api.filters import HouseFilters
from config.prepared import Given
from config.urls import api as api_routes
from tests.world import World, api, bearing, client_of

pytestmark = pytest.mark.django_db

LISTED = ("/api/v1/clients/", "/api/v1/credit-accounts/")


def seen_by(world: World, who: str, path: str) -> list[str]:
    return [row["id"] for row in api(world.people[who]).get(path).json().get("results", ())]


@pytest.mark.parametrize("path", LISTED)
def test_each_caller_sees_what_a_query_made_for_them_finds(world: World, path: str) -> None:
    client_of(world.bob, "Bao")

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
