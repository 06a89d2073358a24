"""Each route and method of the API, for each person of the cast, against the matrix alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.access import registry
from accounts.access.views import ResourceViewSet
from accounts.grants.models import Grant
from accounts.models import Person
from assessments.sweeps.services import start_sweep
from config import clock
from tests.access.admin_world import work_on
from tests.access.routes import RELATIONS, Route, expected, routes
from tests.world import World, api, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(world: World) -> dict[str, Person]:
    """The world at work, and three people more: a substitute, one who shares Chen, a barred supervisor."""
    work_on(world)
    start_sweep(actor=world.alice, at=clock.now())
    people = dict(world.people)
    kinds = {"stand_in": "substitute", "sharer": "share", "barred": "bar"}
    for name, kind in kinds.items():
        people[name] = person(world.east, name.replace("_", ""), "supervisor" if kind == "bar" else "advisor")
        whom: dict[str, Any] = {"advisor": world.alice} if kind == "substitute" else {"client": world.chen}
        _granted(world, kind, people[name], **whom)
    people["referred"] = Person.objects.get(email="lou@example.org")
    return people


def _granted(world: World, kind: str, receiver: Person, **whom: Any) -> Grant:
    at = clock.now()
    return Grant.objects.create(
        office=world.east,
        kind=kind,
        person=receiver,
        starts_at=at - timedelta(hours=1),
        ends_at=at + timedelta(hours=1),
        reason="test",
        granted_by=world.sun,
        **whom,
    )


# Their rows concern people one by one; they have tests of their own.
ONE_BY_ONE = {"grants", "referrals", "conflict-parties", "jobs"}


def rows() -> dict[str, registry.Row]:
    return {row.resource: row for row in registry.rows()}


def targets(world: World, people: dict[str, Person]) -> dict[str, str]:
    """A row of East in each resource that a route names an object of, Chen's wherever it has a client."""
    found = {}
    for row in registry.rows():
        of_east = row.model._default_manager.order_by("pk")
        fields = {field.name for field in row.model._meta.get_fields()}
        for name, value in (("office", world.east), ("client", world.chen)):
            if name in fields:
                of_east = of_east.filter(**{name: value})
        one = of_east.first()
        if one is not None:
            found[row.resource] = str(one.pk)
    named = {"users": world.bob.pk, "offices": world.east.pk, "clients": world.chen.pk, "rule-packs": "jiebei"}
    return found | {resource: str(key) for resource, key in named.items()}


def mismatches(world: World, people: dict[str, Person], matrix: dict[str, registry.Row]) -> Iterator[str]:
    ids = targets(world, people)
    for route in routes():
        if route.path.endswith("current/") or (route.resource in ONE_BY_ONE and route.on_an_object):
            continue
        for who, actor in people.items():
            want = expected(route, who, actor.role, matrix)
            got = answered(actor, route, ids)
            if got != want and not (want is None and got not in (401, 403, 404, 500)):
                yield f"{who}: {route.method} {route.path} gives {got}, the matrix says {want or 'more than 404'}"


def answered(actor: Person, route: Route, ids: dict[str, str]) -> int:
    """The status, with everything that the call did taken back."""
    path = route.path.replace("{id}", ids.get(route.resource, ""))
    caller = api(actor)
    caller.raise_request_exception = False
    with transaction.atomic():
        answer = getattr(caller, route.method)(path, {}, format="json")
        transaction.set_rollback(True)
    if answer.streaming:
        list(answer.streaming_content)  # a file is handed out open, and closed when it is read
    return int(answer.status_code)


def test_every_answer_is_the_one_that_the_matrix_gives(world: World, cast: dict[str, Person]) -> None:
    found = list(mismatches(world, cast, rows()))

    assert found == []
    assert len(list(routes())) * len(RELATIONS) > 500


def test_every_route_wants_a_token(world: World, cast: dict[str, Person]) -> None:
    ids = targets(world, cast)
    for route in routes():
        path = route.path.replace("{id}", ids.get(route.resource, ""))
        assert getattr(api(), route.method)(path, {}, format="json").status_code == 401, route


def test_a_matrix_that_says_too_little_is_found(world: World, cast: dict[str, Person]) -> None:
    broken = rows()
    for resource, act in (("clients", "retrieve"), ("cases", "close"), ("assessments", "evaluate_posted")):
        acts = {**broken[resource].acts, act: broken[resource].acts[act] - {registry.ADVISOR}}
        broken[resource] = replace(broken[resource], acts=acts)

    found = list(mismatches(world, cast, broken))

    for path in ("/api/v1/clients/{id}/ ", "/api/v1/cases/{id}/close/", "/api/v1/evaluations/"):
        assert any(f"alice: {method} {path}" in line for line in found for method in ("get", "post"))


def test_a_view_that_forgets_the_scope_is_found(
    world: World, cast: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = next(view for view in ResourceViewSet.served if view.resource == "cases")
    everything = rows()["cases"].model._default_manager.all()
    monkeypatch.setattr(careless, "selector", lambda actor: everything)

    found = list(mismatches(world, cast, rows()))

    assert any(line.startswith("zoe: get /api/v1/cases/{id}/") for line in found)


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
