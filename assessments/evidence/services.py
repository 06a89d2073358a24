"""Recording evidence: once, by a person, with both times; and correcting it by a new row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require, require_act
from accounts.access.registry import row_of
from accounts.audit.services import record, record_many
from accounts.credit_accounts.models import CreditAccount
from assessments.evidence import consequences
from assessments.evidence.checks import Surroundings, Values, moved, repeated, wrong_with
from assessments.evidence.kinds import kind_of
from assessments.evidence.models import Recorded
from assessments.evidence.selectors import list_evidence
from config import clock
from config.errors import InvalidInput, StateConflict
from config.rows import for_update

ATTEMPTS = 5  # to find what another request has just recorded under the same reference
# Of every kind, beside the kind's own columns: what makes an item another one, and what a withdrawal repeats.
SHARED = ("provenance", "document_id", "seen_by_id")


@dataclass(frozen=True)
class Kept:
    """`is_new` is false where the same source had sent the same before."""

    row: Recorded
    is_new: bool


def record_evidence(*, actor: Any, model: type[Recorded], values: Values, at: datetime) -> Any:
    """One item on an account that the actor sees."""
    return record_items(actor=actor, model=model, items=[values], at=at)[0].row


@transaction.atomic
def record_items(
    *, actor: Any, model: type[Recorded], items: Sequence[Values], at: datetime, place: str = ""
) -> list[Kept]:
    """All of them or none. `place` is where the caller's body has them: `/items/{}` with their number."""
    require_act(actor, "create", row_of(model).resource)
    around = Surroundings.of(actor, items)
    places = [place.format(number) for number in range(len(items))]
    each = (wrong_with(values, around, at, where) for values, where in zip(items, places, strict=True))
    if wrong := [*chain.from_iterable(each), *repeated(items, places)]:
        raise InvalidInput.of(wrong)
    rows = [_row(actor, model, around.accounts[values["credit_account"]], values, at) for values in items]
    kept = _insert(actor, model, rows, places)
    made = [each.row for each in kept if each.is_new]
    record_many(actor=actor, act="record", rows=made, at=at)
    for row in made:
        consequences.after_recording(actor, row, at)
    consequences.after_recording_all(actor, made, at)
    return kept


@transaction.atomic
def correct_evidence(*, actor: Any, row: Recorded, reason: str, values: Values, at: datetime) -> Any:
    """A new row in place of `row`, on the same account and under the same reference. One successor at most."""
    require(actor, "correct", row)
    given = {**values, "credit_account": row.credit_account_id}
    around = Surroundings.of(actor, [given])
    if wrong := [*moved(row, values), *wrong_with(given, around, at, "/record")]:
        raise InvalidInput.of(wrong)
    made = _row(actor, type(row), around.accounts[row.credit_account_id], given, at)
    return _succeed(actor, row, made, reason, at)


@transaction.atomic
def withdraw_evidence(*, actor: Any, row: Recorded, reason: str, at: datetime) -> Any:
    """A new row that repeats `row` and says that it no longer holds."""
    require(actor, "correct", row)
    if row.withdrawn:
        raise StateConflict(_("This is withdrawn already."), code="withdrawn")
    again = {name: getattr(row, name) for name in (*SHARED, *kind_of(type(row)).columns)}
    made = _row(actor, type(row), row.credit_account, again, at)
    made.withdrawn = True
    return _succeed(actor, row, made, reason, at)


def _succeed(actor: Any, row: Recorded, made: Recorded, reason: str, at: datetime) -> Recorded:
    """The table's constraint lets the first of several through; the others hear who it was."""
    made.supersedes, made.reason = row, reason
    made.source, made.source_ref = row.source, row.source_ref
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        first = list_evidence(actor, type(row)).filter(supersedes=row).first()
        if first is None:
            raise
        detail = _("This is superseded already by %(id)s.") % {"id": first.pk}
        raise StateConflict(detail, code="superseded").naming(superseded_by=str(first.pk)) from None
    record(actor=actor, act="withdraw" if made.withdrawn else "correct", row=made, at=at)
    consequences.after_correcting(actor, made, at)
    return made


def _insert(actor: Any, model: type[Recorded], rows: list[Recorded], places: Sequence[str]) -> list[Kept]:
    _one_at_a_time(rows)
    for attempt in range(ATTEMPTS):
        stored = _stored(actor, model, rows)
        kept = [_kept(row, stored, where) for row, where in zip(rows, places, strict=True)]
        try:
            with transaction.atomic():
                model._default_manager.bulk_create([each.row for each in kept if each.is_new])
            return kept
        except IntegrityError:  # another request recorded the same reference meanwhile: look again
            if attempt == ATTEMPTS - 1:
                raise
    return []  # pragma: no cover - the loop returns or raises


def _one_at_a_time(rows: list[Recorded]) -> None:
    """Deliveries that name references of one account come one after the other (SQLite has one writer anyway)."""
    accounts = {row.credit_account_id for row in rows if row.source_ref}
    if accounts:
        held = for_update(CreditAccount.objects.filter(pk__in=accounts)).order_by("pk")
        list(held.values_list("pk"))


Reference = tuple[Any, str, str]


def _reference(row: Recorded) -> Reference:
    return row.credit_account_id, row.source, row.source_ref


def _stored(actor: Any, model: type[Recorded], rows: list[Recorded]) -> dict[Reference, Recorded]:
    named = [row for row in rows if row.source_ref]
    if not named:
        return {}
    found = list_evidence(actor, model).filter(
        supersedes=None,
        credit_account__in={row.credit_account_id for row in named},
        source_ref__in={row.source_ref for row in named},
    )
    return {_reference(row): row for row in found}


def _kept(row: Recorded, stored: Mapping[Reference, Recorded], where: str) -> Kept:
    """The same again is what is stored; something else under the same reference is a conflict."""
    before = stored.get(_reference(row))
    if before is None:
        return Kept(row, True)
    names = (*SHARED, *kind_of(type(row)).columns)
    if any(getattr(row, name) != getattr(before, name) for name in names):
        detail = _("This reference is recorded already with another content, as %(id)s. Correct that one.")
        conflict = StateConflict(detail % {"id": before.pk}, code="source_ref_taken", pointer=f"{where}/source_ref")
        raise conflict.naming(stored=str(before.pk))
    return Kept(before, False)


def _row(actor: Any, model: type[Recorded], account: CreditAccount, values: Values, at: datetime) -> Recorded:
    moment = values[kind_of(model).happened]
    return model(
        office_id=account.office_id,
        client_id=account.client_id,
        credit_account_id=account.pk,
        recorded_by=actor,
        created_at=at,
        happened_at=moment if isinstance(moment, datetime) else clock.start_of_day(moment, account.office.zone),
        **{_COLUMN_OF.get(name, name): value for name, value in values.items() if name != "credit_account"},
    )


_COLUMN_OF = {"document": "document_id", "seen_by": "seen_by_id"}
