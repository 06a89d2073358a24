"""Failed log-ins: guessing is stopped, its victim is not kept out, and no answer tells whether an address exists."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from accounts.models import Person
from config.api import throttling
from config.counters import counters
from tests.world import PASSWORD, World, api

pytestmark = pytest.mark.django_db
TOKENS = "/api/v1/auth/tokens/"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def sign_in(email: str = "alice@example.org", password: str = PASSWORD, place: str = HERE) -> Any:
    return api().post(TOKENS, {"email": email, "password": password}, format="json", REMOTE_ADDR=place)


def fail(times: int, **how: str) -> list[int]:
    return [sign_in(password="wrong", **how).status_code for _ in range(times)]


def test_ten_failures_close_the_account_to_that_place_and_to_no_other(world: World) -> None:
    failed = fail(10, place=ELSEWHERE)
    refused = sign_in(place=ELSEWHERE)

    assert failed == [401] * 10
    assert refused.status_code == 429
    assert 290 <= int(refused["Retry-After"]) <= 300
    assert sign_in(place=HERE).status_code == 201


def test_an_unknown_address_is_answered_as_a_wrong_password_is(world: World) -> None:
    known, unknown = (
        [sign_in(email, "wrong") for _ in range(11)] for email in ("alice@example.org", "nobody@example.org")
    )

    def told(answers: list[Any]) -> list[dict[str, Any]]:
        return [{key: value for key, value in one.json().items() if key != "request_id"} for one in answers]

    assert told(known) == told(unknown)
    assert known[-1].status_code == 429


def test_an_inactive_persons_right_password_is_answered_as_a_wrong_one(world: World) -> None:
    Person.objects.filter(pk=world.alice.pk).update(is_active=False)

    assert sign_in().json()["code"] == sign_in(password="wrong").json()["code"] == "authentication_failed"


def test_a_password_is_hashed_once_whether_or_not_the_address_exists(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    sign_in(password="wrong")
    sign_in(email="nobody@example.org", password="wrong")

    assert hashed == ["wrong", "wrong"]


def test_right_passwords_never_count(world: World) -> None:
    assert [sign_in().status_code for _ in range(30)] == [201] * 30


def test_guessing_from_many_places_makes_the_account_wait_longer_and_longer(world: World) -> None:
    for number in range(10):
        fail(10, place=f"198.51.100.{number}")
    refused = sign_in(place="203.0.113.9")

    assert refused.status_code == 429
    assert int(refused["Retry-After"]) <= 2
    assert throttling.delay_after(9) == 300


def test_guessing_from_many_places_keeps_nobody_out_of_where_they_work(world: World) -> None:
    sign_in(place=HERE)
    for number in range(11):
        fail(10, place=f"198.51.100.{number}")

    assert sign_in(place="203.0.113.9").status_code == 429
    assert sign_in(place=HERE).status_code == 201


def test_one_place_cannot_try_a_password_on_everybody(world: World) -> None:
    for number in range(10):
        fail(10, email=f"person{number}@example.org")

    assert sign_in().status_code == 429
    assert sign_in(place=ELSEWHERE).status_code == 201


def test_addresses_of_one_network_are_one_place(rf: Any) -> None:
    def place(address: str) -> str:
        return throttling.place_of(rf.get("/", REMOTE_ADDR=address))

    assert place("2001:db8::1") == place("2001:db8::ffff:1") != place("2001:db8:0:1::1")
    assert place("192.0.2.1") != place("192.0.2.2")


def test_the_admin_counts_in_the_same_store(world: World, client: Any) -> None:
    wrong = {"username": "alice@example.org", "password": "wrong"}
    for _attempt in range(10):
        client.post("/admin/login/", wrong, REMOTE_ADDR=HERE)
        client.post("/admin/login/", wrong | {"password": ""}, REMOTE_ADDR=HERE)

    assert sign_in(place=HERE).status_code == 429


def test_too_many_requests_are_told_when_to_come_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling.PersonThrottle, "rate", "2/min", raising=False)
    caller = api(world.alice)

    answers = [caller.get("/api/v1/users/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert api(world.bob).get("/api/v1/users/").status_code == 200


def test_what_is_counted_names_no_address(world: World) -> None:
    fail(1)

    kept: Any = counters()
    assert kept._kept
    assert not any("alice" in key for key in kept._kept)
