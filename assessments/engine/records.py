"""Entries of an official report that the law or the one-off repair says should no longer be shown."""

from __future__ import annotations

from collections.abc import Mapping

from assessments.engine.dated import DatedValue
from assessments.engine.evidence import CreditReport, MonthPerformance, ReportAccount
from assessments.engine.facts import RepairPolicy, five_year_end, one_off_repair
from assessments.engine.findings import Findings
from assessments.engine.indicators.months import MARKS


def report_is_wrong(findings: Findings, facts: Mapping[str, DatedValue]) -> bool:
    """Whether the newest report shows a late mark that should be gone by its day."""
    reports = findings.evidence.credit_reports
    newest = max((report.issued_on for report in reports), default=None)
    policy, kept = RepairPolicy.from_facts(facts), facts["bad_record_years"]
    return any(
        _kept_too_long(report, account, kept) or _not_repaired(report, account, policy)
        for report in reports
        if report.issued_on == newest
        for account in report.accounts
    )


def _kept_too_long(report: CreditReport, account: ReportAccount, kept: DatedValue) -> bool:
    """A late mark on an account that was settled, all paid, more than the years of the rule before the report."""
    rule = kept.get(report.issued_on)
    if rule is None or account.settled_on is None or not any(_is_late(entry) for entry in account.performance):
        return False
    end = five_year_end(account.settled_on, rule.count)
    return end is not None and end < report.issued_on


def _not_repaired(report: CreditReport, account: ReportAccount, policy: RepairPolicy) -> bool:
    """A month inside the one-off repair, on an account settled in time, that still shows its mark or amount."""
    for entry in account.performance:
        month = entry.month.replace(day=1)
        repair = one_off_repair(month, entry.overdue_amount, account.settled_on, policy)
        if _is_late(entry) and repair.should_be_hidden(report.issued_on):
            return True
    return False


def _is_late(entry: MonthPerformance) -> bool:
    return MARKS.get(entry.mark, 0) > 0 or bool(entry.overdue_amount)
