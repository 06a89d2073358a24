"""What an actor may not see changes nothing that they are told: pairs of worlds that differ only there answer alike.

Each pair has one visible world, and two hidden ones made by chance beside it. Clock and ids stand still, so that the
answers, headers and all, must be equal byte for byte.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from accounts.access.scopes import SCOPES
from accounts.access.views import ResourceViewSet
from accounts.jobs.services.run import run_jobs
from accounts.lenders.services import create_lender
from accounts.models import Client, Person
from assessments.evaluations.services import evaluate_account
from assessments.evidence.services import record_evidence
from assessments.models import Notice
from cases.files.services.cases import open_case
from cases.models import CaseFile
from cases.referrals.services import declare_party, write_note
from config import clock, crypto
from tests.access.admin_world import work_on
from tests.access.cast import targets
from tests.access.routes import routes
from tests.access.test_every_route import ident_of
from tests.world import NUMBER, World, account_of, api, bearing, client_of, person, service_key

pytestmark = pytest.mark.django_db
PAIRS = 200
LISTS, DETAILS, HIDDEN = 8, 4, 4  # asked in each world
REQUEST_ID = "01979a3e-7c00-7000-8000-0000000000ff"
FILTERS = (
    "", "count=true", "limit=1", "limit=1&count=true", "ordering=-created_at", "search=Chen", "search=Hidden",
    f"search={NUMBER}", "updated_since=2020-01-01T00:00:00Z&count=true", "external_id=hidden:3", "state=open",
    "client={hidden}", "credit_account={hidden}", "case={hidden}", "include_superseded=true",
)  # fmt: skip
BY_NUMBER, FIND_BY_NUMBER = f"search={NUMBER}", frozenset({"sun", "lou", "key"})  # who knows it whole finds Chen by it
Hide = Callable[[World, random.Random], None]


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands still."""
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr("django.core.signing.time", SimpleNamespace(time=lambda: 1.0))
    return at


def _numbered(monkeypatch: pytest.MonkeyPatch, start: int) -> None:
    """Ids are counted up from here."""
    numbers = count(start)
    monkeypatch.setattr("config.ids.secrets", SimpleNamespace(randbits=lambda bits: next(numbers) % (1 << bits)))
    monkeypatch.setattr("config.ids.time", SimpleNamespace(time_ns=lambda: 1))


# What may be hidden


def _work_of(advisor: Person, world: World, rng: random.Random, name: str) -> None:
    client = client_of(advisor, f"Hidden {name} {rng.random()}")
    Client.objects.filter(pk=client.pk).update(
        external_id=f"hidden:{Client.objects.count()}", external_owner=advisor.pk
    )
    _about(advisor, account_of(client, world.jiebei), rng)


def _about(advisor: Person, account: Any, rng: random.Random) -> None:
    at = clock.now()
    given = {"credit_account": account.pk, "received_at": at - timedelta(days=rng.randint(1, 99)), "channel": "sms"}
    text = rng.choice(("您的额度已恢复。", "因逾期,您的借呗已永久关闭。", "canary"))
    record_evidence(actor=advisor, model=Notice, values={**given, "text": text, "provenance": "client_stated"}, at=at)
    if rng.random() < 0.5:
        made = evaluate_account(actor=advisor, account=account, as_of=None, known_at=None, at=at)
        open_case(actor=advisor, account_id=account.pk, assessment_id=made.pk, at=at)


def west(world: World, rng: random.Random) -> None:
    for _each in range(rng.randint(0, 2)):
        _work_of(world.zoe, world, rng, "West")
    if rng.random() < 0.5:
        create_lender(actor=world.zoe, values={"name": "Hidden Bank", "kind": "bank"}, at=clock.now())
        person(world.west, f"hidden{rng.randint(0, 9)}", "lawyer")


def bobs(world: World, rng: random.Random) -> None:
    for _each in range(rng.randint(0, 2)):
        _work_of(world.bob, world, rng, "Bob's")


def chens(world: World, rng: random.Random) -> None:
    if rng.random() < 0.7:
        _about(world.alice, account_of(world.chen, world.jiebei), rng)
    Client.objects.filter(pk=world.chen.pk).update(name=f"Chen {rng.random()}")


def notes(world: World, rng: random.Random) -> None:
    lou, at = Person.objects.get(email="lou@example.org"), clock.now()
    write_note(actor=lou, case_id=CaseFile.objects.get(client=world.chen, referrals__lawyer=lou).pk, kind="note",
               text=f"hidden {rng.random()}", at=at)  # fmt: skip
    declare_party(actor=lou, engagement="acts_against", lender_id=None, identity_number=f"X{rng.randint(0, 10**9)}",
                  label="hidden", at=at)  # fmt: skip


def digits(world: World, rng: random.Random) -> None:
    """The part of the number that is masked."""
    number = f"{rng.randint(10**13, 10**14 - 1)}{NUMBER[-4:]}"
    sealed = {
        "identity_number_sealed": crypto.encrypt(number),
        "identity_number_index": crypto.blind_index("identity_number", number),
    }
    Client.objects.filter(pk=world.chen.pk).update(**sealed)


def keys(world: World, rng: random.Random) -> None:
    service_key(world.ada, *rng.sample(sorted(SCOPES), 2), name=f"hidden {rng.random()}")


HIDDEN_FROM: dict[str, Sequence[Hide]] = {
    "alice": (west, bobs, notes, keys),  # `identity/` and the client's copy show her the digits
    "bob": (west, chens, notes, digits, keys),
    "lin": (west, bobs, chens, notes, digits, keys),
    "lou": (west, bobs, digits, keys),
    "sun": (west, digits),
    "ada": (west, bobs, chens, notes, digits),
    "zoe": (bobs, chens, notes, digits, keys),
    "key": (west, notes, digits, keys),
}


@dataclass(frozen=True)
class Asking:
    """An actor, and what they ask about in both worlds of a pair."""

    name: str
    caller: Any
    paths: list[str]

    def answers(self, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
        return [self._answer(path, monkeypatch) for path in self.paths]

    def _answer(self, path: str, monkeypatch: pytest.MonkeyPatch) -> Any:
        _numbered(monkeypatch, 1 << 40)
        with transaction.atomic():
            answer = self.caller.get(path, HTTP_X_REQUEST_ID=REQUEST_ID)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if answer.status_code == 202:
                body += self._gathered(answer.json())
            transaction.set_rollback(True)
        return path, answer.status_code, sorted(answer.headers.items()), body

    def _gathered(self, job: Any) -> bytes:
        """An export, done and fetched."""
        run_jobs(now=clock.now)
        done = self.caller.get(f"/api/v1/exports/{job['id']}/content/")
        return b"".join(done.streaming_content) if done.streaming else done.content


def _caller(world: World, name: str) -> Any:
    if name == "key":
        return bearing(service_key(world.ada, *SCOPES)[1])
    return api(Person.objects.get(email=f"{name}@example.org"))


@cache
def _gets() -> tuple[list[str], list[str]]:
    """Addresses of collections, and of objects."""
    paths = [route for route in routes() if route.method == "get" and "totp" not in route.path]
    return [one.path for one in paths if not one.on_an_object], [one.path for one in paths if one.on_an_object]


def _asked(name: str, rng: random.Random, known: dict[str, str], hidden: list[str]) -> Iterator[str]:
    lists, objects = _gets()
    for path in rng.sample(lists, LISTS):
        query = rng.choice(FILTERS).replace("{hidden}", rng.choice(hidden))
        query = "" if query == BY_NUMBER and name in FIND_BY_NUMBER else query
        yield f"{path}?{query}" if query else path
    for path in rng.sample(objects, DETAILS):
        yield path.replace("{id}", known.get(path.split("/")[3], rng.choice(hidden)))
    for path in rng.sample(objects, HIDDEN):
        yield path.replace("{id}", rng.choice(hidden))


def _in_world(
    world: World, hides: Sequence[Hide], seed: int, monkeypatch: pytest.MonkeyPatch, ask: Callable[[], Any]
) -> Any:
    """What `ask` gives beside a hidden world made by chance, which is then taken back."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    _numbered(monkeypatch, 1 << 20)  # the same ids in both: only one of them may have a row
    with transaction.atomic():
        for hide in hides:
            if rng.random() < 0.7:
                hide(world, rng)
        told = ask()
        transaction.set_rollback(True)
    return told


def _ids() -> set[str]:
    models = [model for app in ("accounts", "assessments", "cases") for model in apps.get_app_config(app).get_models()]
    return {str(pk) for model in models for pk in model._default_manager.values_list("pk", flat=True)}


def differences(world: World, monkeypatch: pytest.MonkeyPatch, pairs: range, names: Sequence[str]) -> Iterator[str]:
    known = {resource: ident_of(row) for resource, row in targets(world).items()}
    callers, before = {name: _caller(world, name) for name in names}, _ids()
    for pair in pairs:
        name, rng = names[pair % len(names)], random.Random(pair)  # noqa: S311 - no secret
        first = partial(_first, name, callers[name], rng, known, before, monkeypatch)
        asking, one = _in_world(world, HIDDEN_FROM[name], 2 * pair, monkeypatch, first)
        other = _in_world(world, HIDDEN_FROM[name], 2 * pair + 1, monkeypatch, partial(asking.answers, monkeypatch))
        yield from (f"{name}: {a[0]}: {a[1:]} or {b[1:]}" for a, b in zip(one, other, strict=True) if a != b)


def _first(
    name: str,
    caller: Any,
    rng: random.Random,
    known: dict[str, str],
    before: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Asking, list[Any]]:
    """What is asked names rows that are hidden in the first world, and are not there in the second."""
    hidden = sorted(_ids() - before) or [REQUEST_ID]
    asking = Asking(name, caller, list(_asked(name, rng, known, hidden)))
    return asking, asking.answers(monkeypatch)


def test_hidden_worlds_change_no_answer(world: World, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """All pairs on SQLite; PostgreSQL is asked a quarter of them, for its own order and searching."""
    work_on(world)
    pairs = PAIRS if connection.vendor == "sqlite" else PAIRS // 4

    assert list(differences(world, monkeypatch, range(pairs), list(HIDDEN_FROM))) == []


def test_a_list_that_forgets_the_scope_is_found(
    world: World, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_on(world)
    careless = next(view for view in ResourceViewSet.served if view.resource == "clients" and hasattr(view, "make"))
    monkeypatch.setattr(careless, "selector", lambda actor: Client.objects.select_related("advisor"))

    found = list(differences(world, monkeypatch, range(60), ["alice", "zoe"]))

    assert any("/api/v1/clients/" in line for line in found)
