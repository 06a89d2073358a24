"""The annual cost of a loan by its table: closed forms, an independent method, and tables that have none."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from math import exp, log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.engine.annual_cost import PAID, RECEIVED, Flow, annual_cost, cost_lines
from assessments.engine.errors import NoAnnualCost
from assessments.engine.facts import months_after
from tests.engine.plans import BASE
from tests.engine.profiles import MANY

DRAWN = date(2025, 1, 1)
NEXT, LATER = date(2025, 1, 2), date(2025, 1, 10)


def got(on: date, amount: str | int) -> Flow:
    return Flow(on, RECEIVED, Decimal(amount))


def paid(on: date, amount: str | int) -> Flow:
    return Flow(on, PAID, Decimal(amount))


def monthly(amount: str, count: int, principal: str = "12000") -> list[Flow]:
    return [got(DRAWN, principal), *(paid(months_after(DRAWN, back + 1), amount) for back in range(count))]


@pytest.mark.parametrize(
    ("back", "percent"), [("1000", "0.00"), ("1100", "10.00"), ("1240", "24.00"), ("900", "-10.00")]
)
def test_one_payment_after_a_year_costs_what_is_added(back: str, percent: str) -> None:
    assert annual_cost([got(DRAWN, 1000), paid(DRAWN + timedelta(days=365), back)]).effective == Decimal(percent)


def test_one_payment_after_half_a_year_is_compounded() -> None:
    found = annual_cost([got(DRAWN, 10_000), paid(DRAWN + timedelta(days=73), 10_200)])

    assert found.effective == round(Decimal("1.02") ** 5 * 100 - 100, 2)


def test_equal_instalments_by_the_annuity_formula() -> None:
    """Two per cent a month: 12,000 in twelve instalments of 1,134.72."""
    found = annual_cost(monthly("1134.72", 12))

    assert found.nominal == Decimal("24.00")
    assert abs(found.effective - (Decimal("1.02") ** 12 - 1) * 100) < Decimal("0.2")  # months are not equally long
    assert (found.received, found.paid, found.cost) == (Decimal(12_000), Decimal("13616.64"), Decimal("1616.64"))


def test_interest_only_and_all_at_the_end_is_the_rate_itself() -> None:
    table = [*monthly("120", 11), paid(months_after(DRAWN, 12), 12_120)]

    assert annual_cost(table).nominal == Decimal("12.00")


def test_a_flat_fee_a_month_costs_nearly_twice_its_name() -> None:
    """「月费率 1%」: a twelfth of the principal and 1 % of the whole each month is no 12 %."""
    assert annual_cost(monthly("1120", 12)).nominal == Decimal("21.46")


def test_a_fee_kept_back_on_the_first_day_is_money_not_received() -> None:
    kept_back = [got(DRAWN, 10_000), paid(DRAWN, 500), paid(DRAWN + timedelta(days=365), 10_450)]

    assert annual_cost(kept_back).effective == Decimal("10.00")


def test_the_order_of_rows_does_not_matter() -> None:
    table = monthly("1134.72", 12)

    assert annual_cost(reversed(table)) == annual_cost(table)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ([], "one_sided"),
        ([got(DRAWN, 100)], "one_sided"),
        ([paid(DRAWN, 100)], "one_sided"),
        ([got(DRAWN, 100), paid(DRAWN, 100)], "no_time"),
        ([got(DRAWN, 100), paid(DRAWN, 90)], "no_time"),
        ([paid(DRAWN, 1), got(NEXT, 100), paid(LATER, 120)], "starts_with_payment"),
        ([got(DRAWN, 100), paid(NEXT, 50), got(LATER, 1)], "ends_with_money_received"),
        ([got(DRAWN, 100), paid(NEXT, 10**11)], "too_large"),
    ],
)  # fmt: skip
def test_a_table_without_an_answer_says_why(table: list[Flow], code: str) -> None:
    with pytest.raises(NoAnnualCost) as error:
        annual_cost(table)

    assert error.value.code == code


def test_a_table_with_several_rates_has_none() -> None:
    """More is paid after a year than was ever owed, and more received after two: 10 % and 40 % fit alike."""
    days = [DRAWN + timedelta(days=365 * back) for back in range(3)]
    table = [got(days[0], 1000), paid(days[1], 2500), got(days[2], 1540), paid(days[2] + timedelta(days=1), "0.01")]

    with pytest.raises(NoAnnualCost) as error:
        annual_cost(table)

    assert error.value.code == "overpaid"


def test_draws_in_between_are_part_of_the_loan() -> None:
    days = [DRAWN + timedelta(days=365 * back) for back in range(3)]
    table = [got(days[0], 1000), paid(days[1], 600), got(days[1], 500), got(days[1], 1), paid(days[2], "1101.10")]

    assert annual_cost(table).effective == Decimal("10.00")


STEPS = st.lists(st.tuples(st.integers(1, 400), st.integers(1, 10**7)), min_size=1, max_size=14)


@MANY
@given(st.integers(10_000, 10**9), STEPS)
def test_newton_on_floats_from_another_side_agrees(principal: int, steps: list[tuple[int, int]]) -> None:
    """An independent way: present values with natural logarithms and Newton's steps, no balance and no Decimal."""
    table, day = [got(DRAWN, principal)], DRAWN
    for days, amount in steps:
        day += timedelta(days=days)
        table.append(paid(day, amount))
    rate = newton([(flow.on - DRAWN).days / 365 for flow in table[1:]], principal, [float(f.amount) for f in table[1:]])
    assume(rate is not None and abs(rate) < 20)

    found = annual_cost(table).effective

    assert float(found) == pytest.approx((exp(rate or 0) - 1) * 100, rel=1e-6, abs=0.0051)


def newton(years: list[float], principal: float, payments: list[float]) -> float | None:
    """x of principal = sum(payment * exp(-x * years)); the logarithm of both sides is convex and falls."""
    x = 0.0
    for _ in range(200):
        values = [amount * exp(min(600.0, -x * year)) for amount, year in zip(payments, years, strict=True)]
        total = sum(values)
        slope = sum(value * year for value, year in zip(values, years, strict=True)) / total
        step = (log(total) - log(principal)) / slope
        x += step
        if abs(x) > 600:
            return None
        if abs(step) < 1e-14:
            return x
    return x


def test_the_lines_are_those_of_the_day() -> None:
    found = {line.fact: line.percent for line in cost_lines(BASE.facts, date(2026, 11, 24))}

    assert found == {"court_cost_line_percent": Decimal(24), "lpr_one_year_percent": Decimal(12)}


def test_a_day_before_a_rate_was_set_has_the_one_before() -> None:
    day = {line.fact: line.percent for line in cost_lines(BASE.facts, date(2025, 5, 20))}
    before = {line.fact: line.percent for line in cost_lines(BASE.facts, date(2025, 5, 19))}

    assert (before["lpr_one_year_percent"], day["lpr_one_year_percent"]) == (Decimal("12.40"), Decimal("12.00"))


def test_how_many_times_the_prime_rate_draws_a_line_is_a_dated_fact() -> None:
    lines = [{line.fact for line in cost_lines(BASE.facts, day)} for day in (date(2023, 8, 20), date(2023, 8, 21))]
    without = {key: fact for key, fact in BASE.facts.items() if key != "lpr_times"}

    assert [("lpr_one_year_percent" in found) for found in lines] == [False, True]
    assert [line.fact for line in cost_lines(without, date(2026, 11, 24))] == ["court_cost_line_percent"]


def test_where_no_fact_reaches_there_is_no_line() -> None:
    assert cost_lines(BASE.facts, date(2017, 8, 3)) == ()
