"""What a loan costs in a year, from the table of money received and paid, beside the lines that dated facts draw.

Two figures of the same table, for both stand in contracts and advertisements:

- `effective`: the internal rate of return over calendar days, compounded to a year of 365 days.
- `nominal`: the internal rate of return of a month (months by the calendar, odd days as thirtieths), times twelve.

A figure may be above a line or not; what that means for a contract is for a lawyer to say, never for a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from itertools import pairwise

from assessments.engine.dated import DatedValue
from assessments.engine.errors import NoAnnualCost
from assessments.engine.facts import months_after

RECEIVED, PAID = "received", "paid"
ABOVE, NOT_ABOVE = "above", "not_above"
DAYS_OF_YEAR, MONTHS_OF_YEAR, PARTS_OF_MONTH = 365, 12, 30
COURT_LINE, LPR_LINE, LPR_TIMES = "court_cost_line_percent", "lpr_one_year_percent", "lpr_times"

_NOTHING, _ONE = Decimal(0), Decimal(1)
_HUNDREDTH = Decimal("0.01")
_DIGITS = 40
_HALVINGS = 110  # each gives a bit: far more than two places of a percent need
_DOUBLINGS = 200
_SMALL = Decimal("1e-9")  # of all money that flows: less is owed by rounding alone


@dataclass(frozen=True, slots=True)
class Flow:
    """Money received from the lender, or paid to it or for the loan (fees, insurance, guarantees too), on a day."""

    on: date
    kind: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AnnualCost:
    """Percents of a year, rounded to two places; `cost` is what was paid beyond what was received."""

    effective: Decimal
    nominal: Decimal
    received: Decimal
    paid: Decimal

    @property
    def cost(self) -> Decimal:
        return self.paid - self.received


@dataclass(frozen=True, slots=True)
class CostLine:
    """A line in percent of a year as of a day; `fact` is the dated value that draws it, `times` it."""

    fact: str
    times: int
    percent: Decimal
    on: date
    verification: str

    def compare(self, percent: Decimal) -> str:
        """Rounded as shown, so that a cent of rounding in a table of 24 % is not above 24 %.

        >>> line = CostLine("court_cost_line_percent", 1, Decimal(24), date(2026, 1, 1), "from_memory")
        >>> line.compare(Decimal("24.00")), line.compare(Decimal("24.01"))
        ('not_above', 'above')
        """
        return ABOVE if percent > self.percent else NOT_ABOVE


def annual_cost(flows: Iterable[Flow]) -> AnnualCost:
    """The cost of a loan by its table; NoAnnualCost where the table has no solution, or not just one.

    >>> loan = [Flow(date(2025, 1, 1), RECEIVED, Decimal(1000)), Flow(date(2026, 1, 1), PAID, Decimal(1100))]
    >>> annual_cost(loan).effective, annual_cost(loan).nominal
    (Decimal('10.00'), Decimal('9.57'))
    """
    table = sorted(flows, key=lambda flow: flow.on)
    received, paid = (_sum(table, kind) for kind in (RECEIVED, PAID))
    if not received or not paid:
        raise NoAnnualCost("one_sided", "the table needs money received and money paid")
    first = table[0].on
    with localcontext(Context(prec=_DIGITS)):
        daily = _growth(_by_period(table, lambda day: (day - first).days))
        thirtieth = _growth(_by_period(table, lambda day: thirtieths(first, day)))
        effective = daily**DAYS_OF_YEAR - 1
        nominal = (thirtieth**PARTS_OF_MONTH - 1) * MONTHS_OF_YEAR
        return AnnualCost(_percent(effective), _percent(nominal), received, paid)


def _sum(table: Iterable[Flow], kind: str) -> Decimal:
    return sum((flow.amount for flow in table if flow.kind == kind), _NOTHING)


def _percent(rate: Decimal) -> Decimal:
    percent = rate * 100
    places = percent.adjusted() + 1 + 2
    if places > _DIGITS - 8:
        raise NoAnnualCost("too_large", "the cost of a year is too large to be a figure")
    return percent.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)


def thirtieths(first: date, day: date) -> int:
    """Whole months by the calendar as 30 each, and the days after the last of them, at most 30.

    >>> [thirtieths(date(2026, 1, 31), day) for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31))]
    [30, 31, 60]
    """
    months = (day.year - first.year) * MONTHS_OF_YEAR + day.month - first.month
    if months_after(first, months) > day:
        months -= 1
    return months * PARTS_OF_MONTH + (day - months_after(first, months)).days


_Periods = list[tuple[int, Decimal]]


def _by_period(table: Iterable[Flow], period: Callable[[date], int]) -> _Periods:
    """What is owed more (or less) from each period on; money of one period is netted, days without any left out."""
    owed: dict[int, Decimal] = {}
    for flow in table:
        key = period(flow.on)
        owed[key] = owed.get(key, _NOTHING) + (flow.amount if flow.kind == RECEIVED else -flow.amount)
    return sorted((key, amount) for key, amount in owed.items() if amount)


def _growth(periods: _Periods) -> Decimal:
    """By what factor a debt grows in a period so that the last payment ends it.

    A table is taken as a loan only where by that growth something is owed until the end. Then there is just one such
    factor: with a larger one more would be owed on each day, with a smaller one less.
    """
    if len(periods) < 2:
        raise NoAnnualCost("no_time", "no time lies between the money received and the money paid")
    if periods[0][1] < 0:
        raise NoAnnualCost("starts_with_payment", "the table begins with a payment")
    if periods[-1][1] > 0:
        raise NoAnnualCost("ends_with_money_received", "the table ends with money received: payments are missing")
    growth = _halve(periods, *_bracket(periods))
    least = -_SMALL * sum(abs(amount) for _, amount in periods)
    if any(owed < least for owed in _course(periods, growth)[1]):
        raise NoAnnualCost("overpaid", "more is paid than is owed before the end, so that no one rate fits")
    return growth


def _course(periods: _Periods, growth: Decimal) -> tuple[Decimal, list[Decimal]]:
    """What would still be owed (below nothing: what is overpaid), and what is owed after each period's money.

    The way that shrinks what was rounded: forward from the first day where a debt shrinks, and where it grows backward
    from the last payment, of which the value on the first day is held against the money received.
    """
    if growth < 1:
        owed = [periods[0][1]]
        for (before, _), (now, amount) in pairwise(periods):
            owed.append(owed[-1] * growth ** (now - before) + amount)
        return owed[-1], owed[:-1]
    worth = [_NOTHING]
    for (before, _), (now, amount) in reversed(list(pairwise(periods))):
        worth.append((worth[-1] - amount) / growth ** (now - before))
    return periods[0][1] - worth[-1], worth[1:]


def _left(periods: _Periods, growth: Decimal) -> Decimal:
    return _course(periods, growth)[0]


def _bracket(periods: _Periods) -> tuple[Decimal, Decimal]:
    """A growth with which nothing is left to pay at the end, and a larger one with which something is."""
    step = Decimal("0.001")
    if _left(periods, _ONE) > 0:
        low = _ONE / 2
        while _left(periods, low) > 0:
            low = low / 2
            if low.adjusted() < -_DOUBLINGS:  # pragma: no cover - the last money is a payment, so it ends far before
                raise NoAnnualCost("overpaid", "no rate fits the table")
        return low, _ONE
    while _left(periods, _ONE + step) <= 0:
        step *= 2
        if step.adjusted() > _DOUBLINGS:
            raise NoAnnualCost("too_large", "the cost of a year is too large to be a figure")
    return _ONE, _ONE + step


def _halve(periods: _Periods, low: Decimal, high: Decimal) -> Decimal:
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _left(periods, middle) > 0:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def cost_lines(facts: Mapping[str, DatedValue], day: date) -> tuple[CostLine, ...]:
    """The lines that are known for a day, the day on which the loan was agreed; where a fact does not reach, none."""
    lines: list[tuple[str, int]] = [(COURT_LINE, 1)]
    times = facts[LPR_TIMES].get(day) if LPR_TIMES in facts else None
    if times:
        lines.append((LPR_LINE, times.count))
    found = (_line(facts, name, factor, day) for name, factor in lines)
    return tuple(line for line in found if line)


def _line(facts: Mapping[str, DatedValue], name: str, times: int, day: date) -> CostLine | None:
    version = facts[name].get(day) if name in facts else None
    if version is None:
        return None
    percent = (Decimal(str(version.value)) * times).quantize(_HUNDREDTH)
    return CostLine(name, times, percent, day, version.verification)
