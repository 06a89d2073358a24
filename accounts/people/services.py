"""Signing in and out, and keeping the people of an office."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts.access.decide import require, require_act
from accounts.access.linked import NO_PEOPLE
from accounts.audit.services import record
from accounts.offices.models import Office
from accounts.people.models import Person, Role
from accounts.second_factors.services import require_code
from accounts.sessions import services as sessions
from config.errors import InvalidInput, NotIdentified
from config.ids import uuid7
from config.rows import for_update


def issue_token(*, email: str, password: str, otp: str, at: datetime) -> tuple[str, AuthToken]:
    """A fresh bearer token. Where the pair is wrong no word tells why (an inactive person's is refused too)."""
    person = authenticate(username=email.strip().lower(), password=password)
    if not isinstance(person, Person) or person.role in NO_PEOPLE:
        raise NotIdentified
    require_code(person, otp, at=at)
    with transaction.atomic():
        _still_so(person)
        row, token = AuthToken.objects.create(user=person)
        sessions.begin(person=person, token=row.pk, at=at)
        record(actor=person, act="sign_in", row=person, at=at)
    return token, row


def _still_so(person: Person) -> None:
    """Whoever was switched off or given another password while theirs was being compared is not let in. The lock makes
    an act that ends all their sessions wait, and end this one too."""
    now = for_update(Person.objects.all()).get(pk=person.pk)
    if not now.is_active or now.password != person.password:
        raise NotIdentified


@transaction.atomic
def end_token(*, actor: Any, token: AuthToken, at: datetime) -> None:
    record(actor=actor, act="sign_out", row=actor, at=at)
    token.delete()


@transaction.atomic
def found_office(*, name: str, zone: str, email: str, person: str, password: str, at: datetime) -> Person:
    """A new office with its first administrator; only the command line calls this."""
    office = Office(name=name, zone=zone, created_at=at, updated_at=at)
    office.full_clean()
    office.save(force_insert=True)
    values = {"email": email, "name": person, "role": Role.ADMINISTRATOR}
    made = _unsaved(office.pk, values, at)
    _set_password(made, password)
    if not _saved(made):
        raise _taken()
    record(actor=None, act="create", row=made, at=at)
    return made


@transaction.atomic
def create_person(*, actor: Any, values: dict[str, Any], at: datetime) -> Person:
    """Somebody of the administrator's own office, without a password (`accounts.password_links` sends a link for one).

    An address that the office has is refused. One that signs in to another office gives a person all the same, who
    never gets a link: so nobody learns of another office by adding people.
    """
    require_act(actor, "create", "users")
    person = _unsaved(actor.office_id, values, at)
    person.set_unusable_password()
    wanted = person.email
    if Person.objects.filter(Q(email=wanted) | Q(invited_as=wanted), office_id=actor.office_id).exists():
        raise _taken()
    if not _saved(person):
        person.email, person.invited_as = f"{person.pk.hex}@elsewhere.invalid", wanted
        person.save(force_insert=True)
    record(actor=actor, act="create", row=person, at=at)
    return person


def create_account(*, office_id: UUID, domain: str, name: str, role: str, language: str, at: datetime) -> Person:
    """Through which something else than a person acts (`NO_PEOPLE`). It has no password that could be right, and no
    address that could be written to. Whoever calls this has checked the right to it, and records it."""
    ident = uuid7()
    account = Person(
        id=ident,
        office_id=office_id,
        email=f"{ident}@{domain}",
        name=name,
        role=role,
        language=language,
        created_at=at,
        updated_at=at,
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    return account


def _unsaved(office_id: UUID, values: dict[str, Any], at: datetime) -> Person:
    email = values.pop("email").strip().lower()
    return Person(office_id=office_id, email=email, created_at=at, updated_at=at, **values)


def _saved(person: Person) -> bool:
    """False where the address signs in somewhere already."""
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _taken() -> InvalidInput:
    return InvalidInput(_("This address cannot be used."), code="unique", pointer="/email")


@transaction.atomic
def change_person(*, actor: Any, person: Person, seen: int, changes: dict[str, Any], at: datetime) -> Person:
    """A person who is switched off or given another role is signed out everywhere at once."""
    require(actor, "partial_update", person)
    deciding = sorted({"role", "is_active"} & set(changes))
    if person.pk == actor.pk and deciding:
        raise InvalidInput(_("Nobody changes their own role or switches themselves off."), pointer=f"/{deciding[0]}")
    person.change(at=at, seen=seen, **changes)
    if deciding:
        sessions.end_all(person)
    record(actor=actor, act="change", row=person, at=at, fields=changes)
    return person


@transaction.atomic
def change_own_password(*, actor: Person, password: str, at: datetime) -> Person:
    """Whoever is signed in under the old password is not afterwards."""
    _set_password(actor, password)
    actor.change(at=at, password=actor.password)
    sessions.end_all(actor)
    record(actor=actor, act="change", row=actor, at=at, fields=["password"])
    return actor


def _set_password(person: Person, password: str) -> None:
    try:
        password_validation.validate_password(password, person)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), code="password", pointer="/password") from None
    person.set_password(password)
