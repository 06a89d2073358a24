"""Each route and method of the API, for each person of the cast, against the matrix alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from accounts.access import checks, registry, scopes
from accounts.access.commands import COMMANDS
from accounts.access.views import ResourceViewSet
from accounts.clients.api import ClientViewSet
from assessments.models import RulePack
from cases.files.api import CaseViewSet
from cases.referrals.api import ReferralViewSet
from tests.access.cast import keys, people_at_work, rows, targets
from tests.access.routes import Caller, Route, expected, routes
from tests.world import World, api, bearing, read_whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(world: World) -> list[Caller]:
    return [*people_at_work(world), *keys(world)]


def mismatches(world: World, callers: list[Caller], matrix: dict[str, registry.Row]) -> Iterator[str]:
    found = targets(world)
    for route in routes():
        for caller in callers:
            if route.path.endswith("current/") and not caller.token:
                continue  # a test signs people in without one
            if route.resource == "grants" and route.on_an_object and route.method == "post" and caller.name != "zoe":
                continue  # whose grant it is to end or review, each one says itself: test_grants.py
            target = found.get(route.resource)
            want = expected(route, caller, matrix, target)
            got = answered(caller, route, target)
            if got != want and not (want is None and got not in (401, 403, 404, 500)):
                said = want or "more than 404"
                yield f"{caller.name}: {route.method} {route.path} gives {got}, the matrix says {said}"


def answered(caller: Caller, route: Route, target: Any) -> int:
    """The status, with everything that the call did taken back."""
    path = route.path.replace("{id}", ident_of(target))
    client = bearing(caller.token) if caller.token else api(caller.actor)
    client.raise_request_exception = False
    with transaction.atomic():
        answer = getattr(client, route.method)(path, {}, format="json")
        transaction.set_rollback(True)
    return int(read_whole(answer).status_code)


def ident_of(target: Any) -> str:
    return "jiebei" if isinstance(target, RulePack) else str(target.pk) if target else ""


def test_every_answer_is_the_one_that_the_matrix_gives(world: World, cast: list[Caller]) -> None:
    found = list(mismatches(world, cast, rows()))

    assert found == []
    assert len(list(routes())) * len(cast) > 3_000


def test_every_route_wants_a_token(world: World, cast: list[Caller]) -> None:
    found = targets(world)
    for route in routes():
        path = route.path.replace("{id}", ident_of(found.get(route.resource)))
        assert getattr(api(), route.method)(path, {}, format="json").status_code == 401, route


def test_a_matrix_that_says_too_little_is_found(world: World, cast: list[Caller]) -> None:
    broken = rows()
    for resource, act in (("clients", "retrieve"), ("cases", "close"), ("assessments", "evaluate_posted")):
        acts = {**broken[resource].acts, act: broken[resource].acts[act] - {registry.ADVISOR}}
        broken[resource] = replace(broken[resource], acts=acts)

    found = list(mismatches(world, [caller for caller in cast if caller.name == "alice"], broken))

    for path in ("/api/v1/clients/{id}/ ", "/api/v1/cases/{id}/close/", "/api/v1/evaluations/"):
        assert any(f"alice: {method} {path}" in line for line in found for method in ("get", "post"))


@pytest.mark.parametrize(
    ("view", "place"), [(CaseViewSet, "found_by"), (ReferralViewSet, "selector"), (ClientViewSet, "selector")]
)
def test_a_view_that_forgets_the_scope_is_found(
    world: World, cast: list[Caller], monkeypatch: pytest.MonkeyPatch, view: type[ResourceViewSet], place: str
) -> None:
    everything = rows()[view.resource].model._default_manager.all()
    monkeypatch.setattr(view, place, lambda of_whom: everything)

    found = list(mismatches(world, [caller for caller in cast if caller.name == "zoe"], rows()))

    assert any(line.startswith(f"zoe: get /api/v1/{view.resource}/{{id}}/") for line in found)


def test_a_key_that_is_asked_for_no_scope_is_found(
    world: World, cast: list[Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scopes, "permits", lambda actor, act, resource: True)

    found = list(mismatches(world, [caller for caller in cast if caller.name == "key for sweep"], rows()))

    assert any(line.startswith("key for sweep: get /api/v1/clients/ ") for line in found)


def test_what_has_no_row_stops_the_start_up_check(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_every_surface_has_a_row() == []

    monkeypatch.delitem(registry._by_model, registry.row_for("lawyer-notes").model)
    monkeypatch.delitem(registry._by_resource, "lawyer-notes")
    commands = {name: words for name, words in COMMANDS.items() if name != "tick"} | {"tock": "nothing"}
    monkeypatch.setattr("accounts.access.checks.COMMANDS", commands)
    monkeypatch.setattr(checks, "EVERYBODYS", checks.EVERYBODYS - {"access-matrix"})
    found = " ".join(error.msg for error in checks.check_every_surface_has_a_row())

    for name in ("/lawyer-notes/", "cases.LawyerNote", "command tick", "command tock", "/access-matrix/"):
        assert name in found, name


def test_the_page_says_what_the_matrix_says() -> None:
    from pathlib import Path

    from django.utils import translation

    from accounts.access.rendering import matrix_page

    page = Path(__file__).parents[2] / "docs" / "access.md"
    with translation.override("en"):
        assert page.read_text(encoding="utf-8") == matrix_page(), "python manage.py render_access > docs/access.md"


def test_may_i_answers_with_the_reason_and_hides_what_is_hidden(world: World) -> None:
    def may(who: str, **query: str) -> tuple[bool, str]:
        answer = api(world.people[who]).get("/api/v1/access-matrix/may/", query).json()
        return answer["allowed"], answer["why"]

    hidden = may("zoe", resource="clients", act="retrieve", id=str(world.chen.pk))
    absent = may("zoe", resource="clients", act="retrieve", id="01a20d31-262b-790c-a5f9-86069a28e17f")
    assert hidden == absent == (False, "There is no such object.")
    assert may("alice", resource="clients", act="retrieve", id=str(world.chen.pk)) == (
        True,
        "Your role permits this.",
    )
    assert may("ada", resource="cases", act="close") == (False, "Your role does not permit this.")
