"""The newest official report: which accounts show money overdue, and for how long at least."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.engine.evidence import CreditReport, Evidence, ReportAccount
from assessments.engine.indicators.ledger import least_days
from assessments.engine.indicators.months import MARKS, OWN, AccountKey, OwnNames, account_key, report_marks
from assessments.engine.moment import Moment

_WRITTEN_OFF = ("呆账", "呆賬", "bad debt")
_BAD_STATES = (*_WRITTEN_OFF, "逾期", "司法追偿", "司法追償", "overdue")


@dataclass(frozen=True, slots=True)
class Overdue:
    """An account that a report shows overdue; `days` is the least that its mark stands for."""

    report: str
    account: AccountKey
    institution: str
    amount: Decimal | None
    days: int


@dataclass(frozen=True, slots=True)
class ReportNow:
    """The newest report, or reports of one day."""

    issued_on: date
    ids: tuple[str, ...]
    accounts: tuple[ReportAccount, ...]
    overdue: tuple[Overdue, ...]


def newest_reports(evidence: Evidence, moment: Moment, own: OwnNames, fresh_days: int) -> ReportNow | None:
    newest = newest_of(evidence, moment, fresh_days)
    if not newest:
        return None
    accounts = tuple(account for report in newest for account in report.accounts)
    overdue = tuple(entry for report in newest for entry in _overdue(report, own))
    return ReportNow(newest[0].issued_on, tuple(report.id for report in newest), accounts, overdue)


def newest_of(evidence: Evidence, moment: Moment, fresh_days: int) -> list[CreditReport]:
    """The reports of the newest day, unless that day lies too far back."""
    if not evidence.credit_reports:
        return []
    issued_on = max(report.issued_on for report in evidence.credit_reports)
    if moment.days_since(issued_on) > fresh_days:
        return []
    return [report for report in evidence.credit_reports if report.issued_on == issued_on]


def _overdue(report: CreditReport, own: OwnNames) -> Iterator[Overdue]:
    for account in report.accounts:
        mark = last_mark(report, account)
        if _is_overdue(account, mark):
            days = max(1, least_days(MARKS["B"] if _is_in(_WRITTEN_OFF, account) else mark))
            yield Overdue(report.id, account_key(account, own), account.institution, account.overdue_amount, days)


def _is_overdue(account: ReportAccount, mark: int) -> bool:
    """An amount decides; without one the last mark or the account's state does."""
    if account.overdue_amount is not None:
        return account.overdue_amount > 0
    if account.settled_on is not None:
        return False
    return mark > 0 or _is_in(_BAD_STATES, account)


def _is_in(states: tuple[str, ...], account: ReportAccount) -> bool:
    return any(word in account.status.lower() for word in states)


def last_mark(report: CreditReport, account: ReportAccount) -> int:
    """The mark of the newest readable month; 0 where none is."""
    newest = max(report_marks(report, account), default=None)
    return newest[1] if newest else 0


def is_own(entry: Overdue) -> bool:
    return entry.account == OWN
