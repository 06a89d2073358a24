"""Exact facts of the domain as pure functions; the numbers of law come in from the pack's dated values.

Nothing here promises a result: each function says what a date, a mark or a rule is, not what a lender will do.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from assessments.engine.dated import DatedValue, Plain
from assessments.engine.indicators.ledger import WORST_MARK, least_days, mark_of

Classes = Sequence[tuple[str, int]]
"""Risk classes with the days overdue from which on they hold, rising; of a pack, by kind of account."""

NORMAL_MARK, NORMAL_CLASS = "N", "normal"
ELIGIBLE, NOT_ELIGIBLE, CANNOT_TELL = "eligible", "not_eligible", "cannot_tell"
RUNNING, EXPIRED, UNCLEAR = "running", "expired", "unknown"
UNKNOWN_LENDER = "unknown"
GROUNDS = KEPT_TOO_LONG, NOT_REPAIRED, PAID = "kept_too_long", "not_repaired", "paid"
"""Why an entry of a report is wrong: the years of the rule are over, the one-off repair covers it, or it was paid."""


def years_after(day: date, years: int) -> date:
    """The same day so many years later; the last day of February where there is no 29th.

    >>> years_after(date(2024, 2, 29), 5), years_after(date(2024, 2, 29), 4)
    (datetime.date(2029, 2, 28), datetime.date(2028, 2, 29))
    """
    year = min(day.year + years, date.max.year)
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last where it has no such day, at most the last day there is.

    >>> months_after(date(2026, 1, 31), 1), months_after(date(2026, 1, 31), 2)
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def five_year_end(repaid_on: date | None, years: int = 5) -> date | None:
    """The day on which bad information has been kept for five years after full repayment; None while unpaid.

    >>> five_year_end(date(2023, 6, 30)), five_year_end(date(2024, 2, 29)), five_year_end(None)
    (datetime.date(2028, 6, 30), datetime.date(2029, 2, 28), None)
    """
    return None if repaid_on is None else years_after(repaid_on, years)


def mark_for_days_overdue(days: int) -> str:
    """The mark of a credit report: N, then 1 for 1-30 days overdue to 7 for more than 180.

    >>> [mark_for_days_overdue(days) for days in (0, 1, 30, 31, 180, 181)]
    ['N', '1', '1', '2', '6', '7']
    """
    return str(mark_of(days)) if days > 0 else NORMAL_MARK


def class_for_days_overdue(days: int, classes: Classes) -> str:
    """The lowest risk class that so many days overdue allow, by the table of loans or of credit cards.

    >>> loan = (("special_mention", 1), ("substandard", 91), ("doubtful", 271), ("loss", 361))
    >>> [class_for_days_overdue(days, loan) for days in (0, 1, 90, 91)]
    ['normal', 'special_mention', 'special_mention', 'substandard']
    """
    return next((name for name, least in reversed(classes) if days >= least), NORMAL_CLASS)


@dataclass(frozen=True, slots=True)
class Coming:
    """A mark or class that is reached on a day if nothing is paid."""

    name: str
    on: date


def next_mark(days: int, today: date) -> Coming | None:
    """The next mark and its first day, for what is `days` overdue today; None at 7.

    >>> next_mark(30, date(2026, 10, 15))
    Coming(name='2', on=datetime.date(2026, 10, 16))
    """
    mark = mark_of(days)
    if mark >= WORST_MARK:
        return None
    return Coming(str(mark + 1), _later(today, least_days(mark + 1) - max(days, 0)))


def next_class(days: int, today: date, classes: Classes) -> Coming | None:
    """The next risk class and its first day; None in the last one."""
    coming = next(((name, least) for name, least in classes if least > days), None)
    return Coming(coming[0], _later(today, coming[1] - max(days, 0))) if coming else None


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


@dataclass(frozen=True, slots=True)
class RepairPolicy:
    """The one-off credit repair of 2025-12-22. Amounts in CNY; all days included."""

    window_from: date
    window_to: date
    most_overdue: Decimal
    repaid_by: date
    early_repaid_by: date
    hidden_from: date

    @classmethod
    def from_facts(cls, facts: Mapping[str, DatedValue]) -> RepairPolicy:
        """From the pack's facts, as last announced: the tests look back on days before the announcement too."""
        return cls(
            _date(facts, "repair_window_from"),
            _date(facts, "repair_window_to"),
            Decimal(str(_last(facts, "repair_most_overdue"))),
            _date(facts, "repair_repaid_by"),
            _date(facts, "repair_early_repaid_by"),
            _date(facts, "repair_hidden_from"),
        )


def _last(facts: Mapping[str, DatedValue], key: str) -> Plain:
    return facts[key].versions[-1].value


def _date(facts: Mapping[str, DatedValue], key: str) -> date:
    value = _last(facts, key)
    if not isinstance(value, date):
        raise TypeError(f"fact {key!r} must hold a date")
    return value


FATES = (
    "all_conditions_met", "amount_too_large", "repaid_too_late", "amount_unknown", "repayment_unknown",
)  # fmt: skip
"""How a month inside the window may fare under the one-off repair (`Repair.reason`)."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Whether one month of one account falls under the one-off repair.

    `hide_by`: the announced day; `wrong_from`: the first day on which a report that still shows it is wrong.
    """

    result: str
    reason: str
    hide_by: date | None = None
    wrong_from: date | None = None

    def should_be_hidden(self, report_issued_on: date) -> bool:
        """Whether a report of that day must not show the entry any more."""
        return self.wrong_from is not None and report_issued_on >= self.wrong_from


_OUTSIDE_WINDOW = Repair(NOT_ELIGIBLE, "outside_window")
_TOO_LARGE, _TOO_LATE = Repair(NOT_ELIGIBLE, "amount_too_large"), Repair(NOT_ELIGIBLE, "repaid_too_late")
_AMOUNT_UNKNOWN, _REPAYMENT_UNKNOWN = Repair(CANNOT_TELL, "amount_unknown"), Repair(CANNOT_TELL, "repayment_unknown")


def one_off_repair(month: date, overdue: Decimal | None, repaid_on: date | None, policy: RepairPolicy) -> Repair:
    """Tests a month of an account by itself: its accumulated overdue amount, and the day of full repayment.

    `repaid_on` None means not known (or not yet): before the last day it may still happen, so it cannot be told.
    """
    if not policy.window_from <= month <= policy.window_to:
        return _OUTSIDE_WINDOW
    if overdue is not None and overdue > policy.most_overdue:
        return _TOO_LARGE
    if repaid_on is not None and repaid_on > policy.repaid_by:
        return _TOO_LATE
    if overdue is None or repaid_on is None:
        return _AMOUNT_UNKNOWN if overdue is None else _REPAYMENT_UNKNOWN
    if repaid_on <= policy.early_repaid_by:
        return Repair(ELIGIBLE, "all_conditions_met", policy.hidden_from, policy.hidden_from)
    wrong_from = _month_after_next(repaid_on)
    return Repair(ELIGIBLE, "all_conditions_met", wrong_from - timedelta(days=1), wrong_from)


def _month_after_next(day: date) -> date:
    months = day.year * 12 + day.month - 1 + 2
    return date(months // 12, months % 12 + 1, 1)


_ROUTES = {
    "bank": "route_nfra",
    "consumer_finance": "route_nfra",
    "trust": "route_nfra",
    "insurer": "route_nfra",
    "small_loan": "route_local_office",
    "payment": "route_pboc",
    "credit_registry": "route_pboc",
    "platform": "route_platform",
}


def complaint_route(lender_type: str) -> str | None:
    """The fact that names the complaint channel for a type of lender; None where the contract must be read first.

    >>> complaint_route("bank"), complaint_route("small_loan"), complaint_route("unknown")
    ('route_nfra', 'route_local_office', None)
    """
    return _ROUTES.get(lender_type)


@dataclass(frozen=True, slots=True)
class Limitation:
    """`running` until `ends_on`, `expired` after it, or `unknown`: then nothing is paid or acknowledged blindly."""

    state: str
    ends_on: date | None = None


def limitation_state(newest: date | None, today: date, years: int = 3) -> Limitation:
    """From the newest due day, payment, demand or acknowledgement; the day of the event is not counted.

    >>> limitation_state(date(2023, 10, 15), date(2026, 10, 15)).state
    'running'
    >>> limitation_state(date(2023, 10, 14), date(2026, 10, 15)).state
    'expired'
    """
    if newest is None:
        return Limitation(UNCLEAR)
    end = years_after(newest, years)
    return Limitation(EXPIRED if today > end else RUNNING, end)
