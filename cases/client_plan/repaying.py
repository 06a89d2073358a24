"""In what order overdue debts are paid from the money that is free each month: never more, never borrowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessments.engine.facts import months_after
from assessments.engine.payoff_order import Debt as EngineDebt
from assessments.engine.payoff_order import FreeMoney, PayoffOrder
from cases.finances.limitation import may_be_barred
from cases.finances.models import PAYABLE, Budget, Debt, DebtState

MONTHS = 36


@dataclass(frozen=True, slots=True)
class Repaying:
    """What the engine is asked: `debts` by `debt_ref`, and no money where the budget leaves none."""

    debts: list[EngineDebt]
    money: list[FreeMoney]


def asked(debts: Iterable[Debt], budget: Budget | None, today: date) -> Repaying:
    found = [_debt(debt, today) for debt in debts if debt.state in PAYABLE and debt.overdue]
    return Repaying(found, [_money(budget, today)] if budget and budget.free > 0 else [])


def _debt(debt: Debt, today: date) -> EngineDebt:
    return EngineDebt(
        id=debt.debt_ref,
        amount_due=debt.overdue,
        annual_cost=debt.annual_cost,
        oldest_unpaid_on=debt.oldest_unpaid_on,
        kind=debt.kind,
        named_condition=debt.payment_is_condition,
        lawyer_first=debt.state == DebtState.DISPUTED or may_be_barred(debt, today),
        currency=debt.currency,
    )


def _money(budget: Budget, today: date) -> FreeMoney:
    month = 0
    while (first := months_after(budget.payday, month)) < today:
        month += 1
    return FreeMoney(per_month=budget.free, first_on=first, currency=budget.currency)


def unpaid_refs(order: PayoffOrder) -> list[str]:
    """Debts that this money does not clear in the months looked at, and that wait for no lawyer."""
    return [each.debt for each in order.debts if each.due_paid_on is None and not each.waits_for_lawyer]
