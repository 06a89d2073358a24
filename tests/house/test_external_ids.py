"""Another system's names: unique for who gave them, looked up and put by path, and telling nothing of others'."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AuditEvent, Client, CreditAccount, Person
from tests.world import World, api, problems

pytestmark = pytest.mark.django_db
NAME = "crm:42"
CLIENTS, PATH = "/api/v1/clients/", f"/api/v1/clients/by-external-id/{NAME}/"


def put(person: Person, body: object, path: str = PATH, **headers: str) -> Any:
    return api(person).put(path, body, format="json", headers=headers)


def test_a_name_that_is_new_makes_the_object_and_the_same_again_finds_it(world: World) -> None:
    made, again = put(world.alice, {"name": "New"}), put(world.alice, {"name": "New"})

    assert (made.status_code, again.status_code, made.json()["external_id"]) == (201, 200, NAME)
    assert again.json() == made.json() == api(world.alice).get(PATH).json()
    assert (made["Location"], again["ETag"]) == (f"{CLIENTS}{made.json()['id']}/", '"1"')
    assert AuditEvent.objects.filter(object_id=made.json()["id"]).exclude(act="view").count() == 1


def test_a_change_needs_the_version_that_was_seen(world: World) -> None:
    tag = put(world.alice, {"name": "New"})["ETag"]

    assert put(world.alice, {"name": "Newer"}).status_code == 428
    changed = put(world.alice, {"name": "Newer"}, **{"If-Match": tag})
    assert (changed.status_code, changed.json()["name"], changed["ETag"]) == (200, "Newer", '"2"')
    assert put(world.alice, {"name": "Newest"}, **{"If-Match": tag}).status_code == 412
    assert put(world.alice, {"nonsense": 1}).status_code == 428


def test_a_version_of_what_is_not_there_is_stale(world: World) -> None:
    assert put(world.alice, {"name": "New"}, **{"If-Match": "*"}).status_code == 412
    assert not Client.objects.filter(name="New").exists()


def test_what_the_body_does_not_name_stays(world: World) -> None:
    tag = put(world.alice, {"name": "New", "phone": "13900005678"})["ETag"]

    changed = put(world.alice, {"name": "Newer"}, **{"If-Match": tag})

    assert changed.json()["phone"].endswith("5678")


def test_a_name_is_whose_who_gave_it(world: World) -> None:
    mine, theirs = put(world.alice, {"name": "Mine"}), put(world.bob, {"name": "Theirs"})

    assert (mine.status_code, theirs.status_code) == (201, 201)
    listed = api(world.sun).get(f"{CLIENTS}?external_id={NAME}").json()["results"]
    assert {row["name"] for row in listed} == {"Mine", "Theirs"}
    assert [row["name"] for row in api(world.alice).get(f"{CLIENTS}?external_id={NAME}").json()["results"]] == ["Mine"]
    assert api(world.sun).get(PATH).status_code == 404


def test_one_name_stands_for_one_object(world: World) -> None:
    put(world.alice, {"name": "New"})
    second = api(world.alice).post(CLIENTS, {"name": "Second", "external_id": NAME}, format="json")
    renamed = api(world.alice).patch(
        f"{CLIENTS}{world.chen.pk}/", {"external_id": NAME}, format="json", headers={"If-Match": "*"}
    )

    assert {second.status_code, renamed.status_code} == {409}
    assert {second.json()["code"], renamed.json()["code"]} == {"external_id_taken"}


def test_a_name_can_be_taken_back_and_given_anew(world: World) -> None:
    path = f"{CLIENTS}{world.chen.pk}/"
    for name in (NAME, None, NAME):
        answer = api(world.alice).patch(path, {"external_id": name}, format="json", headers={"If-Match": "*"})
        assert (answer.status_code, answer.json()["external_id"]) == (200, name)

    assert api(world.alice).get(PATH).json()["id"] == str(world.chen.pk)


def test_what_was_handed_on_is_seen_no_more_by_its_old_name(world: World) -> None:
    put(world.alice, {"name": "New"})
    Client.objects.filter(external_id=NAME).update(advisor=world.bob)

    assert api(world.alice).get(PATH).status_code == 404
    assert put(world.alice, {"name": "New"}).status_code == 409


@pytest.mark.parametrize("name", ["-x", "a b", "名", "a%00", "x" * 201, "a%0A"])
def test_a_name_that_is_none_is_refused(world: World, name: str) -> None:
    path = f"/api/v1/clients/by-external-id/{name}/"

    assert set(problems(put(world.alice, {"name": "New"}, path))) == {"/external_id"}
    assert api(world.alice).get(path).status_code == 404


def test_path_and_body_name_the_same(world: World) -> None:
    assert problems(put(world.alice, {"name": "New", "external_id": "other"})) == {"/external_id": "invalid"}


def test_who_may_not_make_or_see_clients_is_refused_first(world: World) -> None:
    assert put(world.ada, {"wrong": 1}).status_code == 403
    assert put(world.lin, {"wrong": 1}).status_code == 403
    assert api().put(PATH, {}, format="json").status_code == 401


def test_accounts_are_put_by_name_and_keep_their_client(world: World) -> None:
    path = f"/api/v1/credit-accounts/by-external-id/{NAME}/"
    body = {"client": str(world.chen.pk), "product": str(world.jiebei.pk), "outstanding_amount": "100.00"}

    made, again = put(world.alice, body, path), put(world.alice, body, path)
    changed = put(world.alice, body | {"outstanding_amount": "90"}, path, **{"If-Match": made["ETag"]})
    moved = put(world.alice, body | {"client": str(world.wu.pk)}, path, **{"If-Match": changed["ETag"]})

    assert [answer.status_code for answer in (made, again, changed)] == [201, 200, 200]
    assert changed.json()["outstanding_amount"] == "90.00"
    assert problems(moved) == {"/client": "fixed"}
    assert CreditAccount.objects.filter(external_id=NAME).count() == 1


def test_cases_are_put_by_name(world: World) -> None:
    api(world.alice).post(f"/api/v1/credit-accounts/{world.account.pk}/evaluate/", {}, format="json")
    path, body = f"/api/v1/cases/by-external-id/{NAME}/", {"credit_account": str(world.account.pk)}

    made, again = put(world.alice, body, path), put(world.alice, body, path)

    assert (made.status_code, again.status_code) == (201, 200)
    assert again.json() == made.json() == api(world.alice).get(path).json()
    assert api(world.alice).get(f"/api/v1/cases/?external_id={NAME}").json()["results"][0]["id"] == made.json()["id"]
