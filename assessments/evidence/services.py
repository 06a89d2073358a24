"""Recording evidence: once, by a person, with both times; and correcting it by a new row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require, require_act, scope
from accounts.access.registry import row_of
from accounts.audit.services import record, record_many
from accounts.credit_accounts.models import CreditAccount
from assessments.engine.evidence import Provenance
from assessments.evidence.kinds import kind_of
from assessments.evidence.models import Recorded
from assessments.evidence.selectors import list_evidence
from config import clock
from config.errors import InvalidInput, StateConflict

NEEDS_DOCUMENT = (Provenance.OFFICIAL_REPORT, Provenance.LENDER_ISSUED)
# What these columns name has happened when it is recorded; an instalment may be due and an event announced ahead.
HAPPENED = (
    "observed_at", "received_at", "paid_on", "month", "at", "read_on", "issued_on", "served_on", "made_at",
)  # fmt: skip
ATTEMPTS = 5  # to find what another request has just recorded under the same reference

Values = Mapping[str, Any]


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
    accounts = _accounts(actor, items)
    places = [place.format(number) for number in range(len(items))]
    wrong = [each for values, where in zip(items, places, strict=True) for each in _wrong(values, accounts, at, where)]
    if wrong := [*wrong, *_repeated(items, places)]:
        raise InvalidInput.of(wrong)
    rows = [_row(actor, model, accounts[values["credit_account"]], values, at) for values in items]
    kept = _insert(actor, model, rows, places)
    record_many(actor=actor, act="record", rows=[each.row for each in kept if each.is_new], at=at)
    return kept


@transaction.atomic
def correct_evidence(*, actor: Any, row: Recorded, reason: str, values: Values, at: datetime) -> Any:
    """A new row in place of `row`, on the same account and under the same reference. One successor at most."""
    require(actor, "correct", row)
    account = CreditAccount.objects.select_related("office").get(pk=row.credit_account_id)
    given = {**values, "credit_account": account.pk}
    if wrong := [*_moved(row, values), *_wrong(given, {account.pk: account}, at, "/record")]:
        raise InvalidInput.of(wrong)
    return _succeed(actor, row, _row(actor, type(row), account, given, at), reason, at)


@transaction.atomic
def withdraw_evidence(*, actor: Any, row: Recorded, reason: str, at: datetime) -> Any:
    """A new row that repeats `row` and says that it no longer holds."""
    require(actor, "correct", row)
    if row.withdrawn:
        raise StateConflict(_("This is withdrawn already."), code="withdrawn")
    again = {name: getattr(row, name) for name in kind_of(type(row)).columns}
    made = _row(actor, type(row), row.credit_account, {**again, "provenance": row.provenance}, at)
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
    return made


def _moved(row: Recorded, values: Values) -> Iterator[InvalidInput]:
    """A correction stays with the account and the reference of what it corrects."""
    stands = {"credit_account": row.credit_account_id, "source": row.source, "source_ref": row.source_ref}
    for name, value in stands.items():
        if values.get(name, value) != value:
            yield InvalidInput(_("A correction cannot change this."), code="fixed", pointer=f"/record/{name}")


def _insert(actor: Any, model: type[Recorded], rows: list[Recorded], places: Sequence[str]) -> list[Kept]:
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
    names = ("provenance", *kind_of(type(row)).columns)
    if any(getattr(row, name) != getattr(before, name) for name in names):
        detail = _("This reference is recorded already with another content, as %(id)s. Correct that one.")
        conflict = StateConflict(detail % {"id": before.pk}, code="source_ref_taken", pointer=f"{where}/source_ref")
        raise conflict.naming(stored=str(before.pk))
    return Kept(before, False)


def _accounts(actor: Any, items: Sequence[Values]) -> dict[Any, CreditAccount]:
    wanted = {values["credit_account"] for values in items}
    return scope(actor, CreditAccount).select_related("office").in_bulk(list(wanted))


def _row(actor: Any, model: type[Recorded], account: CreditAccount, values: Values, at: datetime) -> Recorded:
    moment = values[kind_of(model).happened]
    return model(
        office_id=account.office_id,
        client_id=account.client_id,
        credit_account_id=account.pk,
        recorded_by=actor,
        created_at=at,
        happened_at=moment if isinstance(moment, datetime) else clock.start_of_day(moment, account.office.zone),
        **{name: value for name, value in values.items() if name != "credit_account"},
    )


# What cannot be recorded


def _repeated(items: Sequence[Values], places: Sequence[str]) -> Iterator[InvalidInput]:
    """A reference names one item of a request."""
    seen: set[Reference] = set()
    for values, where in zip(items, places, strict=True):
        reference = (values["credit_account"], values.get("source", ""), values.get("source_ref", ""))
        if reference[-1] and reference in seen:
            yield InvalidInput(_("This reference is given twice."), code="repeated", pointer=f"{where}/source_ref")
        seen.add(reference)


def _wrong(values: Values, accounts: Mapping[Any, CreditAccount], at: datetime, where: str) -> Iterator[InvalidInput]:
    account = accounts.get(values["credit_account"])
    if account is None:
        yield InvalidInput(_("There is no such object."), code="does_not_exist", pointer=f"{where}/credit_account")
        return
    if values["provenance"] in NEEDS_DOCUMENT:
        yield InvalidInput(
            _("This provenance needs a stored document. Until it is stored, record it as document_seen."),
            code="document_required",
            pointer=f"{where}/provenance",
        )
    for name in _future(values, at, clock.local_date(at, account.office.zone)):
        yield InvalidInput(_("This has not happened yet."), code="future", pointer=f"{where}/{name}")


def _future(values: Values, at: datetime, today: date) -> Iterator[str]:
    for name in HAPPENED:
        moment = values.get(name)
        if moment and moment > (at if isinstance(moment, datetime) else today):
            yield name
    for index, payment in enumerate(values.get("payments") or []):
        if payment["paid_on"] > today.isoformat():
            yield f"payments/{index}/paid_on"
