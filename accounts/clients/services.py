"""Writing clients: what identifies a person is sealed before it reaches a table."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import registry
from accounts.access.decide import require, require_act, scope
from accounts.access.external import named_by, refusing_taken
from accounts.audit.services import record
from accounts.clients.looked_up import INDEXES, plain_identity
from accounts.clients.models import Client
from accounts.merges.selectors import files_of
from accounts.people.models import Person
from config import crypto
from config.errors import InvalidInput, StateConflict
from config.rows import for_update

SEALED = tuple(INDEXES)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@transaction.atomic
def create_client(*, actor: Any, values: dict[str, Any], at: datetime) -> Client:
    """The client belongs to the actor's office and, unless a supervisor or key names an advisor, to the actor."""
    require_act(actor, "create", "clients")
    advisor = _advisor_of_new(actor, values.pop("advisor", None))
    with refusing_taken():
        client = Client.objects.create(
            office_id=actor.office_id,
            advisor=advisor,
            created_at=at,
            updated_at=at,
            **_sealed(named_by(actor, values)),
        )
    record(actor=actor, act="create", row=client, at=at)
    return client


@transaction.atomic
def change_client(*, actor: Any, client: Client, seen: int, changes: dict[str, Any], at: datetime) -> Client:
    require(actor, "partial_update", client)
    names = sorted(changes)
    if "advisor" in changes:
        files = for_update(Client.objects.filter(pk__in=files_of(client.pk))).order_by("pk")
        list(files.values_list("pk"))
        advisor = _advisor_named(actor, changes.pop("advisor"))
        changes["advisor_id"] = advisor.pk
    with refusing_taken():
        client.change(at=at, seen=seen, **_sealed(named_by(actor, changes)))
    record(actor=actor, act="change", row=client, at=at, fields=names)
    if "advisor_id" in changes:
        _take_along(actor, client, at)
        _refuse_unseen(advisor, client)
    client.refresh_from_db()
    return client


def _take_along(actor: Any, client: Client, at: datetime) -> None:
    """Other files of the same person: whoever sees one of them sees all."""
    for other in Client.objects.filter(pk__in=files_of(client.pk)).exclude(pk=client.pk).order_by("pk"):
        other.change(at=at, advisor_id=client.advisor_id)
        record(actor=actor, act="change", row=other, at=at, fields=["advisor"])


def _refuse_unseen(advisor: Person, client: Client) -> None:
    """A client whose advisor a conflict of interest bars would be nobody's."""
    if not scope(advisor, Client).filter(pk=client.pk).exists():
        raise StateConflict(_("This person cannot take over this client."), code="out_of_scope")


@transaction.atomic
def reveal_identity(*, actor: Any, client: Client, at: datetime) -> dict[str, str]:
    """The unmasked number and phone; that they were shown is recorded. A supervisor states a reason beforehand."""
    require(actor, "identity", client)
    record(actor=actor, act="reveal", row=client, at=at, fields=SEALED)
    return {"identity_number": client.identity_number, "phone": client.phone}


def _advisor_of_new(actor: Any, ident: Any) -> Person:
    """A key, which sees no people, names one of its office's advisors: it is nobody's advisor itself."""
    if actor.role != registry.SERVICE:
        return _advisor_named(actor, ident)
    if ident is None:
        raise InvalidInput(_("Name the advisor."), code="required", pointer="/advisor")
    return _advisor(Person.objects.filter(office_id=actor.office_id), ident)


def _advisor_named(actor: Any, ident: Any) -> Person:
    """Supervisors hand clients to any advisor of the office; advisors keep their own."""
    if actor.role in registry.CASEWORKERS and ident in (None, actor.pk):
        person: Person = actor
        return person
    return _advisor(scope(actor, Person) if actor.role == registry.SUPERVISOR else Person.objects.none(), ident)


def _advisor(people: QuerySet[Person], ident: Any) -> Person:
    found = people.filter(pk=ident, role=registry.ADVISOR, is_active=True).first()
    if found is None:
        raise InvalidInput(_("There is no such advisor."), code="not_found", pointer="/advisor")
    return found


def _sealed(values: dict[str, Any]) -> dict[str, Any]:
    """Plain identity values replaced by their sealed form and index."""
    plain = {name: values.pop(name) for name in SEALED if name in values}
    if number := plain.get("identity_number"):
        refuse_impossible_identity_number(number)
    for name, text in plain.items():
        values[f"{name}_sealed"] = crypto.encrypt(text)
        values[f"{name}_index"] = INDEXES[name](text)
    return values


def refuse_impossible_identity_number(number: str) -> None:
    """18-digit resident numbers carry a check digit (GB 11643-1999); passports and others are taken as they are."""
    number = plain_identity(number)
    if re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
        if "10X98765432"[total % 11] != number[17]:
            raise InvalidInput(_("The check digit of this identity number is wrong."), pointer="/identity_number")
