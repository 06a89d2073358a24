"""What cannot be recorded: all that is wrong with an item, as far as only the office can know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.access.decide import refuse_erased, scope
from accounts.credit_accounts.models import CreditAccount
from accounts.documents.models import Document
from accounts.people.models import Person
from assessments.evidence.models import NEEDS_DOCUMENT, Recorded
from config import clock
from config.errors import InvalidInput

# What these columns name has happened when it is recorded; an instalment may be due and an event announced ahead.
HAPPENED = (
    "observed_at", "received_at", "paid_on", "month", "at", "read_on", "issued_on", "served_on", "made_at",
)  # fmt: skip

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Surroundings:
    """The rows that items name, as far as the actor sees them, by id."""

    accounts: Mapping[Any, CreditAccount]
    documents: Mapping[Any, Document]
    people: Mapping[Any, Person]

    @classmethod
    def of(cls, actor: Any, items: Sequence[Values]) -> Surroundings:
        accounts = _named(scope(actor, CreditAccount).select_related("office", "client"), "credit_account", items)
        for account in accounts.values():
            refuse_erased(account.client.erased_at)
        return cls(
            accounts,
            _named(scope(actor, Document), "document", items),
            _named(scope(actor, Person), "seen_by", items),
        )


def _named(rows: Any, name: str, items: Sequence[Values]) -> Mapping[Any, Any]:
    wanted = {values[name] for values in items if values.get(name)}
    found: dict[Any, Model] = rows.in_bulk(list(wanted)) if wanted else {}
    return found


def wrong_with(values: Values, around: Surroundings, at: datetime, where: str) -> Iterator[InvalidInput]:
    account = around.accounts.get(values["credit_account"])
    if account is None:
        yield _absent(f"{where}/credit_account")
        return
    yield from _wrong_paper(values, around, account, where)
    for name in _future(values, at, clock.local_date(at, account.office.zone)):
        yield InvalidInput(_("This has not happened yet."), code="future", pointer=f"{where}/{name}")


def _wrong_paper(values: Values, around: Surroundings, account: CreditAccount, where: str) -> Iterator[InvalidInput]:
    """What a lender or registry issued is stored with the paper itself, of the same client, and who saw it."""
    document, seen_by = values.get("document"), values.get("seen_by")
    paper, witness = around.documents.get(document), around.people.get(seen_by)
    if document and (paper is None or paper.client_id != account.client_id):
        yield _absent(f"{where}/document")
    if seen_by and (witness is None or witness.office_id != account.office_id):
        yield _absent(f"{where}/seen_by")
    if values["provenance"] in NEEDS_DOCUMENT and not (document and seen_by):
        yield InvalidInput(
            _("This provenance needs a stored document and who saw it. Until then, record it as document_seen."),
            code="document_required",
            pointer=f"{where}/provenance",
        )


def _absent(pointer: str) -> InvalidInput:
    return InvalidInput(_("There is no such object."), code="does_not_exist", pointer=pointer)


def _future(values: Values, at: datetime, today: date) -> Iterator[str]:
    for name in HAPPENED:
        moment = values.get(name)
        if moment and moment > (at if isinstance(moment, datetime) else today):
            yield name
    for index, payment in enumerate(values.get("payments") or []):
        if payment["paid_on"] > today.isoformat():
            yield f"payments/{index}/paid_on"


def repeated(items: Sequence[Values], places: Sequence[str]) -> Iterator[InvalidInput]:
    """A reference names one item of a request."""
    seen: set[tuple[Any, ...]] = set()
    for values, where in zip(items, places, strict=True):
        reference = (values["credit_account"], values.get("source", ""), values.get("source_ref", ""))
        if reference[-1] and reference in seen:
            yield InvalidInput(_("This reference is given twice."), code="repeated", pointer=f"{where}/source_ref")
        seen.add(reference)


def moved(row: Recorded, values: Values) -> Iterator[InvalidInput]:
    """A correction stays with the account and the reference of what it corrects."""
    stands = {"credit_account": row.credit_account_id, "source": row.source, "source_ref": row.source_ref}
    for name, value in stands.items():
        if values.get(name, value) != value:
            yield InvalidInput(_("A correction cannot change this."), code="fixed", pointer=f"/record/{name}")
