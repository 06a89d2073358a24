"""The order of repayments over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import World, api, problems

pytestmark = pytest.mark.django_db
MONEY = [{"per_month": "2000.00", "first_on": "2026-12-10"}]
MARK = {"id": "mark", "amount_due": "1200.00", "oldest_unpaid_on": "2026-11-15"}
NAMED = {"id": "named", "amount_due": "3000.00", "kind": "credit_card", "named_condition": True}


def post(world: World, language: str = "en", **body: Any) -> Any:
    headers = {"Accept-Language": language}
    body = {"debts": [MARK, NAMED], "free_money": MONEY} | body
    return api(world.alice).post("/api/v1/evaluations/payoff-order/", body, format="json", headers=headers)


def test_each_payment_says_debt_day_amount_and_why(world: World) -> None:
    answer = post(world).json()

    first, second, third, _last = answer["payments"]
    assert first == {
        "on": "2026-12-10",
        "debt": "mark",
        "amount": "1200.00",
        "currency": "CNY",
        "why": "before_mark",
        "before": {"on": "2026-12-16", "mark": "2", "risk_class": None},
        "text": "Unpaid on 2026-12-16, the report's mark becomes 2.",
    }
    assert (second["debt"], second["amount"], second["why"], second["before"]) == ("named", "800.00", "condition", None)
    assert (third["on"], third["amount"]) == ("2027-01-10", "2000.00")
    assert answer["debts"][1] == {
        "debt": "named",
        "paid": "3000.00",
        "left": "0.00",
        "due_paid_on": "2027-02-10",
        "paid_on": "2027-02-10",
        "waits_for_lawyer": False,
    }


def test_it_reads_in_chinese(world: World) -> None:
    answer = post(world, "zh-Hans").json()

    assert answer["payments"][0]["text"] == "到 2026-12-16 仍未还清的，征信还款标记变为 2。"
    assert not any(text.isascii() for text in [*answer["notes"], *(each["text"] for each in answer["payments"])])


def test_months_end_the_order_and_what_is_left_is_said(world: World) -> None:
    answer = post(world, months=1).json()

    assert {each["debt"]: each["left"] for each in answer["debts"]} == {"mark": "0.00", "named": "2200.00"}


def test_what_a_lawyer_must_judge_first_waits(world: World) -> None:
    answer = post(world, debts=[MARK | {"lawyer_first": True}]).json()

    assert (answer["payments"], answer["debts"][0]["waits_for_lawyer"]) == ([], True)


def test_an_id_given_twice_and_unknown_names_are_refused(world: World) -> None:
    assert problems(post(world, debts=[MARK, MARK])) == {"/debts/1/id": "repeated"}
    assert problems(post(world, debts=[MARK | {"loan": "1"}])) == {"/debts/0/loan": "unknown_field"}


def test_nothing_owed_gives_an_empty_order(world: World) -> None:
    assert post(world, debts=[], free_money=[]).json()["payments"] == []
