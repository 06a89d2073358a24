"""What an official report shows that it should not, and how each late month stands under the one-off repair.

Everything is named by institution and month, because an objection names the exact entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assessments.engine.dated import DatedValue
from assessments.engine.evidence import CreditReport, ReportAccount
from assessments.engine.facts import (
    CANNOT_TELL,
    KEPT_TOO_LONG,
    NOT_ELIGIBLE,
    NOT_REPAIRED,
    PAID,
    Repair,
    RepairPolicy,
    five_year_end,
    one_off_repair,
)
from assessments.engine.findings import Findings
from assessments.engine.indicators.months import OwnNames, last_day_of, month_number, names_own
from assessments.engine.lateness import (
    Late,
    LateMonth,
    late_instalments,
    late_months,
    reported_months,
    signs_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Months of one account. `institution` is empty for the account in question where no report names it."""

    institution: str
    months: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongEntry(Entry):
    """`ground`: one of `facts.GROUNDS`. `repaid_on` (at the latest) and `since` (when it should be gone) as known."""

    ground: str
    repaid_on: date | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairEntry(Entry):
    """Months that fare alike under the one-off repair."""

    repair: Repair


_Judged = tuple[LateMonth, Repair]
_Ground = tuple[str, date | None, date | None]
"""Why an entry is wrong, the day of repayment, and since when it should be gone, as far as they are known."""


@dataclass(frozen=True)
class Records:
    """The newest reports and the account's instalments, looked at month by month."""

    findings: Findings
    facts: Mapping[str, DatedValue]
    own: OwnNames

    def wrong_entries(self) -> list[WrongEntry]:
        """Those of the newest report, by account and then by ground."""
        found = [entry for each in self._newest for entry in self._wrong(*each)]
        return sorted(set(found), key=lambda each: (each.institution, each.months, each.ground))

    def repairs(self) -> list[RepairEntry]:
        """Each late month of the policy's window, months that fare alike together; none in another currency."""
        if self.findings.account.currency != "CNY":
            return []
        policy = self._policy
        fates: dict[tuple[str, Repair], set[date]] = {}
        for name, late, repair in self._late(policy):
            if repair.reason != "outside_window":
                fates.setdefault((name, repair), set()).add(late.month)
        found = [RepairEntry(institution=name, months=tuple(sorted(months)), repair=repair)
                 for (name, repair), months in fates.items()]  # fmt: skip
        return sorted(found, key=lambda each: (each.institution, each.months, each.repair.reason))

    @cached_property
    def late_instalments(self) -> list[Late]:
        return list(late_instalments(self.findings.evidence.repayments, self.findings.today))

    @cached_property
    def _newest(self) -> list[tuple[CreditReport, ReportAccount, list[_Judged]]]:
        """The accounts of the newest reports, each with its late months."""
        reports, policy = self.findings.evidence.credit_reports, self._policy
        newest = max((report.issued_on for report in reports), default=None)
        return [
            (report, account, [(late, _repair_of(late, policy)) for late in reported_months(report, account)])
            for report in reports
            if report.issued_on == newest
            for account in report.accounts
        ]

    @cached_property
    def _policy(self) -> RepairPolicy:
        return RepairPolicy.from_facts(self.facts)

    def _late(self, policy: RepairPolicy) -> Iterator[tuple[str, LateMonth, Repair]]:
        """Of reports; and of the instalments, where no report of this account speaks of the month."""
        told: set[int] = set()
        for report, account, late_here in self._newest:
            yield from ((account.institution, *judged) for judged in late_here)
            if names_own(account.institution, self.own):
                told |= signs_of(report, account).keys()
        late = (each for each in self.late_instalments if each.due_on <= policy.window_to)
        for month in late_months(late, policy.window_from, policy.window_to, self.findings.today):
            if month_number(month.month) not in told:
                yield "", month, _repair_of(month, policy)

    def _wrong(self, report: CreditReport, account: ReportAccount, late: list[_Judged]) -> Iterator[WrongEntry]:
        groups: dict[_Ground, list[date]] = {}
        rule = self.facts["bad_record_years"].get(report.issued_on) if late else None
        for month, repair in late:
            found = _ground(report, month, repair, rule.count if rule else None)
            if found:
                groups.setdefault(found, []).append(month.month)
        paid = self._paid_months(report, account, [month for month, _ in late])
        if paid:
            groups[PAID, None, None] = paid
        for (ground, repaid_on, since), months in groups.items():
            yield WrongEntry(
                institution=account.institution, months=tuple(months), ground=ground, repaid_on=repaid_on, since=since
            )

    @cached_property
    def _contradicted(self) -> set[str]:
        against = [each.between for each in self.findings.conflicts if each.text.key in _CONTRADICTED]
        return {name for each in against for name in each}

    def _paid_months(self, report: CreditReport, account: ReportAccount, late: Sequence[LateMonth]) -> list[date]:
        """Months of this account that the report shows late, although every known instalment was paid in time.

        Only where evidence was found to contradict the report; the month of issue stands for an amount overdue now.
        """
        if report.id not in self._contradicted or not names_own(account.institution, self.own):
            return []
        due = {month_number(item.due_on) for item in self.findings.evidence.repayments}
        shown = {month.month for month in late if month_number(month.month) in due}
        if account.overdue_amount:
            shown.add(report.issued_on.replace(day=1))
        ever_late = self.late_instalments
        return [month for month in sorted(shown) if not _any_late_in(ever_late, month)]


def _ground(report: CreditReport, late: LateMonth, repair: Repair, years: int | None) -> _Ground | None:
    """A late mark kept beyond the years of the rule, or one that the one-off repair should have taken away."""
    end = five_year_end(late.repaid_on, years) if years is not None else None
    if end is not None and end < report.issued_on:
        return KEPT_TOO_LONG, late.repaid_on, end
    if repair.should_be_hidden(report.issued_on):
        return NOT_REPAIRED, late.repaid_on, repair.wrong_from
    return None


_CONTRADICTED = ("conflict.report_overdue_but_paid", "conflict.report_month_but_paid")


def _any_late_in(late: Iterable[Late], month: date) -> bool:
    """Whether something was overdue on any day of that month."""
    end = last_day_of(month_number(month))
    return any(each.due_on < end and (each.settled_on is None or each.settled_on >= month) for each in late)


def _repair_of(late: LateMonth, policy: RepairPolicy) -> Repair:
    """Where the day of repayment is not known to the day, the last possible one and one still unpaid frame it."""
    found = one_off_repair(late.month, late.amount, late.repaid_on, policy)
    unpaid_to_the_last = late.unpaid_on is not None and late.unpaid_on >= policy.repaid_by
    if found.result == CANNOT_TELL and late.repaid_on is None and unpaid_to_the_last:
        return Repair(NOT_ELIGIBLE, "repaid_too_late")
    if found.reason == "repaid_too_late" and late.unpaid_on is not None and not unpaid_to_the_last:
        return Repair(CANNOT_TELL, "repayment_unknown")
    return found
