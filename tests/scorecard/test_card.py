"""The shipped scorecard: monotone in every input, equal row by row and vectorised, refused where it is broken."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from assessments.engine import Account, Evidence, PackError, evaluate, pack_for
from assessments.engine.evidence import Repayment
from assessments.engine.packs.scorecard import COLUMNS, FEATURES, PAYMENTS, STATUSES, parse_scorecard
from assessments.engine.packs.source import read_yaml
from assessments.engine.portfolio import FEATURE_EXPRESSIONS, score_rows
from assessments.packs import DIRECTORY, packs, scorecard

TEXT = (DIRECTORY / "base" / "scorecard.yaml").read_text()


def rows(count: int, seed: int = 1) -> list[dict[str, float]]:
    """Accounts of every kind, edges of bins included."""
    draw = random.Random(seed)  # noqa: S311 - invented data
    return [{name: value(name, draw) for name in COLUMNS} for _ in range(count)]


def value(name: str, draw: random.Random) -> float:
    if name == "credit_limit":
        return float(draw.choice([10000, 30000, 50000, 150000, 500000]))
    if name in STATUSES:
        return float(draw.choice([-2, -1, 0, 0, 0, 1, 2, 2, 3, 8]))
    edges = [0, 1, -1, 390, 600, 1000, 3000, 5000, 9000, 50000]
    amount = float(draw.choice(edges)) if draw.random() < 0.4 else draw.uniform(-2000, 400000)
    return max(amount, 0.0) if name in PAYMENTS else amount


def frame(accounts: list[dict[str, float]]) -> pl.DataFrame:
    return pl.DataFrame(accounts, schema=dict.fromkeys(COLUMNS, pl.Float64))


def test_row_by_row_and_vectorised_agree() -> None:
    accounts, card = rows(100_000), scorecard()

    scores = score_rows(card, frame(accounts))

    for account, (points, probability, level) in zip(accounts, scores.iter_rows(), strict=True):
        one = card.score(account)
        assert (points, Decimal(repr(probability)), level) == (one.points, one.probability.normalize(), one.level)


def test_each_feature_is_the_same_in_both_readings() -> None:
    accounts = rows(3000)

    found = frame(accounts).select(
        expression.cast(pl.Float64).alias(name) for name, expression in FEATURE_EXPRESSIONS.items()
    )

    assert found.to_dicts() == [{name: float(of(account)) for name, of in FEATURES.items()} for account in accounts]


@pytest.mark.parametrize("name", COLUMNS)
def test_no_input_made_worse_lowers_points_probability_or_level(name: str) -> None:
    accounts, draw = rows(20_000, seed=COLUMNS.index(name)), random.Random(name)  # noqa: S311 - invented data
    better = name == "credit_limit" or name in PAYMENTS
    worse = [dict(account) for account in accounts]
    for account in worse:
        if name in STATUSES:
            account[name] = float(draw.randint(int(account[name]), 9))
        else:
            account[name] = account[name] * draw.uniform(0.01, 1) if better else account[name] + draw.expovariate(1e-4)

    before, after = (score_rows(scorecard(), frame(each)) for each in (accounts, worse))

    order = {level: place for place, (_, level) in enumerate(scorecard().levels)}
    assert (after["points"] >= before["points"]).all()
    assert (after["probability"] >= before["probability"]).all()
    assert all(order[new] >= order[old] for old, new in zip(before["level"], after["level"], strict=True))


def test_every_level_and_every_feature_is_used() -> None:
    scores = score_rows(scorecard(), frame(rows(20_000)))

    assert set(scores["level"]) == {"low", "elevated", "high", "severe"}
    assert all(max(each.points) > 0 for each in scorecard().bins)


def test_it_is_part_of_the_pack_and_its_digest() -> None:
    assert packs()["base"].scorecard == packs()["jiebei"].scorecard == scorecard()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  late_months: [[0, 0]", "  late_months: [[0, 99]", "run both ways"),
        ("  late_months: [[0, 0]", "  late_month: [[0, 0]", "Did you mean 'late_months'"),
        ("  late_months: [[0, 0]", "  late_months: [[0, 0, 0]", "is no pair"),
        ("  late_months: [[0, 0]", "  late_months: [[0, true]", "no whole number"),
        ('  - [1, "0.0', '  - [1, "0.9', "never fall"),
        ('  - [0, "', '  - [0, "-', "is no probability"),
        ('  - [0, "', '  - [0, "x', "is no probability"),
        ("  low: 0", "  low: 1", "begin at 0"),
        ("  elevated: ", "  elevated: 9", "rise"),
        ("  en: ", "  fr: ", "'en' is missing"),
        ("source: ", "sauce: ", "unknown key"),
    ],
)
def test_a_broken_card_is_refused_with_its_line(old: str, new: str, said: str) -> None:
    assert TEXT.count(old) >= 1

    with pytest.raises(PackError, match=r"scorecard\.yaml:\d+: ") as refusal:
        parse_scorecard(read_yaml(TEXT.replace(old, new, 1), "scorecard.yaml"))

    assert said in str(refusal.value)


@pytest.mark.parametrize("product", sorted(packs()["base"].products))
def test_an_evaluation_gives_no_probability_for_any_product(product: str) -> None:
    as_of = datetime(2026, 10, 15, tzinfo=UTC)
    late = Repayment(id="r", due_on=date(2026, 8, 1), amount_due=Decimal(900))

    found = evaluate(Evidence(repayments=(late,)), Account(product=product), pack_for(packs(), product), as_of)

    assert found.risk.points > 0
    assert (found.risk.probability, found.risk.meaning) == (None, None)


def test_the_committed_data_is_what_the_card_was_fitted_on() -> None:
    data = Path(__file__).parents[2] / "assessments" / "scorecard" / "repayment_behaviour_train.csv"

    assert data.read_text().count("\n") == 15_001
