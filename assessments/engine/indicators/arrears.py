"""What is overdue today, from instalments, monthly codes, the newest report and what the lender itself says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from assessments.engine.findings import Arrears
from assessments.engine.indicators.ledger import least_days
from assessments.engine.indicators.months import MARKS
from assessments.engine.indicators.reports import Overdue, ReportNow, is_own
from assessments.engine.moment import month_of, months_before

if TYPE_CHECKING:
    from assessments.engine.indicators.context import Context


class ArrearsSource(NamedTuple):
    """What one kind of evidence says: `days` overdue at least (0: nothing is overdue)."""

    days: int
    evidence: tuple[str, ...]
    amount: Decimal | None = None
    oldest: date | None = None
    creditors: tuple[str, ...] = ()


def find_arrears(context: Context) -> Arrears | None:
    """The longest arrears that any evidence shows; None where nothing speaks of paying at all."""
    known = [source for source in (_instalments(context), code_arrears(context), _reports(context)) if source]
    clean = bool(known) and not any(source.days for source in known)
    stated = None if clean else _stated(context)
    late = [source for source in (*known, stated) if source and source.days]
    if not known and not stated:
        return Arrears() if any(part.due > 0 for part in context.ledger) else None  # due today at the earliest
    if not late:
        return Arrears()
    return Arrears(
        amount=_amount(late),
        days=max(source.days for source in late),
        oldest_due_on=next((source.oldest for source in late if source.oldest), None),
        evidence=tuple(sorted({each for source in late for each in source.evidence})),
        creditors=tuple(sorted({name for source in late for name in source.creditors})),
    )


def _amount(late: Iterable[ArrearsSource]) -> Decimal | None:
    """Instalments know the rest best; a report's figure stands in where there are none."""
    return next((source.amount for source in late if source.amount is not None), None)


def _instalments(context: Context) -> ArrearsSource | None:
    open_ = context.unpaid
    if not open_:
        return ArrearsSource(0, ()) if any(part.rest == 0 and part.due > 0 for part in context.ledger) else None
    rest = sum([part.rest for part in open_], Decimal(0))
    oldest = min([part.due_on for part in open_])
    return ArrearsSource(context.moment.days_since(oldest), tuple([part.id for part in open_]), rest, oldest)


def code_arrears(context: Context) -> ArrearsSource | None:
    """The newest month's code, while it is fresh and no later payment on the instalments has made it good."""
    readable = [item for item in context.evidence.repayment_months if item.code in MARKS]
    if not readable:
        return None
    newest = max([item.month for item in readable])
    if newest < months_before(context.moment.today, context.limits["code_fresh_months"]):
        return None
    here = [item for item in readable if item.month == newest]
    mark = max(MARKS[item.code] for item in here)
    if mark and _made_good(context, newest):
        return ArrearsSource(0, ())
    return ArrearsSource(least_days(mark), tuple(item.id for item in here if MARKS[item.code] == mark))


def _made_good(context: Context, since: date) -> bool:
    if context.unpaid:
        return False
    return any(part.rest == 0 and part.due > 0 and month_of(part.due_on) >= since for part in context.ledger)


def _reports(context: Context) -> ArrearsSource | None:
    report = context.report
    if report is None or not report.accounts:
        return None
    overdue = overdue_in_report(context, report)
    if not overdue:
        return ArrearsSource(0, ())
    return ArrearsSource(
        max(entry.days for entry in overdue),
        tuple(entry.report for entry in overdue),
        _sum_of(overdue),
        creditors=tuple(entry.institution for entry in overdue if entry.institution),
    )


def overdue_in_report(context: Context, report: ReportNow) -> list[Overdue]:
    """What the report shows overdue, less arrears of the account itself that were paid since."""
    paid_since = _paid_since(context, report.issued_on)
    return [entry for entry in report.overdue if not (is_own(entry) and paid_since)]


def _sum_of(overdue: Iterable[Overdue]) -> Decimal | None:
    amounts = [entry.amount for entry in overdue if entry.amount]
    return sum(amounts, Decimal(0)) if amounts else None


def _paid_since(context: Context, issued_on: date) -> bool:
    """Instalments that were late when the report was made, and are paid now."""
    if context.unpaid:
        return False
    return any(part.settled_on and part.days_late and part.settled_on >= issued_on for part in context.ledger)


def _stated(context: Context) -> ArrearsSource | None:
    """Days overdue that a current notice names, as long as no record of payments contradicts it."""
    found = []
    for name in sorted(context.standing.current):
        reading = context.readings.get(name)
        if reading and reading.days_overdue and not reading.warnings:
            found.append((reading.days_overdue, name))
    if not found:
        return None
    return ArrearsSource(max(days for days, _ in found), tuple(name for _, name in found))
