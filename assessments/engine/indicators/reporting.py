"""Indicators of the official credit report: money overdue, look-ups, use of limits, the account's own state."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from assessments.engine.evidence import Inquiry
from assessments.engine.indicators.arrears import overdue_in_report
from assessments.engine.indicators.context import Context
from assessments.engine.indicators.registry import NOT_KNOWN, Measured, indicator

HARD = frozenset({"loan_approval", "card_approval", "guarantee"})
_NO_REPORT = "there is no report, or the newest is too old"


@indicator(
    "report_age_days",
    "calendar days",
    "Age of the newest report.",
    window="newest",
    source=("credit_reports",),
    unknown_when="there is no report",
)
def report_age_days(context: Context) -> Measured:
    reports = context.evidence.credit_reports
    if not reports:
        return NOT_KNOWN
    newest = max(report.issued_on for report in reports)
    ids = tuple(report.id for report in reports if report.issued_on == newest)
    return Measured(context.moment.days_since(newest), ids)


@indicator(
    "report_overdue",
    "accounts",
    "Accounts that the newest report shows overdue now.",
    window="report_fresh_days",
    source=(
        "credit_reports",
        "repayments",
    ),
    unknown_when=_NO_REPORT,
)
def report_overdue(context: Context) -> Measured:
    report = context.report
    if report is None or not report.accounts:
        return NOT_KNOWN
    entries = overdue_in_report(context, report)
    return Measured(len(entries), tuple(sorted({entry.report for entry in entries})))


@indicator(
    "report_clean_months",
    "account-months",
    "Unmarked months in the newest report.",
    window="report_fresh_days",
    source=("credit_reports",),
    unknown_when=_NO_REPORT,
)
def report_clean_months(context: Context) -> Measured:
    report = context.report
    if report is None or not report.accounts:
        return NOT_KNOWN
    clean = sum([account.months.count(sign) for account in report.accounts for sign in "N*C"])
    return Measured(clean, report.ids)


@indicator(
    "hard_inquiries_90d",
    "look-ups",
    "Look-ups for loans, cards, guarantees.",
    window="inquiries_days",
    source=("credit_reports",),
    unknown_when="no report was issued in the window",
)
def hard_inquiries_90d(context: Context) -> Measured:
    reports = context.evidence.credit_reports
    window = context.limits["inquiries_days"]
    if not any(context.moment.days_since(report.issued_on) <= window for report in reports):
        return NOT_KNOWN
    found: Counter[Inquiry] = Counter()
    ids: set[str] = set()
    for report in reports:
        here = [inquiry for inquiry in report.inquiries if _recent_and_hard(context, inquiry)]
        found |= Counter(here)  # reports repeat each other's look-ups: the larger number counts, not the sum
        ids |= {report.id} if here else set()
    return Measured(found.total(), tuple(sorted(ids)))


def _recent_and_hard(context: Context, inquiry: Inquiry) -> bool:
    return inquiry.reason in HARD and 0 <= context.moment.days_since(inquiry.on) <= context.limits["inquiries_days"]


@indicator(
    "report_used_percent",
    "percent",
    "Use of all limits in the newest report.",
    window="report_fresh_days",
    source=("credit_reports",),
    unknown_when=_NO_REPORT,
)
def report_used_percent(context: Context) -> Measured:
    report = context.report
    limits = [a for a in report.accounts if a.credit_limit and a.balance is not None] if report else []
    total = sum((account.credit_limit or Decimal(0) for account in limits), Decimal(0))
    if report is None or total <= 0:
        return NOT_KNOWN
    used = sum((account.balance or Decimal(0) for account in limits), Decimal(0))
    return Measured(int(used * 100 // total), report.ids)


@indicator(
    "report_accounts",
    "accounts",
    "Open accounts in the newest report.",
    window="report_fresh_days",
    source=("credit_reports",),
    unknown_when=_NO_REPORT,
)
def report_accounts(context: Context) -> Measured:
    report = context.report
    if report is None or not report.accounts:
        return NOT_KNOWN
    return Measured(sum(account.settled_on is None for account in report.accounts), report.ids)
