"""Who is owed what: on this account, and at the other lenders that an official report names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from assessments.engine.assessment import Message
from assessments.engine.evidence import ReportAccount
from assessments.engine.findings import Findings
from assessments.engine.indicators.months import OwnNames, names_own

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Debts:
    """`here`: something is overdue on this account, `amount` of it where known. `elsewhere`: lender and amount."""

    here: bool
    amount: Decimal | None
    elsewhere: tuple[tuple[str, Decimal | None], ...]


def find_debts(findings: Findings, own: OwnNames, by_word: bool) -> Debts:
    """`own`: names that mean this account's lender. `by_word`: the lender or the client speaks of arrears on it."""
    arrears = findings.arrears
    reported = {report.id for report in findings.evidence.credit_reports}
    instalments = {item.id for item in findings.evidence.repayments} & set(arrears.evidence)
    accounts = list(_overdue_accounts(findings))
    here_reported = [account for account in accounts if names_own(account.institution, own)]
    told = bool(set(arrears.evidence) - reported) or by_word
    others = sorted(name for name in set(arrears.creditors) if not names_own(name, own))
    here = told or (bool(arrears.days) and (bool(here_reported) or not others))
    amount = arrears.amount if instalments else _sum(here_reported)
    at = _by_institution(accounts)
    return Debts(here, amount if here else None, tuple((name, _sum(at.get(name, []))) for name in others))


def _overdue_accounts(findings: Findings) -> Iterator[ReportAccount]:
    """Accounts of the newest report, on its day, that show an amount overdue."""
    reports = findings.evidence.credit_reports
    newest = max((report.issued_on for report in reports), default=None)
    cited = frozenset(findings.arrears.evidence)
    for report in reports if findings.arrears.days else ():
        if report.issued_on == newest and report.id in cited:
            yield from (account for account in report.accounts if account.overdue_amount != 0)


def _by_institution(accounts: Iterable[ReportAccount]) -> dict[str, list[ReportAccount]]:
    found: dict[str, list[ReportAccount]] = {}
    for account in accounts:
        found.setdefault(account.institution, []).append(account)
    return found


def _sum(accounts: list[ReportAccount]) -> Decimal | None:
    amounts = [account.overdue_amount for account in accounts if account.overdue_amount]
    return sum(amounts, _NOTHING) if amounts else None


def money(amount: Decimal, currency: str) -> Message:
    """An amount as it is said."""
    if currency == "CNY":
        return Message("plan.money.cny", {"amount": amount})
    return Message("plan.money.other", {"amount": amount, "currency": currency})
