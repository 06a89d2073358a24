"""Months in which something of an account was overdue, how much, and when it was made good, as far as records say.

Two sources: the account's own instalments with the days of their payments, and the months of an official report, which
tell a day of repayment only as "at the latest".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from assessments.engine.evidence import CreditReport, Payment, Repayment, ReportAccount
from assessments.engine.indicators.ledger import NOTHING, payments_of
from assessments.engine.indicators.months import MARKS, first_of, last_day_of, month_number

_LATE = frozenset(sign for sign, mark in MARKS.items() if mark > 0)
_FIRST = month_number(date.min)
_PAID_UP = ("N", "C")  # marks of a month at whose end nothing was overdue


class LateMonth(NamedTuple):
    """One month of one account with something overdue; `amount` is what had accumulated by its end, where known.

    `repaid_on`: the day on which nothing was overdue any more, or the last on which that can have come about.
    `unpaid_on`: where that is not the very day, one on which it was certainly still unpaid.
    """

    month: date
    amount: Decimal | None
    repaid_on: date | None
    unpaid_on: date | None


class Late(NamedTuple):
    """An instalment that was not paid in full on its due day; payments in order of their days."""

    due_on: date
    due: Decimal
    payments: tuple[Payment, ...]

    def rest_on(self, day: date) -> Decimal:
        """What of it was overdue at the end of that day."""
        if day <= self.due_on:
            return NOTHING
        rest = self.due
        for each in self.payments:
            if each.paid_on <= day:
                rest -= each.amount
        return max(NOTHING, rest)

    @property
    def days_late(self) -> int:
        """Until it was paid in full; as many as there can be while it is not."""
        return ((self.settled_on or date.max) - self.due_on).days

    @property
    def settled_on(self) -> date | None:
        paid = NOTHING
        for payment in self.payments:
            paid += payment.amount
            if paid >= self.due:
                return payment.paid_on
        return None


def late_instalments(repayments: Iterable[Repayment], today: date) -> Iterator[Late]:
    """Those that were ever overdue by today. One that was paid on a day that nobody knows is not among them."""
    for item in repayments:
        payments = payments_of(item)
        if item.due_on >= today or (not payments and item.amount_paid is not None):
            continue
        if len(payments) > 1:
            payments = tuple(sorted(payments, key=attrgetter("paid_on")))
        elif payments and payments[0].paid_on <= item.due_on and payments[0].amount >= item.amount_due:
            continue  # in time and at once, as most are
        late = Late(item.due_on, item.amount_due, payments)
        settled_on = late.settled_on
        if late.due > 0 and (settled_on is None or settled_on > late.due_on):
            yield late


def late_months(late: Iterable[Late], first: date, last: date, today: date) -> Iterator[LateMonth]:
    """The months from `first` to `last` at whose end something was overdue; both are days in them."""
    every = list(late)
    begin = max(month_number(first), min((month_number(each.due_on) for each in every), default=month_number(today)))
    for number in range(begin, min(month_number(last), month_number(today) - 1) + 1):
        end = last_day_of(number)
        amount = sum([each.rest_on(end) for each in every if each.due_on < end], NOTHING)
        if amount > 0:
            repaid_on = _clear_after(every, end)
            unpaid_on = None if repaid_on else today
            yield LateMonth(month=first_of(number), amount=amount, repaid_on=repaid_on, unpaid_on=unpaid_on)


def _clear_after(late: list[Late], day: date) -> date | None:
    """The first later day at whose end nothing was overdue: arrears of then, and what fell due meanwhile."""
    days = sorted({payment.paid_on for each in late for payment in each.payments if payment.paid_on > day})
    return next((paid for paid in days if not any(each.rest_on(paid) for each in late)), None)


def reported_months(report: CreditReport, account: ReportAccount) -> list[LateMonth]:
    """The late months of an account as a report shows them.

    A month without arrears after it (N or C) says that they were paid by its end; `settled_on` gives the day itself.
    """
    if not _tells_lateness(account):
        return []
    signs = signs_of(report, account)
    amounts = {month_number(entry.month): entry.overdue_amount for entry in account.performance}
    found = []
    clear = last = None  # of the months after the one looked at: the first without arrears, the last late one before it
    every = [(number, signs.get(number, "")) for number in sorted({*signs, *amounts})] if amounts else signs.items()
    for number, sign in reversed(every):
        amount = amounts.get(number) if amounts else None
        if sign in _LATE or amount:
            last = number if sign in _LATE and last is None else last
            repaid_on, unpaid_on = _made_good(report, account, number, clear, last or number)
            found.append(LateMonth(month=first_of(number), amount=amount, repaid_on=repaid_on, unpaid_on=unpaid_on))
        if sign in _PAID_UP:
            clear, last = number, None
    return found[::-1]


def _tells_lateness(account: ReportAccount) -> bool:
    """Whether any month may be late: most accounts have none, and nothing more is looked at."""
    if not _LATE.isdisjoint(account.months):
        return True
    return any(entry.mark in _LATE or entry.overdue_amount for entry in account.performance)


def signs_of(report: CreditReport, account: ReportAccount) -> dict[int, str]:
    """The mark of each month by its number; `months` runs oldest first and ends with the month of issue."""
    first = month_number(report.issued_on) - len(account.months) + 1
    known = account.months[max(0, _FIRST - first) :]
    signs = dict(enumerate(known, max(first, _FIRST)))
    signs.update((month_number(entry.month), entry.mark) for entry in account.performance)
    return signs


def _made_good(
    report: CreditReport, account: ReportAccount, number: int, clear: int | None, last: int
) -> tuple[date | None, date | None]:
    """`repaid_on` and `unpaid_on` of a late month; `last`: the month up to which the report shows it late."""
    by = None if clear is None else min(last_day_of(clear), report.issued_on)
    settled_on = account.settled_on
    if settled_on is not None and month_number(settled_on) >= number and (by is None or settled_on <= by):
        return settled_on, None
    if clear is None and account.overdue_amount:
        return None, report.issued_on
    return by, min(last_day_of(last), report.issued_on)
