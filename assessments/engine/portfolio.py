"""Many accounts at once, on polars: the conditions of rules and the scorecard, equal to their readings one by one.

The only part of the engine that imports polars, so that nothing else pays for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from assessments.engine.conditions import AllOf, Condition, Leaf, Not
from assessments.engine.packs.scorecard import (
    BILLS,
    FULLY_PAID,
    MOST_STATUS,
    PAYMENTS,
    PROMPT,
    RECENCY,
    SERIOUS,
    STATUSES,
    Bins,
    Scorecard,
    worst_of,
)
from assessments.engine.values import COMPARISONS


def verdicts(conditions: Sequence[Condition], values: pl.DataFrame) -> pl.DataFrame:
    """A column for each condition, named by its place, from a column for each indicator; null is unknown.

    >>> frame = pl.DataFrame({"days": [5, 2, None]})
    >>> verdicts([Leaf("days", ">", 3)], frame)["0"].to_list()
    [True, False, None]
    """
    return values.select(expression(each).alias(str(place)) for place, each in enumerate(conditions))


def expression(condition: Condition) -> pl.Expr:
    """The condition over columns; polars joins truth values as Kleene does."""
    if isinstance(condition, Leaf):
        compare: Callable[[Any, Any], pl.Expr] = COMPARISONS[condition.op]  # type: ignore[assignment]
        return compare(pl.col(condition.indicator), pl.lit(condition.value))
    if isinstance(condition, Not):
        return expression(condition.part).not_()
    parts = [expression(part) for part in condition.parts]
    return pl.all_horizontal(parts) if isinstance(condition, AllOf) else pl.any_horizontal(parts)


def score_rows(card: Scorecard, rows: pl.DataFrame) -> pl.DataFrame:
    """`points, probability, level` for each row; the columns are those of the card, all of them numbers."""
    points = pl.sum_horizontal(_points(each) for each in card.bins).cast(pl.Int64)
    probability = [(start, float(value)) for start, value in card.probabilities]
    return rows.select(points.alias("points")).with_columns(
        _reached(pl.col("points"), probability).alias("probability"),
        _reached(pl.col("points"), card.levels).alias("level"),
    )


def _points(bins: Bins) -> pl.Expr:
    return _reached(FEATURE_EXPRESSIONS[bins.feature], list(zip(bins.starts, bins.points, strict=True)))


def _reached(value: pl.Expr, steps: Sequence[tuple[int, Any]]) -> pl.Expr:
    """What belongs to the last start that the value reaches, else to the first."""
    starts = pl.Series([float(start) for start, _ in steps])
    place = (pl.lit(starts).search_sorted(value.cast(pl.Float64), side="right").cast(pl.Int64) - 1).clip(0)
    return pl.lit(pl.Series([each for _, each in steps])).gather(place)


def _sum(terms: Sequence[pl.Expr]) -> pl.Expr:
    """From left to right, as `sum` does, so that both readings round alike."""
    total = pl.lit(0.0)
    for term in terms:
        total = total + term
    return total


def _count(tests: Iterable[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(test.cast(pl.Int64) for test in tests)


def _run() -> pl.Expr:
    found = pl.lit(len(STATUSES))
    for number, name in reversed(list(enumerate(STATUSES))):
        found = pl.when(pl.col(name) < 1).then(number).otherwise(found)
    return found


def _paid_share() -> pl.Expr:
    billed, paid = _sum(_BILLED[1:]), _sum([pl.col(name) for name in PAYMENTS[:5]])
    return pl.when(billed > 0).then((paid * 100 / billed).clip(upper_bound=FULLY_PAID)).otherwise(FULLY_PAID)


def _used(amount: pl.Expr, months: int = 1) -> pl.Expr:
    return amount * 100 / (pl.col("credit_limit") * months)


_LATE = [pl.col(name).clip(lower_bound=0) for name in STATUSES]
_BILLED = [pl.col(name).clip(lower_bound=0) for name in BILLS]
_PAID = [pl.col(name) for name in PAYMENTS]
_PAID_AND_BILLED = list(zip(_PAID, _BILLED[1:], strict=False))
_LATENESS: Mapping[str, pl.Expr] = {
    "status_now": _LATE[0],
    "status_before": _LATE[1],
    "worst_status": pl.max_horizontal(_LATE),
    "late_months": _count(pl.col(name) >= 1 for name in STATUSES),
    "late_months_two": _count(pl.col(name) >= SERIOUS for name in STATUSES),
    "late_weight": _sum(
        [late.clip(upper_bound=MOST_STATUS) * weight for late, weight in zip(_LATE, RECENCY, strict=True)]
    ),
    "late_recency": pl.max_horizontal(
        pl.when(pl.col(name) >= SERIOUS).then(6 - number).otherwise(0) for number, name in enumerate(STATUSES)
    ),
    "late_run": _run(),
}
_HABITS: Mapping[str, pl.Expr] = {
    "credit_limit": pl.col("credit_limit"),
    "left_now": pl.col("credit_limit") - _BILLED[0],
    "used_now": _used(_BILLED[0]),
    "used_mean": _used(_sum(_BILLED), len(BILLS)),
    "used_least": _used(pl.min_horizontal(_BILLED)),
    **{name: pl.col(name) for name in PAYMENTS},
    "paid_quarter": _sum(_PAID[:3]),
    "paid_least": pl.min_horizontal(_PAID),
    "paid_most": pl.max_horizontal(_PAID),
    "paid_share": _paid_share(),
    "full_months": _count(paid >= billed for paid, billed in _PAID_AND_BILLED),
    "unpaid_months": _count(paid <= 0 for paid in _PAID),
    "ignored_bills": _count((paid <= 0) & (billed > 0) for paid, billed in _PAID_AND_BILLED),
}
FEATURE_EXPRESSIONS: Mapping[str, pl.Expr] = {
    **_LATENESS,
    **_HABITS,
    **{
        PROMPT + name: pl.when(pl.max_horizontal(_LATE) >= SERIOUS).then(worst_of(name)).otherwise(habit)
        for name, habit in _HABITS.items()
    },
}
"""The same features as `packs.scorecard.FEATURES`, as columns."""
