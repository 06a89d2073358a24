from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import named, refuse_erased, require, require_act, scope
from accounts.access.external import TAKEN, named_by, refusing_taken
from accounts.audit.services import record, record_many
from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.lenders.models import CreditProduct, Lender
from accounts.merges.selectors import standing
from config import clock
from config.errors import InvalidInput, StateConflict

RELATED: dict[str, Any] = {"client": Client, "product": CreditProduct, "lender_of_record": Lender}


@transaction.atomic
def create_credit_account(*, actor: Any, values: dict[str, Any], at: datetime) -> CreditAccount:
    require_act(actor, "create", "credit-accounts")
    client = named(actor, Client, values.pop("client"), "/client")
    _refuse_merged([client.pk])
    _refuse_to_come(values, at, client.office.zone)
    values = _relations(actor, named_by(actor, values))
    with refusing_taken():
        account = CreditAccount.objects.create(
            office_id=client.office_id, client=client, created_at=at, updated_at=at, **values
        )
    record(actor=actor, act="create", row=account, at=at)
    return account


@transaction.atomic
def create_credit_accounts(
    *, actor: Any, items: Sequence[dict[str, Any]], at: datetime, place: str = "/items/{}"
) -> list[CreditAccount]:
    """All of them or none. `place` is where the caller's body has them: `/items/{}` with their number."""
    require_act(actor, "create", "credit-accounts")
    found = {name: _found(actor, name, items) for name in RELATED}
    for client in found["client"].values():
        refuse_erased(client.erased_at)
    _refuse_merged(found["client"])
    places = [place.format(number) for number in range(len(items))]
    if wrong := [*_unseen(items, places, found), *_repeated(items, places), *_to_come(items, places, actor, at)]:
        raise InvalidInput.of(wrong)
    _refuse_taken(actor, items, places)
    rows = [_row(actor, values, found, at) for values in items]
    with refusing_taken():
        CreditAccount.objects.bulk_create(rows)
    record_many(actor=actor, act="create", rows=rows, at=at)
    return rows


def _refuse_merged(client_ids: Iterable[Any]) -> None:
    """What is new goes into the kept file."""
    kept = standing().filter(client_id__in=list(client_ids)).values_list("kept_id", flat=True).first()
    if kept is not None:
        words = _("This file is merged into another of the same person: record new accounts there.")
        raise StateConflict(words, code="client_merged").naming(kept=str(kept))


def _found(actor: Any, name: str, items: Sequence[Mapping[str, Any]]) -> dict[Any, Any]:
    wanted = {values[name] for values in items if values.get(name)}
    return scope(actor, RELATED[name]).in_bulk(list(wanted)) if wanted else {}


def _unseen(
    items: Sequence[Mapping[str, Any]], places: Sequence[str], found: Mapping[str, Mapping[Any, Any]]
) -> Iterator[InvalidInput]:
    for values, where in zip(items, places, strict=True):
        for name, rows in found.items():
            if values.get(name) and values[name] not in rows:
                yield InvalidInput(_("There is no such object."), code="does_not_exist", pointer=f"{where}/{name}")


def _repeated(items: Sequence[Mapping[str, Any]], places: Sequence[str]) -> Iterator[InvalidInput]:
    seen: set[str] = set()
    for values, where in zip(items, places, strict=True):
        name = values.get("external_id")
        if name and name in seen:
            yield InvalidInput(_("This name is given twice."), code="repeated", pointer=f"{where}/external_id")
        seen.add(name or "")


def _to_come(
    items: Sequence[Mapping[str, Any]], places: Sequence[str], actor: Any, at: datetime
) -> Iterator[InvalidInput]:
    for values, where in zip(items, places, strict=True):
        try:
            _refuse_to_come(values, at, actor.office.zone, where)
        except InvalidInput as error:
            yield error


def _refuse_to_come(values: Mapping[str, Any], at: datetime, zone: str, where: str = "") -> None:
    if values.get("opened_on") and values["opened_on"] > clock.local_date(at, zone):
        raise InvalidInput(_("This lies in the future."), code="future", pointer=f"{where}/opened_on")


def _refuse_taken(actor: Any, items: Sequence[Mapping[str, Any]], places: Sequence[str]) -> None:
    """Says which row; the table's constraint refuses what another request is faster with."""
    names = {
        values["external_id"]: where for values, where in zip(items, places, strict=True) if values.get("external_id")
    }
    own = CreditAccount.objects.filter(external_owner=actor.pk, external_id__in=names)
    taken = own.order_by("external_id").values_list("external_id", flat=True).first() if names else None
    if taken:
        words = _("You have given this external_id to another object.")
        raise StateConflict(words, code=TAKEN, pointer=f"{names[taken]}/external_id")


def _row(actor: Any, values: Mapping[str, Any], found: Mapping[str, Mapping[Any, Any]], at: datetime) -> CreditAccount:
    related = {name: found[name][values[name]] for name in RELATED if values.get(name)}
    rest = {name: value for name, value in values.items() if name not in RELATED}
    office = related["client"].office_id
    return CreditAccount(office_id=office, created_at=at, updated_at=at, **related, **named_by(actor, rest))


@transaction.atomic
def change_credit_account(
    *, actor: Any, account: CreditAccount, seen: int, changes: dict[str, Any], at: datetime
) -> CreditAccount:
    require(actor, "partial_update", account)
    _refuse_to_come(changes, at, account.office.zone)
    names = sorted(changes)
    with refusing_taken():
        account.change(at=at, seen=seen, **_relations(actor, named_by(actor, changes)))
    record(actor=actor, act="change", row=account, at=at, fields=names)
    return account


def _relations(actor: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Ids replaced by rows that the actor sees."""
    if "product" in values:
        values["product"] = named(actor, CreditProduct, values["product"], "/product")
    if values.get("lender_of_record"):
        values["lender_of_record"] = named(actor, Lender, values["lender_of_record"], "/lender_of_record")
    return values
