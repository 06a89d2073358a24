"""The order of repayments: never more than the money; marks before conditions before cost, however given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.payoff_order import (
    BEFORE_MARK,
    CONDITION,
    DEAREST,
    PRINCIPAL,
    Debt,
    FreeMoney,
    PayoffOrder,
    Turn,
    payoff_order,
)
from tests.engine.plans import BASE, TODAY
from tests.engine.profiles import MANY

PAYDAY = date(2026, 12, 10)
CLASSES = BASE.classes_on(TODAY)


def debt(name: str, due: str | int, **values: object) -> Debt:
    return Debt(id=name, amount_due=Decimal(due), **values)  # type: ignore[arg-type]


def overdue(days: int) -> date:
    """The oldest unpaid day of a debt that is so many days overdue on the first payday."""
    return PAYDAY - timedelta(days=days)


def order(debts: Iterable[Debt], per_month: str | int, months: int = 12) -> PayoffOrder:
    return payoff_order(debts, [FreeMoney(per_month=Decimal(per_month), first_on=PAYDAY)], CLASSES, months)


def told(found: PayoffOrder) -> list[tuple[str, str, int, str]]:
    return [(str(each.on), each.debt, int(each.amount), each.why) for each in found.payments]


def test_the_nearer_mark_comes_first_then_the_condition_then_the_dearest() -> None:
    debts = [
        debt("dear", 500, annual_cost=Decimal(23)),
        debt("cheap", 500, annual_cost=Decimal(7)),
        debt("named", 500, named_condition=True),
        debt("mark", 500, oldest_unpaid_on=overdue(25)),
        debt("nearer", 500, oldest_unpaid_on=overdue(60)),
    ]

    assert told(order(debts, 2500)) == [
        ("2026-12-10", "nearer", 500, BEFORE_MARK),
        ("2026-12-10", "mark", 500, BEFORE_MARK),
        ("2026-12-10", "named", 500, CONDITION),
        ("2026-12-10", "dear", 500, DEAREST),
        ("2026-12-10", "cheap", 500, DEAREST),
    ]


def test_a_mark_that_the_money_cannot_avoid_gives_no_precedence() -> None:
    late = debt("late", 900, oldest_unpaid_on=overdue(29))
    named = debt("named", 300, named_condition=True)

    assert told(order([late, named], 400, months=2)) == [
        ("2026-12-10", "named", 300, CONDITION),
        ("2026-12-10", "late", 100, DEAREST),
        ("2027-01-10", "late", 400, DEAREST),
    ]


def test_two_paydays_before_the_mark_are_saved_up_for_it() -> None:
    money = [FreeMoney(per_month=Decimal(400), first_on=date(2027, 2, 10))]
    debts = [debt("soon", 700, oldest_unpaid_on=date(2027, 2, 9)), debt("dear", 400, annual_cost=Decimal(30))]

    found = payoff_order(debts, money, CLASSES)

    assert told(found)[:2] == [("2027-02-10", "soon", 400, BEFORE_MARK), ("2027-03-10", "soon", 300, BEFORE_MARK)]
    assert found.debts[1].due_paid_on == date(2027, 3, 10)
    assert found.payments[1].turn == Turn(date(2027, 3, 12), "2", None)


def test_the_turn_that_a_payment_comes_before_is_named() -> None:
    found = order([debt("loan", 500, oldest_unpaid_on=overdue(90))], 500).payments[0].turn

    assert found is not None
    assert (found.on, found.mark, found.risk_class) == (date(2026, 12, 11), "4", "substandard")


def test_a_card_turns_by_the_classes_of_cards() -> None:
    found = order([debt("card", 500, oldest_unpaid_on=overdue(120), kind="credit_card")], 500).payments[0].turn

    assert found is not None
    assert (found.mark, found.risk_class) == ("5", "doubtful")


def test_after_the_last_mark_the_next_class_counts() -> None:
    found = order([debt("old", 500, oldest_unpaid_on=overdue(270))], 500).payments[0].turn

    assert found is not None
    assert (found.mark, found.risk_class) == (None, "doubtful")


def test_principal_waits_until_nothing_is_overdue() -> None:
    debts = [debt("a", 300, principal=Decimal(500), annual_cost=Decimal(9)), debt("b", 300, annual_cost=Decimal(3))]

    assert told(order(debts, 700)) == [
        ("2026-12-10", "a", 300, DEAREST),
        ("2026-12-10", "b", 300, DEAREST),
        ("2026-12-10", "a", 100, PRINCIPAL),
        ("2027-01-10", "a", 400, PRINCIPAL),
    ]


def test_what_a_lawyer_must_judge_first_is_not_paid() -> None:
    found = order([debt("barred", 100, lawyer_first=True), debt("open", 100)], 1000)

    assert [each.debt for each in found.payments] == ["open"]
    assert [(each.debt, each.left, each.waits_for_lawyer) for each in found.debts] == [
        ("barred", Decimal(100), True),
        ("open", Decimal(0), False),
    ]


def test_currencies_do_not_pay_for_each_other() -> None:
    found = order([debt("home", 100), debt("abroad", 100, currency="USD")], 1000)

    assert [each.debt for each in found.payments] == ["home"]


def test_paydays_at_the_end_of_a_month_stay_there() -> None:
    money = [FreeMoney(per_month=Decimal(100), first_on=date(2027, 1, 31))]

    found = payoff_order([debt("a", 250)], money, CLASSES)

    assert [str(each.on) for each in found.payments] == ["2027-01-31", "2027-02-28", "2027-03-31"]
    assert found.debts[0].paid_on == date(2027, 3, 31)


def test_without_money_nothing_is_paid() -> None:
    assert order([debt("a", 100)], 0).payments == ()


AMOUNTS = st.integers(0, 2000).map(lambda cents: Decimal(cents) / 4)
DEBTS = st.lists(
    st.builds(
        lambda due, principal, cost, days, kind, named, lawyer: {
            "amount_due": due, "principal": principal, "annual_cost": cost, "kind": kind, "named_condition": named,
            "oldest_unpaid_on": None if days is None else overdue(days), "lawyer_first": lawyer,
        },
        AMOUNTS,
        AMOUNTS,
        st.none() | st.integers(0, 36).map(Decimal),
        st.none() | st.integers(-5, 400),
        st.sampled_from(["loan", "credit_card"]),
        st.booleans(),
        st.sampled_from([False, False, False, True]),
    ),
    max_size=7,
).map(lambda rows: [Debt(id=f"d{number}", **row) for number, row in enumerate(rows)])  # fmt: skip
MONEY = st.integers(0, 1200).map(Decimal)


@MANY
@given(DEBTS, MONEY)
def test_never_more_than_the_money_so_far_and_no_debt_beyond_its_amount(debts: list[Debt], per_month: Decimal) -> None:
    found = order(debts, str(per_month))

    for on in {each.on for each in found.payments}:
        months = (on.year - PAYDAY.year) * 12 + on.month - PAYDAY.month + 1
        assert sum(each.amount for each in found.payments if each.on <= on) <= per_month * months
    for each, outcome in zip(sorted(debts, key=lambda one: one.id), found.debts, strict=True):
        paid = sum(payment.amount for payment in found.payments if payment.debt == each.id)
        assert paid == outcome.paid <= each.amount_due + each.principal
        assert outcome.left == each.amount_due + each.principal - paid >= 0
        assert not (each.lawyer_first and paid)
    assert all(each.amount > 0 for each in found.payments)


@MANY
@given(DEBTS, MONEY, st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(debts: list[Debt], per_month: Decimal, chance: object) -> None:
    mixed = list(debts)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert order(mixed, str(per_month)) == order(debts, str(per_month))


@MANY
@given(DEBTS, MONEY, MONEY)
def test_more_money_pays_more_by_every_day_and_keeps_no_fewer_marks(
    debts: list[Debt], per_month: Decimal, more: Decimal
) -> None:
    less, richer = order(debts, str(per_month)), order(debts, str(per_month + more))

    days = {each.on for each in less.payments}
    assert all(paid_by(richer, on) >= paid_by(less, on) for on in days)
    assert len(kept_first(richer, debts)) >= len(kept_first(less, debts))


def paid_by(found: PayoffOrder, on: date) -> Decimal:
    return sum((each.amount for each in found.payments if each.on <= on), Decimal(0))


def first_turns(debts: list[Debt]) -> dict[str, date]:
    """When each debt gets worse first, found by walking through the days."""
    found = {}
    for each in debts:
        oldest = each.oldest_unpaid_on
        if oldest is None or oldest > PAYDAY or each.lawyer_first or not each.amount_due:
            continue
        ends = [1, 31, 61, 91, 121, 151, 181, *(least for _, least in CLASSES[each.kind])]
        ahead = [oldest + timedelta(days=least) for least in ends if oldest + timedelta(days=least) > PAYDAY]
        if ahead:
            found[each.id] = min(ahead)
    return found


def kept_first(found: PayoffOrder, debts: list[Debt]) -> set[str]:
    """Debts of which everything overdue is paid before they get worse for the first time."""
    outcomes = {each.debt: each for each in found.debts}
    kept = set()
    for name, turn in first_turns(debts).items():
        paid_on = outcomes[name].due_paid_on
        if paid_on is not None and paid_on < turn:
            kept.add(name)
    return kept


@MANY
@given(DEBTS, MONEY)
def test_no_other_order_lets_more_debts_keep_their_present_mark(debts: list[Debt], per_month: Decimal) -> None:
    """Against every subset of the debts, tried one by one."""
    turns, owed = first_turns(debts), {each.id: each.amount_due for each in debts}

    best = max(size for size in range(len(turns) + 1) if any_fits(combinations(turns, size), turns, owed, per_month))

    assert len(kept_first(order(debts, str(per_month)), debts)) >= best


def any_fits(
    groups: Iterable[tuple[str, ...]], turns: dict[str, date], owed: dict[str, Decimal], per_month: Decimal
) -> bool:
    return any(all(fits(group, turns, owed, per_month, until=turns[name]) for name in group) for group in groups)


def fits(
    group: tuple[str, ...], turns: dict[str, date], owed: dict[str, Decimal], per_month: Decimal, until: date
) -> bool:
    days = [date(2026 + (11 + back) // 12, (11 + back) % 12 + 1, 10) for back in range(12)]
    paydays = sum(day < until for day in days)
    return sum(owed[name] for name in group if turns[name] <= until) <= per_month * paydays
