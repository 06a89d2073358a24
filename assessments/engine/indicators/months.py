"""Account-months: instalments, monthly codes and report months of one account and month count once, by the worst."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
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


MonthTable = Sequence[MonthMark]


def account_key(account: ReportAccount, own_names: OwnNames) -> AccountKey:
    """`OWN` where a report's account is, or may well be, the one in question; else what tells it from others."""
    name = account.institution.strip().lower()
    if names_own(name, own_names):
        return OWN
    return (account.kind, name, account.opened_on.isoformat() if account.opened_on else "")


def names_own(institution: str, own_names: OwnNames) -> bool:
    """Whether that name in a report means the lender of the account in question; a missing one may."""
    name = institution.strip().lower()
    return not name or any(own in name for own in own_names)


@dataclass(slots=True)
class _Worst:
    """Gathers what is known of one account and month."""

    mark: int = -1
    on: date = date.min
    over_on: date | None = None
    evidence: set[str] = field(default_factory=set)

    def add(self, mark: int, on: date, over_on: date | None, name: str) -> None:
        """The worst mark wins; lateness is over only when the last of it is."""
        if mark > 0 and over_on is not None:
            self.over_on = max(self.over_on or over_on, over_on)
        if mark < self.mark:
            return
        if mark > self.mark:
            self.mark, self.on, self.evidence = mark, on, {name}
            return
        self.on = on if on > self.on else self.on
        self.evidence.add(name)

    def copy(self) -> _Worst:
        return _Worst(self.mark, self.on, self.over_on, set(self.evidence))

    def seen(self, number: int) -> MonthMark:
        return MonthMark(first_of(number), self.on, self.mark, tuple(self.evidence), self.over_on)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What monthly codes and reports say: of the account itself by month, of others as it stands."""

    own: Mapping[int, _Worst]
    others: tuple[MonthMark, ...]


def read_records(evidence: Evidence, own: OwnNames) -> Recorded:
    table: defaultdict[AccountKey, defaultdict[int, _Worst]] = defaultdict(lambda: defaultdict(_Worst))
    for item in evidence.repayment_months:
        if item.code in MARKS:
            table[OWN][month_number(item.month)].add(MARKS[item.code], item.month, None, item.id)
    for report in evidence.credit_reports:
        for account in report.accounts:
            months = table[account_key(account, own)]
            for number, mark in report_marks(report, account):
                if number not in months or mark >= months[number].mark:
                    months[number].add(mark, first_of(number), None, report.id)
    here: Mapping[int, _Worst] = table.pop(OWN, {})
    return Recorded(here, tuple(worst.seen(number) for each in table.values() for number, worst in each.items()))


def build_months(recorded: Recorded, ledger: tuple[Instalment, ...], grace: int) -> MonthTable:
    own = defaultdict(_Worst, {number: worst.copy() for number, worst in recorded.own.items()})
    for part in ledger:
        if part.days_late is not None and (part.rest == 0 or part.open):
            mark = mark_of(part.days_late) if part.days_late > grace else 0
            over_on = STILL_OPEN if part.open else part.settled_on
            own[month_number(part.due_on)].add(mark, part.due_on, over_on, part.id)
    return [*(worst.seen(number) for number, worst in own.items()), *recorded.others]


def report_marks(report: CreditReport, account: ReportAccount) -> Iterator[tuple[int, int]]:
    """Month numbers and readable marks; `months` runs oldest first and ends with the month of issue."""
    first = month_number(report.issued_on) - len(account.months) + 1
    for number, sign in enumerate(account.months, first):
        if sign in MARKS:
            yield number if number > _FIRST else _FIRST, MARKS[sign]
    for entry in account.performance:
        if entry.mark in MARKS:
            yield month_number(entry.month), MARKS[entry.mark]


def month_number(day: date) -> int:
    """Months counted from year 0, so that they can be subtracted."""
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=4096)
def first_of(number: int) -> date:
    """The first day of the month of that number."""
    return date(number // 12, number % 12 + 1, 1)
