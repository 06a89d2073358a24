"""What the words of a plan's steps may name: creditors, amounts, dates, entries of a report; as messages, not words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from assessments.engine.assessment import Message, Param
from assessments.engine.debts import money
from assessments.engine.indicators.months import first_of, month_number
from assessments.engine.records import Entry, RepairEntry, WrongEntry
from assessments.engine.situation import Outlook, maintenance_end

_MOST_NAMED = 20  # lenders or entries that one step names; the rest are counted


def step_params(look: Outlook) -> Iterator[tuple[str, Param]]:
    """What is not known is left out, or said so in words."""
    yield "product", Message(f"product.{look.product.key}")
    yield "channel", _channel(look)
    yield "creditor", _creditor(look)
    yield "lender_kind", Message(f"plan.lender.{look.lender.kind}")
    yield "owed", tuple(_owed(look))
    yield from _dates(look)
    if look.wrong_entries:
        yield "wrong", _named([_entry(each) for each in look.wrong_entries])
        yield "wrong_why", _named([_why_wrong(each) for each in look.wrong_entries])
    if look.repairs:
        yield "repairs", _named([_fate(each, look) for each in look.repairs])


def _dates(look: Outlook) -> Iterator[tuple[str, Param]]:
    mark, coming = look.next_mark, look.next_class
    if mark:
        yield from (("mark", mark.name), ("mark_on", mark.on))
    if coming:
        yield from (("class", Message(f"plan.class.{coming.name}")), ("class_on", coming.on))
    reports = look.findings.evidence.credit_reports
    dates = {
        "until": maintenance_end(look),
        "report_on": max((report.issued_on for report in reports), default=None),
        "repaid_on": look.made_good_on,
        "kept_until": look.record_kept_until,
    }
    yield from ((name, day) for name, day in dates.items() if day)


def _creditor(look: Outlook) -> Param:
    """Who lends by the contract; where it was not read, who usually does, if anybody."""
    lender = look.lender
    if not lender.name:
        return Message("plan.creditor.by_contract")
    if lender.known:
        return Message("plan.creditor.of_record", {"name": lender.name})
    seen = look.product.verification == "text_seen"
    return Message("plan.creditor.usual" if seen else "plan.creditor.to_verify", {"name": lender.name})


def _channel(look: Outlook) -> Param:
    """The product's official customer line today; where none is known, the one that the contract states."""
    phone = look.pack.phone_of(look.product, look.findings.today)
    return Message("plan.channel.phone", {"phone": phone}) if phone else Message("plan.channel.by_contract")


def _owed(look: Outlook) -> Iterator[Message]:
    """Each creditor with what is overdue there: this account first, then those that the report names."""
    debts, currency = look.debts, look.findings.account.currency
    if debts.here:
        yield _debt(_creditor(look), debts.amount, currency)
    yield from _named([_debt(name, amount, currency) for name, amount in debts.elsewhere])


def _debt(name: Param, amount: Decimal | None, currency: str) -> Message:
    if amount is None:
        return Message("plan.debt.unknown", {"name": name})
    return Message("plan.debt.known", {"name": name, "money": money(amount, currency)})


def _named(messages: Sequence[Message]) -> tuple[Message, ...]:
    """As many as a step can name, and how many more there are."""
    rest = len(messages) - _MOST_NAMED
    return (*messages[:_MOST_NAMED], *([Message("plan.debt.more", {"count": rest})] if rest > 0 else []))


def _entry(entry: Entry) -> Message:
    name: Param = entry.institution or Message("plan.entry.here")
    return Message("plan.entry", {"name": name, "months": tuple(month_spans(entry.months))})


def month_spans(months: Sequence[date]) -> Iterator[str]:
    """Rising months, those that follow each other as one span.

    >>> list(month_spans([date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1), date(2025, 5, 1)]))
    ['2024-12–2025-02', '2025-05']
    """
    numbers = [month_number(month) for month in months]
    start = 0
    for index, number in enumerate(numbers):
        if index + 1 == len(numbers) or numbers[index + 1] != number + 1:
            first, last = _month_name(numbers[start]), _month_name(number)
            yield first if first == last else f"{first}–{last}"
            start = index + 1


@lru_cache(maxsize=1024)
def _month_name(number: int) -> str:
    return f"{first_of(number):%Y-%m}"


def _why_wrong(entry: WrongEntry) -> Message:
    known = {"repaid_on": entry.repaid_on, "since": entry.since}
    days: dict[str, Param] = {name: day for name, day in known.items() if day}
    return Message(f"plan.wrong.{entry.ground}", {"entry": _entry(entry), **days})


def _fate(entry: RepairEntry, look: Outlook) -> Message:
    repair = entry.repair
    since: dict[str, Param] = {"since": repair.wrong_from} if repair.wrong_from else {}
    facts = look.pack.facts
    limits: dict[str, Param] = {
        "most": facts["repair_most_overdue"].versions[-1].value,
        "by": facts["repair_repaid_by"].versions[-1].value,
    }
    return Message(f"plan.repair.{repair.reason}", {"entry": _entry(entry), **limits, **since})
