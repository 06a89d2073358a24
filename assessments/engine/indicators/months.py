"""Account-months: instalments, monthly codes and report months of one account and month count once, by the worst."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from assessments.engine.evidence import CreditReport, Evidence, ReportAccount
from assessments.engine.indicators.ledger import Instalment, mark_of

OwnNames = tuple[str, ...]
AccountKey = tuple[str, ...]
OWN: AccountKey = ("own",)
STILL_OPEN = date.max
_FIRST = 12  # January of year 1
_BAD_DEBT = {"D": 7, "Z": 7, "B": 7}
_PAID = {"N": 0, "*": 0, "C": 0}
MARKS: Mapping[str, int] = {**{str(mark): mark for mark in range(1, 8)}, **_BAD_DEBT, **_PAID}
"""Marks that say something about paying; `G`, `#` and `/` do not. D, Z and B count as the worst."""


class MonthMark(NamedTuple):
    """The worst that is known of an account in a month.

    `on` places it in a window: the due day, or the month's first day where only a mark is known. `over_on` is the
    day it was made good, as far as known: `STILL_OPEN` while something of it is unpaid.
    """

    month: date
    on: date
    mark: int
    evidence: tuple[str, ...]
    over_on: date | None


def account_key(account: ReportAccount, own_names: OwnNames) -> AccountKey:
    """`OWN` where a report's account is, or may well be, the one in question; else what tells it from others."""
    name = account.institution.strip().lower()
    if names_own(name, own_names):
        return OWN
    return (account.kind, name, account.opened_on.isoformat() if account.opened_on else "")


@lru_cache(maxsize=1024)
def names_own(institution: str, own_names: OwnNames) -> bool:
    """Whether that name in a report means the lender of the account in question; a missing one may."""
    name = institution.strip().lower()
    return not name or any(own in name for own in own_names)


def worst_of(known: MonthMark, other: MonthMark) -> MonthMark:
    """What both say of one account and month: the worst mark wins, lateness is over only when the last of it is."""
    over_on = _later(known.over_on, other.over_on) if other.over_on else known.over_on
    if other.mark < known.mark:
        return known if over_on == known.over_on else known._replace(over_on=over_on)
    if other.mark > known.mark:
        return other._replace(over_on=over_on)
    evidence = known.evidence
    for each in other.evidence:
        if each not in evidence:
            evidence = (*evidence, each)
    return MonthMark(known.month, max(known.on, other.on), known.mark, evidence, over_on)


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


@dataclass(frozen=True, slots=True)
class Recorded:
    """What monthly codes and reports say: of the account itself by month, of others as it stands."""

    own: Mapping[int, MonthMark]
    others: tuple[MonthMark, ...]


def read_records(evidence: Evidence, own: OwnNames) -> Recorded:
    table: defaultdict[AccountKey, dict[int, MonthMark]] = defaultdict(dict)
    here = table[OWN]
    for item in evidence.repayment_months:
        if item.code in MARKS:
            number = month_number(item.month)
            said = MonthMark(first_of(number), item.month, MARKS[item.code], (item.id,), None)
            here[number] = worst_of(here[number], said) if number in here else said
    for report in evidence.credit_reports:
        said_there = _Said(report.id)
        for account in report.accounts:
            _read_account(table[account_key(account, own)], report, account, said_there)
    del table[OWN]
    return Recorded(here, tuple([entry for each in table.values() for entry in each.values()]))


class _Said(dict[tuple[int, int], MonthMark]):
    """What one report says of a month, by its number and mark; its accounts say the same again and again."""

    def __init__(self, report: str) -> None:
        super().__init__()
        self.cited = (report,)

    def __missing__(self, said: tuple[int, int]) -> MonthMark:
        first = first_of(said[0])
        self[said] = found = MonthMark(first, first, said[1], self.cited, None)
        return found


def _read_account(months: dict[int, MonthMark], report: CreditReport, account: ReportAccount, there: _Said) -> None:
    marks = report_marks(report, account)
    if not months and len(once := {said[0]: there[said] for said in marks}) == len(marks):
        months.update(once)  # most accounts stand in one report, with each month once
        return
    for said in marks:
        number, mark = said
        known = months.get(number)
        if known is None:
            months[number] = there[said]
        elif mark > known.mark or (mark == known.mark and report.id not in known.evidence):
            months[number] = worst_of(known, there[said])


def months_with(
    own: Mapping[int, MonthMark], due: Iterable[tuple[int, Instalment]], grace: int
) -> dict[int, MonthMark]:
    """The account's months by number: what is recorded of it, and its instalments with their months' numbers."""
    months = dict(own)
    for number, part in due:
        if part.days_late is not None and (part.rest == 0 or part.open):
            paid = _month_of(part, number, grace)
            months[number] = worst_of(months[number], paid) if number in months else paid
    return months


def _month_of(part: Instalment, number: int, grace: int) -> MonthMark:
    mark = mark_of(part.days_late or 0) if (part.days_late or 0) > grace else 0
    over_on = (STILL_OPEN if part.open else part.settled_on) if mark else None
    return MonthMark(first_of(number), part.due_on, mark, (part.id,), over_on)


def report_marks(report: CreditReport, account: ReportAccount) -> list[tuple[int, int]]:
    """Month numbers and readable marks; `months` runs oldest first and ends with the month of issue."""
    row = _row_of_marks(account.months, month_number(report.issued_on))
    told = [entry for entry in account.performance if entry.mark in MARKS]
    return row + [(month_number(entry.month), MARKS[entry.mark]) for entry in told] if told else row


@lru_cache(maxsize=1024)
def _row_of_marks(months: str, last: int) -> list[tuple[int, int]]:
    """Read once for the steps that go over the accounts of one report in turn."""
    first = last - len(months) + 1
    return [(max(at, _FIRST), MARKS[sign]) for at, sign in enumerate(months, first) if sign in MARKS]


def month_number(day: date) -> int:
    """Months counted from year 0, so that they can be subtracted."""
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=4096)
def first_of(number: int) -> date:
    """The first day of the month of that number."""
    return date(number // 12, number % 12 + 1, 1)


@lru_cache(maxsize=4096)
def last_day_of(number: int) -> date:
    """The last day of the month of that number."""
    return date.max if number >= month_number(date.max) else first_of(number + 1) - timedelta(days=1)
