"""The annual cost over HTTP: both conventions, the lines of the day, and tables without a rate."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import World, api, problems

pytestmark = pytest.mark.django_db
TABLE = [
    {"on": "2026-01-10", "kind": "received", "amount": "12000.00"},
    *({"on": f"2026-{month:02}-10", "kind": "paid", "amount": "1134.72"} for month in range(2, 13)),
    {"on": "2027-01-10", "kind": "paid", "amount": "1134.72"},
]


def post(world: World, language: str = "en", **body: Any) -> Any:
    headers = {"Accept-Language": language}
    return api(world.alice).post("/api/v1/evaluations/annual-cost/", body, format="json", headers=headers)


def test_a_loan_of_two_per_cent_a_month_is_told_in_both_conventions(world: World) -> None:
    answer = post(world, flows=TABLE).json()

    assert (answer["effective_percent"], answer["nominal_percent"]) == ("26.95", "24.00")
    assert (answer["received"], answer["paid"], answer["cost"]) == ("12000.00", "13616.64", "1616.64")


def test_a_figure_at_a_line_is_not_above_it_and_the_words_never_judge(world: World) -> None:
    court, private = post(world, flows=TABLE).json()["lines"]

    assert (court["percent"], court["effective"], court["nominal"]) == ("24.00", "above", "not_above")
    assert court["text"].startswith("Compounded above the line of 24.00% a year")
    assert (private["percent"], private["times"], private["nominal"]) == ("12.00", 4, "above")
    assert private["text"].startswith("Above the line of 12.00% a year (4 times")
    assert private["verification"] == "from_memory"
    assert "illegal" not in str([court, private]).lower()


def test_the_line_is_that_of_the_day_of_agreement(world: World) -> None:
    percents = {on: post(world, flows=TABLE, agreed_on=on).json()["lines"] for on in ("2025-05-19", "2023-08-20")}

    assert percents["2025-05-19"][1]["percent"] == "12.40"
    assert [line["line"] for line in percents["2023-08-20"]] == ["court_cost_line_percent"]


def test_it_reads_in_chinese(world: World) -> None:
    answer = post(world, "zh-Hans", flows=TABLE).json()

    assert (
        answer["lines"][1]["text"]
        == "高于年化 12.00%（2026-01-10 一年期贷款市场报价利率的 4 倍，适用于民间借贷）这条线。"
    )
    assert not any(text.isascii() for text in answer["notes"])


@pytest.mark.parametrize(("rows", "code"), [(TABLE[:1], "one_sided"), (TABLE[1:], "one_sided"), ([], "one_sided")])
def test_a_table_without_a_rate_is_refused_with_the_reason(world: World, rows: list[Any], code: str) -> None:
    answer = post(world, flows=rows)

    assert answer.status_code == 400
    assert problems(answer) == {"/flows": code}


def test_money_that_comes_after_the_last_payment_is_named_as_such(world: World) -> None:
    later = {"on": "2027-02-10", "kind": "received", "amount": "1.00"}

    assert problems(post(world, flows=[*TABLE, later])) == {"/flows": "ends_with_money_received"}


def test_what_is_wrong_in_a_row_is_named(world: World) -> None:
    wrong = {"on": "2026-01-10", "kind": "fee", "amount": "-1", "note": ""}

    assert set(problems(post(world, flows=[wrong]))) == {"/flows/0/kind", "/flows/0/amount", "/flows/0/note"}


def test_six_hundred_rows_are_the_most(world: World) -> None:
    assert post(world, flows=[TABLE[0]] * 601).status_code == 400
