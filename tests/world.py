"""The fixed cast. East: Alice (advisor, owns Chen's file), Bob (advisor, does not), Lin (lawyer), Sun (supervisor),
Ada (administrator). West: Zoe (advisor), who must see nothing of East's, with her own client Wu.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client as Browser
from rest_framework.test import APIClient

from accounts.access.sight import look_again
from accounts.audit.seen import Seen, gathering
from accounts.keys.services import create_service_key
from accounts.models import Client, CreditAccount, CreditProduct, Office, Person
from accounts.sessions.services import note_use
from config import clock, crypto

PASSWORD = "quiet-river-77"
NUMBER, PHONE = "11010519491231002X", "13800001234"


@dataclass(frozen=True)
class World:
    east: Office
    west: Office
    alice: Person
    bob: Person
    lin: Person
    sun: Person
    ada: Person
    zoe: Person
    chen: Client
    wu: Client
    jiebei: CreditProduct
    account: CreditAccount

    @property
    def people(self) -> dict[str, Person]:
        return {name: getattr(self, name) for name in ("alice", "bob", "lin", "sun", "ada", "zoe")}


def build_world() -> World:
    east, west = Office.objects.create(name="East"), Office.objects.create(name="West")
    alice, bob = person(east, "alice", "advisor"), person(east, "bob", "advisor")
    zoe = person(west, "zoe", "advisor")
    chen, wu = client_of(alice, "Chen"), client_of(zoe, "Wu")
    jiebei = CreditProduct.objects.create(key="jiebei", name="借呗")
    return World(
        east=east,
        west=west,
        alice=alice,
        bob=bob,
        lin=person(east, "lin", "lawyer"),
        sun=person(east, "sun", "supervisor"),
        ada=person(east, "ada", "administrator"),
        zoe=zoe,
        chen=chen,
        wu=wu,
        jiebei=jiebei,
        account=account_of(chen, jiebei),
    )


def person(office: Office, name: str, role: str, **values: Any) -> Person:
    made = Person(office=office, email=f"{name}@example.org", name=name.title(), role=role, **values)
    made.set_password(PASSWORD)
    made.save()
    return made


def client_of(advisor: Person, name: str) -> Client:
    return Client.objects.create(
        office=advisor.office,
        advisor=advisor,
        name=name,
        identity_number_sealed=crypto.encrypt(NUMBER),
        identity_number_index=crypto.blind_index("identity_number", NUMBER),
        phone_sealed=crypto.encrypt(PHONE),
        phone_index=crypto.blind_index("phone", PHONE),
    )


def account_of(client: Client, product: CreditProduct) -> CreditAccount:
    return CreditAccount.objects.create(office=client.office, client=client, product=product)


def service_key(by: Person, *scopes: str, **given: Any) -> tuple[Person, str]:
    """The account of a key of `by`'s office, as a request has it, and its token."""
    given = {"name": "CRM", "purpose": "client_casework", "ends_at": clock.now() + timedelta(days=30), **given}
    key, token = create_service_key(actor=by, scopes=scopes, **given, at=clock.now())
    return key.account, token


def bearing(token: str) -> APIClient:
    return APIClient(HTTP_ACCEPT_LANGUAGE="en", HTTP_AUTHORIZATION=f"Bearer {token}")


def api(person: Person | None = None) -> APIClient:
    """A caller of the API, in English."""
    caller = APIClient(HTTP_ACCEPT_LANGUAGE="en")
    if person is not None:
        look_again(person)  # a real request loads its person afresh
        caller.force_authenticate(person)
    return caller


def browser(person: Person) -> Browser:
    """A signed-in visitor of the admin, in English."""
    visitor = Browser(HTTP_ACCEPT_LANGUAGE="en")
    visitor.force_login(person)
    with gathering(Seen(address="127.0.0.1")):  # as after the log-in page: the first page asks no more than the next
        note_use(person=person, browser=visitor.session.session_key, at=clock.now())
    return visitor


def problems(answer: Any) -> dict[str, str]:
    """Pointer to code of a 400."""
    assert answer.status_code == 400, (answer.status_code, answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    return {error["pointer"]: error["code"] for error in answer.json()["errors"]}


def read_whole(answer: Any) -> Any:
    """A file is handed out open, and closed when it is read."""
    if answer.streaming:
        list(answer.streaming_content)
    return answer
