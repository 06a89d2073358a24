"""Idempotency-Key: done once, answered as the first time, and given only to who may still do and see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Client, Person
from config import clock
from config.api import idempotency
from config.models import KeptAnswer
from tests.world import PASSWORD, World, api, problems

pytestmark = pytest.mark.django_db
CLIENTS = "/api/v1/clients/"


def post(person: Person, key: str | None, body: object = None, path: str = CLIENTS, **headers: str) -> Any:
    sent = {**headers, **({"Idempotency-Key": key} if key is not None else {})}
    return api(person).post(path, {"name": "New"} if body is None else body, format="json", headers=sent)


def test_the_same_again_gives_the_first_answer_and_makes_nothing(world: World) -> None:
    first, again = post(world.alice, "k1"), post(world.alice, "k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert [again[name] for name in ("Location", "ETag")] == [f"{CLIENTS}{first.json()['id']}/", '"1"']
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert Client.objects.filter(name="New").count() == 1
    assert AuditEvent.objects.filter(act="create").count() == 1


def test_the_order_of_names_and_the_spaces_make_no_other_body(world: World) -> None:
    bodies = (b'{"name": "New", "email": "n@example.org"}', b'{"email":"n@example.org","name":"New"}')

    first, again = (
        api(world.alice).post(CLIENTS, body, content_type="application/json", headers={"Idempotency-Key": "k"})
        for body in bodies
    )

    assert first.json()["id"] == again.json()["id"]


def test_another_body_or_query_under_the_same_key_is_refused(world: World) -> None:
    post(world.alice, "k1")

    for answer in (post(world.alice, "k1", {"name": "Other"}), post(world.alice, "k1", path=CLIENTS + "?x=1")):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert not Client.objects.filter(name="Other").exists()


def test_a_key_belongs_to_its_caller_and_its_path(world: World) -> None:
    made = {post(person, "k1").json()["id"] for person in (world.alice, world.bob, world.zoe)}
    lender = post(world.alice, "k1", path="/api/v1/lenders/")

    assert (len(made), lender.status_code) == (3, 201)


@pytest.mark.parametrize("key", ["", "a b", "ü", "x" * 256, "a\tb"])
def test_a_key_that_is_none_is_named(world: World, key: str) -> None:
    assert problems(post(world.alice, key)) == {"/Idempotency-Key": "invalid"}


@pytest.mark.parametrize("key", ["x" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "~!{}"])
def test_every_visible_ascii_key_will_do(world: World, key: str) -> None:
    assert {post(world.alice, key).json()["id"], post(world.alice, key).json()["id"]} == {
        str(Client.objects.get(name="New").pk)
    }


def test_a_refusal_is_not_kept_and_frees_the_key(world: World) -> None:
    refused = post(world.alice, "k1", {"name": ""})

    assert refused.status_code == 400
    assert not KeptAnswer.objects.exists()
    assert post(world.alice, "k1").status_code == 201


def test_who_may_do_it_no_more_gets_no_first_answer(world: World) -> None:
    post(world.alice, "k1")
    Person.objects.filter(pk=world.alice.pk).update(role="lawyer")

    assert post(Person.objects.get(pk=world.alice.pk), "k1").status_code == 403


def test_who_sees_it_no_more_gets_the_answer_to_what_never_was(world: World) -> None:
    made = post(world.alice, "k1").json()["id"]
    Client.objects.filter(pk=made).update(advisor=world.bob)

    again = post(world.alice, "k1")

    assert (again.status_code, again.json()["code"]) == (404, "not_found")
    assert made not in again.content.decode()


def test_hidden_comes_before_the_first_answer(world: World) -> None:
    path = f"/api/v1/credit-accounts/{world.account.pk}/evaluate/"
    assert post(world.alice, "k1", {}, path).status_code == 201
    Client.objects.filter(pk=world.chen.pk).update(advisor=world.bob)

    assert post(world.alice, "k1", {}, path).status_code == 404
    assert api().post(path, {}, format="json", headers={"Idempotency-Key": "k1"}).status_code == 401


def test_a_repeated_transition_is_no_conflict_although_state_and_version_have_moved(world: World) -> None:
    api(world.alice).post(f"/api/v1/credit-accounts/{world.account.pk}/evaluate/", {}, format="json")
    case = post(world.alice, None, {"credit_account": str(world.account.pk)}, "/api/v1/cases/")
    path, body = f"/api/v1/cases/{case.json()['id']}/close/", {"outcome": "other"}

    first = post(world.alice, "k1", body, path, **{"If-Match": case["ETag"]})
    again = post(world.alice, "k1", body, path, **{"If-Match": case["ETag"]})
    fresh = post(world.alice, "k2", body, path, **{"If-Match": case["ETag"]})

    assert (first.status_code, again.status_code, fresh.status_code) == (200, 200, 412)
    assert (again["ETag"], again.content) == (first["ETag"], first.content)


def test_the_first_answer_keeps_its_language(world: World) -> None:
    post(world.alice, "k1", {"product": "jiebei"}, "/api/v1/evaluations/", **{"Accept-Language": "zh-Hans"})

    again = post(world.alice, "k1", {"product": "jiebei"}, "/api/v1/evaluations/", **{"Accept-Language": "en"})

    assert (again["Content-Language"], again["Idempotency-Replayed"]) == ("zh-hans", "true")


def test_a_kept_answer_lies_sealed(world: World) -> None:
    post(world.alice, "k1", {"name": "Somebody Known"})

    row = KeptAnswer.objects.get()
    assert b"Known" not in bytes(row.body)
    assert "k1" not in row.id + row.fingerprint + str(row.headers)


def test_an_answer_that_holds_a_secret_is_never_kept(world: World) -> None:
    body = {"email": "alice@example.org", "password": PASSWORD}
    send = {"path": "/api/v1/auth/tokens/", "data": body, "format": "json", "headers": {"Idempotency-Key": "k1"}}

    tokens = {api().post(**send).json()["token"] for _ in range(2)}  # type: ignore[arg-type]

    assert len(tokens) == 2
    assert not KeptAnswer.objects.exists()


def test_a_key_lasts_a_day_and_then_begins_anew(world: World) -> None:
    old = post(world.alice, "k1").json()["id"]
    nearly = clock.now() - idempotency.KEPT_FOR + timedelta(minutes=1)

    KeptAnswer.objects.update(created_at=nearly)
    assert post(world.alice, "k1").json()["id"] == old
    KeptAnswer.objects.update(created_at=nearly - timedelta(minutes=2))
    assert post(world.alice, "k1", {"name": "Another"}).json()["name"] == "Another"
    assert post(world.alice, "k1", {"name": "Another"})["Idempotency-Replayed"] == "true"


def test_old_answers_are_removed_a_bounded_number_at_once(world: World) -> None:
    for number in range(5):
        post(world.alice, f"k{number}")
    at = clock.now() + idempotency.KEPT_FOR
    KeptAnswer.objects.filter(pk__in=KeptAnswer.objects.values("pk")[:1]).update(created_at=at)

    assert [idempotency.prune(at=at, at_most=3) for _ in range(3)] == [3, 1, 0]
    assert KeptAnswer.objects.count() == 1


@pytest.mark.parametrize(("path", "body"), [(CLIENTS, {"name": "New"}), ("/api/v1/notices/classify/", {"texts": [""]})])
def test_a_key_costs_two_queries_and_none_costs_none(world: World, path: str, body: object) -> None:
    without = queries(world.alice, None, path, body)

    assert len(queries(world.alice, "k1", path, body)) == len(without) + 2
    assert not any("keptanswer" in query for query in without)


def queries(person: Person, key: str | None, path: str, body: object) -> list[str]:
    """Without those that only begin, mark or end a transaction."""
    with CaptureQueriesContext(connection) as caught:
        post(person, key, body, path)
    statements = [query["sql"] for query in caught.captured_queries]
    return [sql for sql in statements if sql.split()[0] not in ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")]
