"""Instalments with what is still open on them today. Days are calendar days in the account's zone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from assessments.engine.evidence import Payment, Repayment

NOTHING = Decimal(0)
WORST_MARK = 7
DAYS_OF_MARK = 30


class Instalment(NamedTuple):
    """`days_late`: until paid in full, or until today while open; None where it was paid on an unknown day.

    `open`: overdue, the due day has passed and something is left.
    """

    id: str
    due_on: date
    due: Decimal
    rest: Decimal
    settled_on: date | None
    days_late: int | None
    open: bool
    on_time: bool


def settle(item: Repayment, today: date) -> Instalment:
    """What the payments up to today leave of an instalment; a partial payment leaves the rest unpaid."""
    payments = payments_of(item)
    paid, settled_on = NOTHING, None
    for payment in payments:
        paid += payment.amount
        if settled_on is None and paid >= item.amount_due:
            settled_on = payment.paid_on
    if not payments and item.amount_paid is not None:
        paid = item.amount_paid
    rest = max(NOTHING, item.amount_due - paid)
    late = _days_late(item, rest, settled_on, today)
    open_, on_time = rest > 0 and bool(late), late == 0 and settled_on is not None and item.amount_due > 0
    return Instalment(item.id, item.due_on, item.amount_due, rest, settled_on, late, open_, on_time)


def payments_of(item: Repayment) -> tuple[Payment, ...]:
    """`payments` wins; `paid_on` without an amount means paid in full."""
    if item.payments or item.paid_on is None:
        return item.payments
    amount = item.amount_due if item.amount_paid is None else item.amount_paid
    return (Payment(item.paid_on, amount),)


def _days_late(item: Repayment, rest: Decimal, settled_on: date | None, today: date) -> int | None:
    if item.amount_due <= 0:
        return 0
    if rest > 0:
        return max(0, (today - item.due_on).days)
    return max(0, (settled_on - item.due_on).days) if settled_on else None


def mark_of(days: int) -> int:
    """The repayment mark of a credit report for days overdue: 1 for 1-30, 2 for 31-60 … 7 for more than 180.

    >>> [mark_of(days) for days in (0, 1, 30, 31, 90, 91, 180, 181, 4000)]
    [0, 1, 1, 2, 3, 4, 6, 7, 7]
    """
    return 0 if days <= 0 else min(WORST_MARK, (days - 1) // DAYS_OF_MARK + 1)


def least_days(mark: int) -> int:
    """The fewest days overdue that a mark stands for.

    >>> [least_days(mark) for mark in (0, 1, 2, 7)]
    [0, 1, 31, 181]
    """
    return 0 if mark <= 0 else (mark - 1) * DAYS_OF_MARK + 1
