"""What is hidden and what never existed answer alike; roles see what the matrix says."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import get_resolver

from accounts.access.views import ResourceViewSet
from config.ids import uuid7
from tests.world import World, api

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-7000-8000-000000000000"


def details(world: World) -> list[str]:
    return [
        f"/api/v1/clients/{world.chen.pk}/",
        f"/api/v1/clients/{world.chen.pk}/identity/",
        f"/api/v1/credit-accounts/{world.account.pk}/",
        f"/api/v1/credit-accounts/{world.account.pk}/assessments/",
    ]


def seen(answer: Any) -> tuple[int, Any]:
    return answer.status_code, {**answer.json(), "request_id": ""}


@pytest.mark.parametrize("who", ["zoe", "bob", "lin", "ada"])
@pytest.mark.parametrize("method", ["get", "patch", "post", "delete", "put"])
def test_a_hidden_object_answers_as_one_that_never_was(world: World, who: str, method: str) -> None:
    caller = api(world.people[who])

    for path in details(world):
        never = path.replace(str(world.chen.pk), str(uuid7())).replace(str(world.account.pk), str(uuid7()))
        hidden = getattr(caller, method)(path, {"name": ""}, format="json")
        absent = getattr(caller, method)(never, {"name": ""}, format="json")
        assert seen(hidden) == seen(absent)
        assert hidden.status_code in (404, 405)


def test_an_id_that_is_none_is_not_found(world: World) -> None:
    for ident in ("abc", "0", "%00", "9" * 400, NOWHERE.replace("-", "")):
        assert api(world.alice).get(f"/api/v1/clients/{ident}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status", "names"),
    [("alice", 200, ["Chen"]), ("bob", 200, []), ("sun", 200, ["Chen"]), ("lin", 200, []), ("ada", 403, None),
     ("zoe", 200, ["Wu"])],
)  # fmt: skip
def test_who_sees_which_clients(world: World, who: str, status: int, names: list[str] | None) -> None:
    answer = api(world.people[who]).get("/api/v1/clients/")

    assert answer.status_code == status
    assert names is None or [row["name"] for row in answer.json()["results"]] == names


def test_search_finds_by_number_without_telling_others(world: World) -> None:
    found = {who: api(world.people[who]).get("/api/v1/clients/?search=13800001234") for who in ("alice", "zoe", "bob")}

    assert [[row["name"] for row in answer.json()["results"]] for answer in found.values()] == [["Chen"], ["Wu"], []]


def test_nobody_is_let_in_without_a_token(world: World) -> None:
    elsewhere = {
        "reminder-pauses": "reminders/pause",
        "sessions": "auth/sessions",
        "rule-pack-drafts": "rule-packs/drafts",
    }
    for resource in {view.resource for view in ResourceViewSet.served}:
        answer = api().get(f"/api/v1/{elsewhere.get(resource, resource)}/")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_a_hidden_relation_is_refused_as_one_that_never_was(world: World) -> None:
    body = {"product": str(world.jiebei.pk), "client": str(world.chen.pk)}
    hidden = api(world.zoe).post("/api/v1/credit-accounts/", body, format="json")
    absent = api(world.zoe).post("/api/v1/credit-accounts/", body | {"client": NOWHERE}, format="json")

    assert seen(hidden) == seen(absent)
    assert hidden.json()["errors"][0]["pointer"] == "/client"


def test_identity_is_masked_until_it_is_asked_for(world: World) -> None:
    shown = api(world.alice).get(f"/api/v1/clients/{world.chen.pk}/").json()
    asked = api(world.alice).get(f"/api/v1/clients/{world.chen.pk}/identity/").json()

    assert shown["identity_number"] == "**************002X"
    assert asked == {"identity_number": "11010519491231002X", "phone": "13800001234"}


def test_every_resource_is_routed() -> None:
    assert get_resolver().url_patterns
    assert {"clients", "credit-accounts", "displays", "notices", "repayments", "assessments"} <= {
        view.resource for view in ResourceViewSet.served
    }
