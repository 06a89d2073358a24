"""Account-months: instalments, monthly codes and report months of one account and month count once, by the worst."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assessments.engine.evidence import CreditReport, Evidence, ReportAccount
from assessments.engine.indicators.ledger import Instalment, mark_of
from assessments.engine.moment import month_of, months_before

OwnNames = tuple[str, ...]
AccountKey = tuple[str, ...]
OWN: AccountKey = ("own",)
_BAD_DEBT = {"D": 7, "Z": 7, "B": 7}
_PAID = {"N": 0, "*": 0, "C": 0}
MARKS: Mapping[str, int] = {**{str(mark): mark for mark in range(1, 8)}, **_BAD_DEBT, **_PAID}
"""Marks that say something about paying; `G`, `#` and `/` do not. D, Z and B count as the worst."""


@dataclass(frozen=True, slots=True)
class MonthMark:
    """The worst that is known of an account in a month.

    `on` places it in a window: the due day, or the month's first day where only a mark is known. `over_on` is the
    day it was made good, as far as known.
    """

    month: date
    on: date
    mark: int
    evidence: tuple[str, ...]
    over_on: date | None


MonthTable = Mapping[tuple[AccountKey, date], MonthMark]


def account_key(account: ReportAccount, own_names: OwnNames) -> AccountKey:
    """`OWN` where a report's account is, or may well be, the one in question; else what tells it from others."""
    name = account.institution.strip().lower()
    if not name or any(own in name for own in own_names):
        return OWN
    return (account.kind, name, account.opened_on.isoformat() if account.opened_on else "")


def build_months(evidence: Evidence, ledger: tuple[Instalment, ...], own: OwnNames, grace: int) -> MonthTable:
    table: dict[tuple[AccountKey, date], MonthMark] = {}
    for key, entry in _entries(evidence, ledger, own, grace):
        place = (key, entry.month)
        table[place] = _worse(table.get(place), entry)
    return table


def _worse(old: MonthMark | None, new: MonthMark) -> MonthMark:
    if old is None or new.mark > old.mark:
        return new
    if new.mark < old.mark:
        return old
    ends = [day for day in (old.over_on, new.over_on) if day]
    seen = old.evidence if new.evidence[0] in old.evidence else (*old.evidence, *new.evidence)
    return MonthMark(old.month, max(old.on, new.on), old.mark, seen, max(ends, default=None))


def _entries(
    evidence: Evidence, ledger: tuple[Instalment, ...], own: OwnNames, grace: int
) -> Iterator[tuple[AccountKey, MonthMark]]:
    for part in ledger:
        if part.days_late is not None:
            mark = mark_of(part.days_late) if part.days_late > grace else 0
            yield OWN, MonthMark(month_of(part.due_on), part.due_on, mark, (part.id,), part.settled_on)
    for item in evidence.repayment_months:
        if item.code in MARKS:
            yield OWN, MonthMark(item.month, item.month, MARKS[item.code], (item.id,), None)
    for report in evidence.credit_reports:
        for account in report.accounts:
            key = account_key(account, own)
            for month, mark in report_marks(report, account):
                yield key, MonthMark(month, month, mark, (report.id,), None)


def report_marks(report: CreditReport, account: ReportAccount) -> Iterator[tuple[date, int]]:
    """The readable marks of a report's account; `months` runs oldest first and ends with the month of issue."""
    for back, sign in enumerate(reversed(account.months)):
        if sign in MARKS:
            yield months_before(report.issued_on, back), MARKS[sign]
    for entry in account.performance:
        if entry.mark in MARKS:
            yield month_of(entry.month), MARKS[entry.mark]
