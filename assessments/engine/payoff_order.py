"""In what order debts are paid from the money that is free each month: never more than there is, never a new loan.

On each day on which money comes in, what is overdue is paid in this order:

1. `before_mark`: debts that can be paid in full before their report mark (or risk class) next gets worse, the nearest
   such day first. They are chosen so that as many debts as possible keep their present mark; where not all can, the
   largest give way (Moore and Hodgson's rule). What was chosen once is kept to.
2. `condition`: debts whose payment a notice of the lender names as its condition. Whether use returns is the lender's
   decision.
3. `dearest`: the others, the dearest in a year first; those of unknown cost last.
4. `principal`: what is not overdue yet, where the caller gives it, dearest first, once nothing overdue is left.

Ties go to the debt that is overdue longer, then the smaller, then by name, so that the order of input never matters.
Interest that grows meanwhile is not in these figures: the lender states the exact sum on the day of payment.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import accumulate

from assessments.engine.facts import Classes, months_after, next_class, next_mark

BEFORE_MARK, CONDITION, DEAREST, PRINCIPAL = "before_mark", "condition", "dearest", "principal"
MOST_MONTHS = 120
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """`principal`: not overdue yet, and to be paid from the same money. `lawyer_first`: nothing is paid before that."""

    id: str
    amount_due: Decimal
    principal: Decimal = _NOTHING
    annual_cost: Decimal | None = None
    oldest_unpaid_on: date | None = None
    kind: str = "loan"
    named_condition: bool = False
    lawyer_first: bool = False
    currency: str = "CNY"


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeMoney:
    """What is left of income each month, from `first_on` on, the same day of every month."""

    per_month: Decimal
    first_on: date
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class Turn:
    """The day on which a debt's mark or risk class gets worse if what is overdue is not all paid before."""

    on: date
    mark: str | None
    risk_class: str | None


@dataclass(frozen=True, slots=True)
class PlannedPayment:
    """`turn`: what it comes before, for `before_mark`."""

    on: date
    debt: str
    amount: Decimal
    currency: str
    why: str
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class DebtOutcome:
    """`due_paid_on`: the day on which nothing overdue is left; None where the money does not reach that far."""

    debt: str
    paid: Decimal
    left: Decimal
    due_paid_on: date | None
    paid_on: date | None
    waits_for_lawyer: bool


@dataclass(frozen=True, slots=True)
class PayoffOrder:
    payments: tuple[PlannedPayment, ...]
    debts: tuple[DebtOutcome, ...]


@dataclass(slots=True)
class _Open:
    """What is left of a debt while the order is made."""

    debt: Debt
    classes: Classes
    due: Decimal
    principal: Decimal
    kept: Turn | None = None  # chosen to be paid before this
    due_paid_on: date | None = None
    paid_on: date | None = None

    @property
    def name(self) -> tuple[date, Decimal, str]:
        return self.debt.oldest_unpaid_on or date.max, self.debt.amount_due, self.debt.id

    @property
    def cost(self) -> Decimal:
        return Decimal(-1) if self.debt.annual_cost is None else self.debt.annual_cost

    def turn(self, today: date) -> Turn | None:
        """What gets worse next, seen on a day on which it can still be paid."""
        oldest = self.debt.oldest_unpaid_on
        if oldest is None or oldest > today:
            return None
        days = (today - oldest).days
        mark, risk = next_mark(days, today), next_class(days, today, self.classes)
        on = min((each.on for each in (mark, risk) if each), default=None)
        if on is None:
            return None
        return Turn(on, mark.name if mark and mark.on == on else None, risk.name if risk and risk.on == on else None)

    def pay(self, money: Decimal, on: date, why: str) -> PlannedPayment | None:
        left = self.principal if why == PRINCIPAL else self.due
        amount = min(left, money)
        if not amount:
            return None
        if why == PRINCIPAL:
            self.principal -= amount
        else:
            self.due -= amount
            self.due_paid_on = None if self.due else on
        self.paid_on = None if self.due or self.principal else on
        return PlannedPayment(
            on, self.debt.id, amount, self.debt.currency, why, self.kept if why == BEFORE_MARK else None
        )


def payoff_order(
    debts: Iterable[Debt], money: Iterable[FreeMoney], classes: Mapping[str, Classes], months: int = MOST_MONTHS
) -> PayoffOrder:
    """Who is paid what and when, over at most so many months. Ids are unique; `classes` are a pack's, by kind."""
    open_ = [_Open(debt, classes[debt.kind], debt.amount_due, debt.principal) for debt in debts]
    payments: list[PlannedPayment] = []
    for currency, pots in sorted(_pots(money, months).items()):
        here = sorted((each for each in open_ if _is_payable(each, currency)), key=lambda each: each.name)
        payments.extend(_Plan(here, pots).payments())
    outcomes = [_outcome(each) for each in sorted(open_, key=lambda each: each.debt.id)]
    return PayoffOrder(tuple(sorted(payments, key=lambda each: each.on)), tuple(outcomes))


def _is_payable(each: _Open, currency: str) -> bool:
    return each.debt.currency == currency and not each.debt.lawyer_first


def _outcome(each: _Open) -> DebtOutcome:
    debt, left = each.debt, each.due + each.principal
    paid = debt.amount_due + debt.principal - left
    return DebtOutcome(debt.id, paid, left, each.due_paid_on, each.paid_on, debt.lawyer_first)


_Pots = dict[date, Decimal]


def _pots(money: Iterable[FreeMoney], months: int) -> dict[str, _Pots]:
    """What comes in on each day, by currency."""
    found: dict[str, _Pots] = {}
    for each in money:
        pots = found.setdefault(each.currency, {})
        for month in range(months):
            on = months_after(each.first_on, month)
            pots[on] = pots.get(on, _NOTHING) + each.per_month
    return {currency: dict(sorted(pots.items())) for currency, pots in found.items()}


@dataclass(slots=True)
class _Plan:
    """One currency: its debts, in the order of ties, and the money that comes in."""

    debts: list[_Open]
    pots: _Pots
    at_hand: Decimal = field(default=_NOTHING)
    paydays: list[date] = field(init=False)
    until: list[Decimal] = field(init=False)  # what has come in on the first n paydays

    def __post_init__(self) -> None:
        self.paydays = list(self.pots)
        self.until = list(accumulate(self.pots.values(), initial=_NOTHING))

    def payments(self) -> Iterator[PlannedPayment]:
        for on, pot in self.pots.items():
            if not any(each.due or each.principal for each in self.debts):
                return
            self.at_hand += pot
            self._choose(on)
            for each, why in self._order():
                payment = each.pay(self.at_hand, on, why)
                if payment:
                    self.at_hand -= payment.amount
                    yield payment

    def _choose(self, today: date) -> None:
        """By the nearest day, dropping the largest whenever the money before that day falls short."""
        turns = [(each, each.kept or each.turn(today)) for each in self.debts if each.due]
        chosen: list[tuple[_Open, Turn]] = []
        asked = _NOTHING
        for each, turn in sorted(((e, t) for e, t in turns if t), key=lambda pair: (pair[1].on, pair[0].name)):
            chosen.append((each, turn))
            asked += each.due
            money = self._money_before(turn.on, today)
            while asked > money:
                free = [pair for pair in chosen if not pair[0].kept]  # what is kept always fits: it did when chosen
                largest = max(free, key=lambda pair: (pair[0].due, pair[0].name))
                chosen.remove(largest)
                asked -= largest[0].due
        for each, turn in chosen:
            each.kept = turn

    def _money_before(self, day: date, today: date) -> Decimal:
        """At hand, and what comes in after today and before the day."""
        before, come = bisect_left(self.paydays, day), bisect_right(self.paydays, today)
        return self.at_hand + (self.until[before] - self.until[come] if before > come else _NOTHING)

    def _order(self) -> list[tuple[_Open, str]]:
        due = [each for each in self.debts if each.due]
        kept = sorted((each for each in due if each.kept), key=lambda each: each.kept.on if each.kept else date.max)
        others = [each for each in due if not each.kept]
        named = [each for each in others if each.debt.named_condition]
        rest = sorted((each for each in others if not each.debt.named_condition), key=lambda each: -each.cost)
        later = sorted((each for each in self.debts if each.principal), key=lambda each: -each.cost)
        return [
            *((each, BEFORE_MARK) for each in kept),
            *((each, CONDITION) for each in named),
            *((each, DEAREST) for each in rest),
            *((each, PRINCIPAL) for each in later),
        ]
