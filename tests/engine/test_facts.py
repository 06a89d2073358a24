"""Exact facts, boundaries in pairs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assessments.engine.facts import (
    CANNOT_TELL,
    ELIGIBLE,
    NOT_ELIGIBLE,
    Coming,
    RepairPolicy,
    class_for_days_overdue,
    complaint_route,
    five_year_end,
    limitation_state,
    mark_for_days_overdue,
    next_class,
    next_mark,
    one_off_repair,
    years_after,
)
from tests.engine.plans import BASE, TODAY

POLICY = RepairPolicy.from_facts(BASE.facts)
LOAN, CARD = BASE.classes_on(TODAY)["loan"], BASE.classes_on(TODAY)["credit_card"]
MARCH_2025 = date(2025, 3, 1)
INSIDE = Decimal("10000.00")


def test_five_years_run_from_full_repayment() -> None:
    assert five_year_end(date(2021, 11, 24)) == date(2026, 11, 24)


def test_five_years_from_a_leap_day_end_on_the_last_of_february() -> None:
    assert five_year_end(date(2024, 2, 29)) == date(2029, 2, 28)


def test_unpaid_debt_has_no_five_year_end() -> None:
    assert five_year_end(None) is None


def test_years_after_the_end_of_the_calendar_stay_in_it() -> None:
    assert years_after(date(9998, 1, 1), 5) == date(9999, 1, 1)


@pytest.mark.parametrize(
    ("days", "mark"),
    [(0, "N"), (1, "1"), (30, "1"), (31, "2"), (60, "2"), (61, "3"), (90, "3"), (91, "4"), (180, "6"), (181, "7")],
)
def test_marks_turn_with_their_month(days: int, mark: str) -> None:
    assert mark_for_days_overdue(days) == mark


@pytest.mark.parametrize(
    ("days", "of_loan", "of_card"),
    [
        (0, "normal", "normal"),
        (1, "special_mention", "special_mention"),
        (90, "special_mention", "special_mention"),
        (91, "substandard", "substandard"),
        (120, "substandard", "substandard"),
        (121, "substandard", "doubtful"),
        (180, "substandard", "doubtful"),
        (181, "substandard", "loss"),
        (270, "substandard", "loss"),
        (271, "doubtful", "loss"),
        (360, "doubtful", "loss"),
        (361, "loss", "loss"),
    ],
)
def test_classes_of_loans_and_cards_differ(days: int, of_loan: str, of_card: str) -> None:
    assert class_for_days_overdue(days, LOAN) == of_loan
    assert class_for_days_overdue(days, CARD) == of_card


def test_before_its_rule_there_is_no_class() -> None:
    """Of cards the rule is older than that of loans."""
    assert not BASE.classes_on(date(2023, 6, 30))["loan"]
    assert BASE.classes_on(date(2023, 7, 1))["loan"] == LOAN
    assert BASE.classes_on(date(2023, 6, 30))["credit_card"] == CARD
    assert not BASE.classes_on(date(2011, 1, 12))["credit_card"]


def test_the_next_mark_falls_on_the_day_it_turns() -> None:
    assert next_mark(30, TODAY) == Coming("2", date(2026, 10, 16))
    assert next_mark(31, TODAY) == Coming("3", date(2026, 11, 14))


def test_after_the_last_mark_and_class_nothing_comes() -> None:
    assert next_mark(180, TODAY) is not None
    assert next_mark(181, TODAY) is None
    assert next_class(360, TODAY, LOAN) == Coming("loss", date(2026, 10, 16))
    assert next_class(361, TODAY, LOAN) is None


def test_the_first_and_last_month_of_the_repair_window() -> None:
    repaid = date(2026, 3, 1)

    assert one_off_repair(date(2019, 12, 1), INSIDE, repaid, POLICY).reason == "outside_window"
    assert one_off_repair(date(2020, 1, 1), INSIDE, repaid, POLICY).result == ELIGIBLE
    assert one_off_repair(date(2025, 12, 1), INSIDE, repaid, POLICY).result == ELIGIBLE
    assert one_off_repair(date(2026, 1, 1), INSIDE, repaid, POLICY).reason == "outside_window"


def test_ten_thousand_exactly_is_inside_and_a_cent_more_is_not() -> None:
    assert one_off_repair(MARCH_2025, INSIDE, date(2026, 3, 31), POLICY).result == ELIGIBLE
    over = one_off_repair(MARCH_2025, INSIDE + Decimal("0.01"), date(2026, 3, 31), POLICY)
    assert (over.result, over.reason) == (NOT_ELIGIBLE, "amount_too_large")


def test_repaid_on_the_last_day_is_inside_and_a_day_later_is_not() -> None:
    assert one_off_repair(MARCH_2025, INSIDE, date(2026, 3, 31), POLICY).result == ELIGIBLE
    late = one_off_repair(MARCH_2025, INSIDE, date(2026, 4, 1), POLICY)
    assert (late.result, late.reason) == (NOT_ELIGIBLE, "repaid_too_late")


def test_each_month_of_an_account_is_tested_by_itself() -> None:
    misses = {date(2025, 11, 1): "5000.00", date(2025, 12, 1): "10000.00"}

    found = [one_off_repair(month, Decimal(total), date(2026, 1, 20), POLICY).result for month, total in misses.items()]

    assert found == [ELIGIBLE, ELIGIBLE]
    assert one_off_repair(date(2025, 12, 1), Decimal(15_000), date(2026, 1, 20), POLICY).result == NOT_ELIGIBLE


@pytest.mark.parametrize(("overdue", "repaid"), [(None, date(2026, 1, 1)), (INSIDE, None)])
def test_what_is_not_known_cannot_be_told(overdue: Decimal | None, repaid: date | None) -> None:
    found = one_off_repair(MARCH_2025, overdue, repaid, POLICY)

    assert found.result == CANNOT_TELL
    assert not found.should_be_hidden(date(2026, 11, 24))


def test_repaid_early_is_hidden_from_the_first_day_of_2026() -> None:
    early = one_off_repair(MARCH_2025, INSIDE, date(2025, 11, 30), POLICY)

    assert early.hide_by == date(2026, 1, 1)
    assert not early.should_be_hidden(date(2025, 12, 31))
    assert early.should_be_hidden(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("repaid", "hide_by"),
    [
        (date(2025, 12, 1), date(2026, 1, 31)),
        (date(2026, 1, 15), date(2026, 2, 28)),
        (date(2026, 3, 31), date(2026, 4, 30)),
    ],
)
def test_repaid_later_is_hidden_by_the_end_of_the_next_month(repaid: date, hide_by: date) -> None:
    found = one_off_repair(MARCH_2025, INSIDE, repaid, POLICY)

    assert found.hide_by == hide_by
    assert not found.should_be_hidden(hide_by)
    assert found.wrong_from is not None and found.should_be_hidden(found.wrong_from)


@pytest.mark.parametrize(
    ("lender", "route"),
    [
        ("bank", "route_nfra"),
        ("consumer_finance", "route_nfra"),
        ("small_loan", "route_local_office"),
        ("payment", "route_pboc"),
        ("credit_registry", "route_pboc"),
        ("platform", "route_platform"),
        ("unknown", None),
    ],
)
def test_the_channel_of_a_complaint_hangs_on_the_lender(lender: str, route: str | None) -> None:
    assert complaint_route(lender) == route
    assert route is None or route in BASE.facts


def test_limitation_runs_through_its_last_day() -> None:
    assert limitation_state(date(2023, 10, 15), TODAY).state == "running"
    assert limitation_state(date(2023, 10, 15), TODAY).ends_on == TODAY
    assert limitation_state(date(2023, 10, 14), TODAY).state == "expired"


def test_limitation_without_any_date_is_unknown() -> None:
    assert limitation_state(None, TODAY).state == "unknown"
