"""Bad input to every operation of the schema: refused in the contract's words, and never a 500.

Made from the schema (`generated.py`): a new route is asked by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Model

from accounts.access import decide
from accounts.access.decide import scope
from accounts.clients.api import ClientCreateInput
from accounts.models import Client, Person
from assessments.evaluations.services import evaluate_account
from cases.files.services.cases import open_case
from config import clock
from config.api.pagination import Cursor
from tests.access.admin_world import work_on
from tests.access.cast import targets
from tests.house.generated import NOWHERE, Asker, Operation, operations, permitted, put, relations, resource_of, told
from tests.world import World, account_of, client_of

pytestmark = pytest.mark.django_db
FOREIGN = ("id", "office", "role", "owner", "created_by", "created_at", "version", "external_owner", "is_staff")


@pytest.fixture
def people(world: World) -> list[Person]:
    """One of each role, who see what there is to see in East."""
    work_on(world)
    return [world.alice, world.sun, world.ada, Person.objects.get(email="lou@example.org")]


def asked(people: list[Person], *methods: str) -> Iterator[tuple[Operation, Asker]]:
    for operation in operations():
        asker = permitted(operation, people) if operation.method in methods else None
        if asker is not None:
            yield operation, asker


def with_bodies(people: list[Person], part: str = "") -> list[tuple[Operation, Asker]]:
    """`part` of the path: a broken view is looked for where it is."""
    return [
        (one, ask) for one, ask in asked(people, "post", "patch", "put") if one.body is not None and part in one.path
    ]


# Ids of what is hidden


def work_of(advisor: Person, world: World) -> None:
    """A client, an account, an assessment and a case that the advisor sees."""
    own = Client.objects.filter(advisor=advisor).first()
    at, account = clock.now(), account_of(own or client_of(advisor, "Own"), world.jiebei)
    made = evaluate_account(actor=advisor, account=account, as_of=None, known_at=None, at=at)
    open_case(actor=advisor, account_id=account.pk, assessment_id=made.pk, at=at)


def told_otherwise(actor: Person, found: dict[str, Model], part: str = "") -> tuple[list[str], set[str]]:
    """Where an id of a hidden row is answered otherwise than one that never was; and where neither was looked up."""
    asker, wrong, unreached = Asker(actor), [], set()
    for operation, _asker in with_bodies([actor], part):
        for place in relations(operation):
            target = found.get(resource_of(place[-1]))
            if target is None or scope(actor, type(target)).filter(pk=target.pk).exists():
                continue
            unreached.add(f"{operation} {'/'.join(place)}")
            for body in (asker.body(operation), asker.body(operation, only=place[:1])):
                hidden = told(asker.send(operation, put(body, place, str(target.pk))), target.pk)
                absent = told(asker.send(operation, put(body, place, NOWHERE)), NOWHERE)
                if hidden != absent or hidden[0] < 400:
                    wrong.append(f"{operation} {'/'.join(place)}: {hidden} or {absent}")
                if any(error["pointer"].startswith(f"/{place[0]}") for error in (absent[1] or {}).get("errors", ())):
                    unreached.discard(f"{operation} {'/'.join(place)}")
    return wrong, unreached


@pytest.mark.parametrize("who", ["zoe", "bob"])
def test_an_id_of_what_is_hidden_is_answered_as_one_that_never_was(
    world: World, people: list[Person], who: str
) -> None:
    """Zoe's office is another; Bob's is the same, and the client is not his. Where the last is not empty, give the
    operation a value in `generated.SENSIBLE`."""
    found = targets(world)
    work_of(world.people[who], world)

    assert told_otherwise(world.people[who], found) == ([], set())


def test_a_service_that_takes_a_hidden_row_is_found(
    world: World, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = targets(world)
    work_of(world.zoe, world)

    def careless(actor: Any, model: Any, ident: Any, pointer: str, **narrowed: Any) -> Any:
        return model._default_manager.filter(pk=ident).first() or decide.named(actor, model, ident, pointer)

    monkeypatch.setattr("accounts.credit_accounts.services.named", careless)

    assert any(
        "/credit-accounts/ client: " in line for line in told_otherwise(world.zoe, found, "/credit-accounts/")[0]
    )


# Names that are not the caller's to give


def unnamed(people: list[Person]) -> list[str]:
    """Operations that take what is not theirs to take without a word."""
    found = []
    for operation, asker in with_bodies(people):
        known = set((operation.body or {}).get("properties", ()))
        given = {name: str(people[1].pk) for name in FOREIGN if name not in known}
        body = asker.body(operation)
        if not isinstance(body, dict):
            continue
        answer = asker.send(operation, {**body, **given})
        named = {error["pointer"] for error in answer.json().get("errors", ())} if answer.status_code == 400 else set()
        if missing := {f"/{name}" for name in given} - named:
            found.append(f"{operation}: {answer.status_code} without {sorted(missing)}")
    return found


def test_what_is_not_the_callers_to_write_is_refused_by_name(people: list[Person]) -> None:
    assert not (found := unnamed(people)), "\n".join(found)


def test_a_body_that_swallows_unknown_names_is_found(people: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ClientCreateInput, "_unknown", lambda form, data: {})

    assert any(line.startswith("POST /api/v1/clients/: ") for line in unnamed(people))


# Cursors


def wrong_cursors(people: list[Person]) -> list[str]:
    found = []
    for operation, asker in asked(people, "get"):
        if operation.parameter("cursor", "query") is None:
            continue
        path = asker.path(operation)
        elsewhere = Cursor("0" * 16, ["2026-01-01T00:00:00Z", NOWHERE], False).encode()
        asks = {"abc": "cursor_invalid", elsewhere[:-1] + "_": "cursor_invalid", elsewhere: "cursor_mismatch"}
        following = asker.send(operation, None, path=f"{path}?limit=1").json().get("next")
        if following:
            own = following.partition("cursor=")[2]
            asks[own[:-2] + "__"] = "cursor_invalid"
            if operation.parameter("updated_since", "query"):
                asks[f"{own}&updated_since=2020-01-01T00:00:00Z"] = "cursor_mismatch"
        for cursor, code in asks.items():
            answer = asker.send(operation, None, path=f"{path}?limit=1&cursor={cursor}")
            if answer.status_code != 400 or {error["code"] for error in answer.json().get("errors", ())} != {code}:
                found.append(f"{operation} {code}: {answer.status_code} {answer.content[:300]!r}")
    return found


def test_cursors_that_are_tampered_with_or_of_another_list_are_refused(people: list[Person]) -> None:
    assert not (found := wrong_cursors(people)), "\n".join(found)


def test_cursors_that_bind_nothing_are_found(people: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.api.pagination._binding", lambda request, ordering: "0" * 16)

    assert any("/api/v1/clients/ cursor_mismatch" in line for line in wrong_cursors(people))


# Headers


def test_versions_that_are_weak_wrong_or_missing_change_nothing(people: list[Person]) -> None:
    wrong, several = [], 0
    for operation, asker in asked(people, "patch", "delete"):
        if not (operation.header("If-Match") or {}).get("required"):
            continue
        body = asker.body(operation) if operation.body else None
        version = asker.first(operation.resource).version  # type: ignore[union-attr] # it has an ETag
        several += 1
        tags = {"": 428, f'W/"{version}"': 412, f'"{version + 1}"': 412, f'"{NOWHERE}"': 412, f'"{"9" * 400}"': 412}
        for tag, status in tags.items():
            answer = asker.send(operation, body, headers={"If-Match": tag})
            if answer.status_code != status:
                wrong.append(f"{operation} {tag[:20]}: {answer.status_code}")

    assert not wrong, "\n".join(wrong)
    assert several > 3


def test_idempotency_keys_that_are_none_are_named(people: list[Person]) -> None:
    wrong, several = [], 0
    for operation, asker in asked(people, "post"):
        if operation.header("Idempotency-Key") is None:
            continue
        several += 1
        for key in ("", "a b", "\u00fc", "x" * 256):
            answer = asker.send(operation, {}, headers={"Idempotency-Key": key})
            pointers = [error["pointer"] for error in answer.json().get("errors", ())]
            if (answer.status_code, pointers) != (400, ["/Idempotency-Key"]):
                wrong.append(f"{operation} {key[:5]!r}: {answer.status_code} {pointers}")

    assert not wrong, "\n".join(wrong)
    assert several > 30


# Bodies and paths


BODIES = {
    "deep": b'{"name": ' + b"[" * 21 + b"]" * 21 + b"}",
    "cut off": b'{"name": "a',
    "no UTF-8": b'{"name": "\xff"}',
    "not a number": b'{"name": NaN}',
    "twice": b'{"name": "a", "name": "b"}',
    "half a character": b'{"name": "\\ud800"}',
    "list": b"[]",
    "text": b'"text"',
    "nothing": b"null",
}
VALUES: dict[str, Any] = {
    "nul": "\x00", "list": [[]], "object": {"$ne": 1}, "huge": 10**400, "below": -(2**63) - 1, "true": True,
    "digits": "\u0663", "long": "x" * 20_000, "null": None,
}  # fmt: skip


def by_item(body: dict[str, Any]) -> bool:
    """Errors are answered item by item."""
    return list(body) == ["items"]


def test_no_body_is_a_server_error(people: list[Person]) -> None:
    """Each that is no JSON of ours, the same odd value in every place at once, and null in each."""
    wrong = []
    for operation, asker in with_bodies(people):
        for name, raw in BODIES.items():
            answer = asker.send(operation, raw, raw=True)
            if answer.status_code != 400:
                wrong.append(f"{operation} {name}: {answer.status_code}")
        body = asker.body(operation)
        for name, value in VALUES.items():
            got = asker.send(operation, dict.fromkeys(body, value)).status_code
            if got >= 500 or (got != 400 and name != "digits" and not by_item(body)):
                wrong.append(f"{operation} {name}: {got}")
        for field in body:
            got = asker.send(operation, {**body, field: None}).status_code
            if got >= 500:
                wrong.append(f"{operation} no {field}: {got}")

    assert not wrong, "\n".join(wrong)


def test_paths_that_play_tricks_find_nothing(people: list[Person]) -> None:
    wrong = []
    for operation, asker in asked(people, "get", "post", "patch", "delete"):
        for ident in ("..%2f..%2fadmin", "%00", "%ff", "9" * 400, "{id}", "' OR 1=1 --", "%E2%80%AE"):
            if "{id}" not in operation.path:
                continue
            answer = asker.send(operation, {}, path=operation.path.replace("{id}", ident))
            if answer.status_code != 404:
                wrong.append(f"{operation} {ident[:20]}: {answer.status_code}")

    assert not wrong, "\n".join(wrong)
