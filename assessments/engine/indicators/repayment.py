"""Indicators of paying: arrears today, late account-months, history kept on time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assessments.engine.indicators.arrears import code_arrears
from assessments.engine.indicators.context import Context
from assessments.engine.indicators.ledger import mark_of
from assessments.engine.indicators.months import MonthMark, last_day_of, month_number
from assessments.engine.indicators.registry import NOT_KNOWN, Measured, indicator
from assessments.engine.moment import whole_months, year_before


@indicator(
    "arrears_days",
    "calendar days",
    "Days since the oldest unpaid due date; the least that a mark stands for where only marks are known.",
    window="now",
    source=(
        "repayments",
        "repayment_months",
        "credit_reports",
        "notices",
        "displays",
    ),
    unknown_when="nothing speaks of paying",
)
def arrears_days(context: Context) -> Measured:
    found = context.arrears
    return NOT_KNOWN if found is None else Measured(found.days, found.evidence)


@indicator(
    "arrears_amount",
    "account currency",
    "What is overdue today.",
    window="now",
    source=(
        "repayments",
        "repayment_months",
        "credit_reports",
        "notices",
        "displays",
    ),
    unknown_when="no amount is known",
)
def arrears_amount(context: Context) -> Measured:
    found = context.arrears
    if found is None or found.amount is None:
        return NOT_KNOWN
    return Measured(found.amount, found.evidence)


@indicator(
    "arrears_mark",
    "mark 0-7",
    "The report mark of today's arrears.",
    window="now",
    source=(
        "repayments",
        "repayment_months",
        "credit_reports",
        "notices",
        "displays",
    ),
    unknown_when="nothing speaks of paying",
)
def arrears_mark(context: Context) -> Measured:
    found = context.arrears
    return NOT_KNOWN if found is None else Measured(mark_of(found.days), found.evidence)


@indicator(
    "code_arrears_mark",
    "mark 0-7",
    "The mark of the newest monthly code, 0 where later payments made it good.",
    window="code_fresh_months",
    source=(
        "repayment_months",
        "repayments",
    ),
    unknown_when="there is no readable code, or the newest is too old",
)
def code_arrears_mark(context: Context) -> Measured:
    found = code_arrears(context)
    return NOT_KNOWN if found is None else Measured(mark_of(found.days), found.evidence if found.days else ())


@indicator(
    "unpaid_instalments",
    "instalments",
    "Instalments overdue today.",
    window="now",
    source=("repayments",),
    unknown_when="no instalment is known",
)
def unpaid_instalments(context: Context) -> Measured:
    if not context.ledger:
        return NOT_KNOWN
    return Measured(len(context.unpaid), tuple([part.id for part in context.unpaid]))


@indicator(
    "late_months_12m",
    "account-months",
    "Account-months of the last 12 with a mark or an instalment late beyond the days of grace, older ones as long as "
    "they were still unpaid then.",
    window="year",
    source=(
        "repayments",
        "repayment_months",
        "credit_reports",
    ),
    unknown_when="no month is known",
)
def late_months_12m(context: Context) -> Measured:
    late = _late(context.last_year)
    return Measured(len(late), _ids(late)) if context.months else NOT_KNOWN


@indicator(
    "worst_mark_12m",
    "mark 0-7",
    "The worst mark of the last 12 months.",
    window="year",
    source=(
        "repayments",
        "repayment_months",
        "credit_reports",
    ),
    unknown_when="no month is known",
)
def worst_mark_12m(context: Context) -> Measured:
    recent = context.last_year
    if not recent:
        return NOT_KNOWN
    worst = max([entry.mark for entry in recent])
    return Measured(worst, _ids([entry for entry in recent if entry.mark == worst]) if worst else ())


@indicator(
    "days_past_due_max_12m",
    "calendar days",
    "The longest that an instalment due in the last 12 months was or is late.",
    window="year",
    source=("repayments",),
    unknown_when="no instalment was due in the last 12 months",
)
def days_past_due_max_12m(context: Context) -> Measured:
    since = year_before(context.moment.today)
    late = [(part.days_late, part.id) for part in context.ledger if part.due_on > since and part.days_late is not None]
    if not late:
        return NOT_KNOWN
    longest = max(days for days, _ in late)
    return Measured(longest, tuple(name for days, name in late if longest and days == longest))


@indicator(
    "months_since_late",
    "months",
    "Whole months since the last lateness ended.",
    window="ever",
    source=(
        "repayments",
        "repayment_months",
        "credit_reports",
    ),
    unknown_when="never late",
)
def months_since_late(context: Context) -> Measured:
    today = context.moment.today
    ended = [(min(_over_on(entry), today), entry) for entry in _late(context.months)]
    if not ended:
        return NOT_KNOWN
    last = max(on for on, _ in ended)
    return Measured(whole_months(last, today), _ids(entry for on, entry in ended if on == last))


@indicator(
    "on_time_12m",
    "instalments",
    "Instalments of the last 12 months paid in full by their due day.",
    window="year",
    source=("repayments",),
)
def on_time_12m(context: Context) -> Measured:
    since = year_before(context.moment.today)
    paid = [part.id for part in context.ledger if part.on_time and part.due_on > since]
    return Measured(len(paid), tuple(paid))


@indicator(
    "clean_months_12m",
    "account-months",
    "Account-months of the last 12 without lateness.",
    window="year",
    source=(
        "repayments",
        "repayment_months",
        "credit_reports",
    ),
)
def clean_months_12m(context: Context) -> Measured:
    clean = [entry for entry in context.last_year if entry.mark == 0]
    return Measured(len(clean), _ids(clean))


def _late(entries: Iterable[MonthMark]) -> list[MonthMark]:
    return [entry for entry in entries if entry.mark > 0]


def _over_on(entry: MonthMark) -> date:
    """The day of the payment, else the end of the marked month."""
    return entry.over_on or last_day_of(month_number(entry.month))


def _ids(entries: Iterable[MonthMark]) -> tuple[str, ...]:
    return tuple(sorted({each for entry in entries for each in entry.evidence}))
