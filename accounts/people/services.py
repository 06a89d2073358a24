"""Signing in and out, and keeping the people of an office."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts.access.decide import require, require_act
from accounts.audit.services import record
from accounts.offices.models import Office
from accounts.people.models import Person, Role
from accounts.second_factors.services import require_code
from config.errors import InvalidInput, NotIdentified


def issue_token(*, email: str, password: str, otp: str, at: datetime) -> tuple[str, AuthToken]:
    """A fresh bearer token. Where the pair is wrong no word tells why (an inactive person's is refused too)."""
    person = authenticate(username=email.strip().lower(), password=password)
    if not isinstance(person, Person):
        raise NotIdentified
    require_code(person, otp, at=at)
    with transaction.atomic():
        row, token = AuthToken.objects.create(user=person)
        record(actor=person, act="sign_in", row=person, at=at)
    return token, row


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
    values = {"email": email, "name": person, "role": Role.ADMINISTRATOR, "password": password}
    return _made(office.pk, values, actor=None, at=at)


@transaction.atomic
def create_person(*, actor: Any, values: dict[str, Any], at: datetime) -> Person:
    """The new person belongs to the administrator's own office."""
    require_act(actor, "create", "users")
    return _made(actor.office_id, values, actor=actor, at=at)


def _made(office_id: UUID, values: dict[str, Any], *, actor: Any, at: datetime) -> Person:
    password, email = values.pop("password"), values.pop("email").strip().lower()
    taken = InvalidInput(_("This address cannot be used."), code="unique", pointer="/email")
    if Person.objects.filter(email=email).exists():
        raise taken
    person = Person(office_id=office_id, email=email, created_at=at, updated_at=at, **values)
    _set_password(person, password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise taken from None
    record(actor=actor, act="create", row=person, at=at)
    return person


@transaction.atomic
def change_person(*, actor: Any, person: Person, seen: int, changes: dict[str, Any], at: datetime) -> Person:
    """A person who is switched off or given another role loses every token at once."""
    require(actor, "partial_update", person)
    deciding = sorted({"role", "is_active"} & set(changes))
    if person.pk == actor.pk and deciding:
        raise InvalidInput(_("Nobody changes their own role or switches themselves off."), pointer=f"/{deciding[0]}")
    person.change(at=at, seen=seen, **changes)
    if deciding:
        AuthToken.objects.filter(user=person).delete()
    record(actor=actor, act="change", row=person, at=at, fields=changes)
    return person


@transaction.atomic
def change_own_password(*, actor: Person, password: str, at: datetime) -> Person:
    """Whoever holds a token under the old password holds nothing afterwards."""
    _set_password(actor, password)
    actor.change(at=at, password=actor.password)
    AuthToken.objects.filter(user=actor).delete()
    record(actor=actor, act="change", row=actor, at=at, fields=["password"])
    return actor


def _set_password(person: Person, password: str) -> None:
    try:
        password_validation.validate_password(password, person)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), code="password", pointer="/password") from None
    person.set_password(password)
