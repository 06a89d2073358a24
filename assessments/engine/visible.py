"""What may be looked at: evidence dated up to `as_of`, in one canonical order, every item with an id.

Whatever is dated later is listed as ignored and leaves no trace elsewhere. Order inside lists of the input
is taken away here, once, so that no later step can depend on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any

from assessments.engine.assessment import Ignored, Message
from assessments.engine.canonical import assign_ids, has_content_id, text_of
from assessments.engine.evidence import KINDS, CreditReport, Evidence, Item, Payment, Repayment, ReportAccount
from assessments.engine.moment import Moment

DATED_BY: dict[str, str] = {
    "displays": "observed_at",
    "notices": "received_at",
    "repayments": "due_on",
    "repayment_months": "month",
    "drawdowns": "at",
    "scores": "read_on",
    "credit_reports": "issued_on",
    "platform_events": "starts_at",
    "legal_papers": "served_on",
    "statements": "made_at",
}
"""The field that says when an item happened. A repayment month counts from its first day on."""

_BY_INSTANT = frozenset({"displays", "notices", "drawdowns", "platform_events", "statements"})
_WHEN: dict[str, Callable[[Any], Any]] = {kind: attrgetter(name) for kind, name in DATED_BY.items()}
_ORDER: dict[str, Callable[[Any], Any]] = {kind: attrgetter(name, "id") for kind, name in DATED_BY.items()}


@dataclass(frozen=True, slots=True)
class Visible:
    evidence: Evidence
    ignored: tuple[Ignored, ...]


def see(evidence: Evidence, moment: Moment) -> Visible:
    """Splits evidence at the moment, strips payments that have not happened yet, gives ids and sorts."""
    now: dict[str, list[Any]] = {}
    later: dict[str, tuple[Any, ...]] = {}
    for kind in KINDS:
        now[kind], ahead = _split(kind, getattr(evidence, kind), moment)
        later[kind] = tuple(ahead)
    stripped: dict[str, Any] = {kind: tuple(items) for kind, items in now.items()}
    for kind, as_known in _AS_KNOWN.items():
        stripped[kind] = tuple([_stripped(kind, each, as_known(each, moment.today)) for each in now[kind]])
    known = assign_ids(Evidence(**stripped))
    ignored = list(_ignored_payments(now["repayments"], stripped["repayments"], known.repayments, moment))
    if any(later.values()):
        ignored.extend(_ignored_items(assign_ids(Evidence(**later)), moment))
    ignored.sort(key=lambda entry: (entry.evidence, entry.because.key))
    return Visible(_sorted(known), tuple(ignored))


def _split(kind: str, items: Sequence[Item], moment: Moment) -> tuple[list[Item], list[Item]]:
    when, last = _WHEN[kind], moment.as_of if kind in _BY_INSTANT else moment.today
    later = [item for item in items if when(item) > last]
    return [item for item in items if when(item) <= last] if later else list(items), later


def _stripped(kind: str, item: Item, known: Item) -> Item:
    """The item as it was known then. An id made from content that is taken away is made anew."""
    if known is not item and known != item and has_content_id(kind, item):
        return replace(known, id="")
    return known


def _without_later_payments(item: Repayment, today: date) -> Repayment:
    """`payments` wins, so what it overrules is dropped; a payment after today has not happened."""
    payments, overruled = item.payments, item.paid_on is not None or item.amount_paid is not None
    if payments:
        if len(payments) == 1 and not overruled and payments[0].paid_on <= today:
            return item  # as most are
        kept = _made_by(payments, today)
        if kept == payments and not overruled:
            return item
        return replace(item, payments=kept, paid_on=None, amount_paid=None)
    if item.paid_on is not None and item.paid_on > today:
        return replace(item, paid_on=None, amount_paid=None)
    return item


def _made_by(payments: tuple[Payment, ...], today: date) -> tuple[Payment, ...]:
    return tuple(sorted((p for p in payments if p.paid_on <= today), key=lambda p: (p.paid_on, p.amount)))


def _ordered_report(report: CreditReport, today: date) -> CreditReport:
    accounts = _ordered(_ordered_account(account, today) for account in report.accounts)
    inquiries = _ordered(report.inquiries)
    if accounts == report.accounts and inquiries == report.inquiries:
        return report
    return replace(report, accounts=accounts, inquiries=inquiries)


def _ordered_account(account: ReportAccount, today: date) -> ReportAccount:
    if not account.performance:
        return account
    return replace(account, performance=_ordered(entry for entry in account.performance if entry.month <= today))


def _ordered(parts: Iterable[Any]) -> tuple[Any, ...]:
    found = tuple(parts)
    return tuple(sorted(found, key=text_of)) if len(found) > 1 else found


def _sorted(evidence: Evidence) -> Evidence:
    return Evidence(**{kind: tuple(sorted(getattr(evidence, kind), key=_ORDER[kind])) for kind in KINDS})


def _ignored_items(later: Evidence, moment: Moment) -> list[Ignored]:
    found = []
    for kind, item in later.items():
        when = moment.day_of(getattr(item, DATED_BY[kind]))
        found.append(Ignored(item.id, Message("ignored.after_as_of", {"on": when, "as_of": moment.today})))
    return found


_AS_KNOWN: dict[str, Callable[[Any, date], Item]] = {
    "repayments": _without_later_payments,
    "credit_reports": _ordered_report,
}
"""What an item of that kind was by the end of a day."""


def _ignored_payments(
    told: Iterable[Repayment], stripped: Iterable[Repayment], known: Iterable[Repayment], moment: Moment
) -> Iterator[Ignored]:
    """Cited by the id the instalment has without the payments that have not happened."""
    for item, left, kept in zip(told, stripped, known, strict=True):
        if left is item:
            continue
        days = [payment.paid_on for payment in item.payments] or ([item.paid_on] if item.paid_on else [])
        if days and max(days) > moment.today:
            params = {"on": max(days), "as_of": moment.today}
            yield Ignored(kept.id, Message("ignored.payment_after_as_of", params))
