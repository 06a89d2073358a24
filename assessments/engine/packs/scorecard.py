"""The scorecard of repayment behaviour: whole points by the features of six months, a probability by the points.

What the columns of a row may hold stands here too, since the card means nothing for other values.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from operator import itemgetter
from typing import TypeVar

from assessments.engine.packs.source import Section, suggest

MONTHS = range(1, 7)
STATUSES = tuple(f"pay_status_m{month}" for month in MONTHS)
BILLS = tuple(f"bill_m{month}" for month in MONTHS)
PAYMENTS = tuple(f"paid_m{month}" for month in MONTHS)
COLUMNS = ("credit_limit", *STATUSES, *BILLS, *PAYMENTS)
SCORE_LEVELS = ("low", "elevated", "high", "severe")
RECENCY = (10, 6, 4, 3, 2, 2)
"""How much a late month weighs, newest first."""
MOST_STATUS = 3
"""More months late than this weigh no more in `late_weight`; `worst_status` tells them apart."""
SERIOUS = 2
"""So many months late are told apart from a payment that only came late."""
FULLY_PAID = 200.0
"""Percent of the bills from which on, or without any bill, nothing more is gained by paying."""

Row = Mapping[str, float]
T = TypeVar("T")


def _late(row: Row) -> list[float]:
    return [max(row[name], 0.0) for name in STATUSES]


def _bills(row: Row) -> list[float]:
    return [max(row[name], 0.0) for name in BILLS]


def _run(row: Row) -> int:
    return next((number for number, name in enumerate(STATUSES) if row[name] < 1), len(STATUSES))


def _paid_share(row: Row) -> float:
    """What was paid in the five newer months in percent of the bills before them."""
    billed = sum(_bills(row)[1:])
    paid = sum(row[name] for name in PAYMENTS[:5])
    return min(paid * 100 / billed, FULLY_PAID) if billed > 0 else FULLY_PAID


def _used(row: Row, amount: float, months: int = 1) -> float:
    """Bills in percent of the limit; no division by a constant, which polars would round otherwise."""
    return amount * 100 / (row["credit_limit"] * months)


def _recency(row: Row) -> int:
    """6 where the newest month is at least two late, 1 where only the oldest is, 0 where none is."""
    return next((6 - number for number, name in enumerate(STATUSES) if row[name] >= SERIOUS), 0)


def _full_months(row: Row) -> int:
    """Of the five newer months, those in which the bill before was paid in full, or there was none."""
    return sum(row[paid] >= max(row[bill], 0.0) for paid, bill in zip(PAYMENTS, BILLS[1:], strict=False))


def _ignored_bills(row: Row) -> int:
    return sum(row[paid] <= 0 < row[bill] for paid, bill in zip(PAYMENTS, BILLS[1:], strict=False))


LATENESS: Mapping[str, Callable[[Row], float]] = {
    "status_now": lambda row: _late(row)[0],
    "status_before": lambda row: _late(row)[1],
    "worst_status": lambda row: max(_late(row)),
    "late_months": lambda row: sum(row[name] >= 1 for name in STATUSES),
    "late_months_two": lambda row: sum(row[name] >= SERIOUS for name in STATUSES),
    "late_weight": lambda row: sum(
        min(late, MOST_STATUS) * weight for late, weight in zip(_late(row), RECENCY, strict=True)
    ),
    "late_recency": _recency,
    "late_run": _run,
}
HABITS: Mapping[str, Callable[[Row], float]] = {
    "credit_limit": lambda row: row["credit_limit"],
    "left_now": lambda row: row["credit_limit"] - _bills(row)[0],
    "used_now": lambda row: _used(row, _bills(row)[0]),
    "used_mean": lambda row: _used(row, sum(_bills(row)), len(BILLS)),
    "used_least": lambda row: _used(row, min(_bills(row))),
    **{f"paid_m{month}": itemgetter(f"paid_m{month}") for month in MONTHS},
    "paid_quarter": lambda row: sum(row[name] for name in PAYMENTS[:3]),
    "paid_least": lambda row: min(row[name] for name in PAYMENTS),
    "paid_most": lambda row: max(row[name] for name in PAYMENTS),
    "paid_share": _paid_share,
    "full_months": _full_months,
    "unpaid_months": lambda row: sum(row[name] <= 0 for name in PAYMENTS),
    "ignored_bills": _ignored_bills,
}
RISING_HABITS = frozenset({"used_now", "used_mean", "used_least", "unpaid_months", "ignored_bills"})
PROMPT = "prompt_"
"""Before a habit's name: only of accounts never two months late; whoever was counts as the worst there is."""


def _of_the_prompt(name: str) -> Callable[[Row], float]:
    habit, worst = HABITS[name], worst_of(name)
    return lambda row: worst if max(_late(row)) >= SERIOUS else habit(row)


def worst_of(habit: str) -> float:
    return float("inf") if habit in RISING_HABITS else float("-inf")


FEATURES: Mapping[str, Callable[[Row], float]] = {
    **LATENESS,
    **HABITS,
    **{PROMPT + name: _of_the_prompt(name) for name in HABITS},
}
"""What the card looks at, by name; each rises with every status and bill, or falls with every payment and the limit."""
FALLING = frozenset(prefix + name for name in HABITS if name not in RISING_HABITS for prefix in ("", PROMPT))
"""Features of which more is better; of all others more is worse."""


@dataclass(frozen=True, slots=True)
class Bins:
    """Points of one feature: those of the last bin whose start the value reaches, else those of the first."""

    feature: str
    starts: tuple[int, ...]
    points: tuple[int, ...]

    def of(self, value: float) -> int:
        return self.points[max(bisect_right(self.starts, value) - 1, 0)]


@dataclass(frozen=True, slots=True)
class Score:
    points: int
    probability: Decimal
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """`probabilities` and `levels` by the least points from which on they hold, rising; `meaning` by language."""

    bins: tuple[Bins, ...]
    probabilities: tuple[tuple[int, Decimal], ...]
    levels: tuple[tuple[int, str], ...]
    meaning: Mapping[str, str]

    def score(self, row: Row) -> Score:
        """One account at a time: the plain reading that the vectorised one must equal."""
        points = sum(each.of(FEATURES[each.feature](row)) for each in self.bins)
        return Score(points, _reached(self.probabilities, points), _reached(self.levels, points))


def _reached(steps: tuple[tuple[int, T], ...], points: int) -> T:
    return steps[bisect_right([start for start, _ in steps], points) - 1][1]


def parse_scorecard(data: Section) -> Scorecard:
    data.only("features", "probabilities", "levels", "meaning", "source", "fitted")
    data.texts("source")
    data.need("fitted", str)
    features, meaning = data.need("features", Section), data.need("meaning", Section)
    return Scorecard(
        bins=tuple(_parse_bins(name, features) for name in features),
        probabilities=_parse_probabilities(data),
        levels=_parse_levels(data.need("levels", Section)),
        meaning={language: meaning.need(language, str) for language in ("zh-Hans", "en")},
    )


def _parse_bins(name: str, features: Section) -> Bins:
    """Monotone by construction: points never fall as the feature gets worse."""
    if name not in FEATURES:
        raise features.error(f"unknown feature {name!r}", name, suggest(name, tuple(FEATURES)))
    pairs = _pairs(features, name)
    starts, points = [start for start, _ in pairs], [_whole(features, name, each) for _, each in pairs]
    if starts != sorted(set(starts)) or points != sorted(points, reverse=name in FALLING) or min(points) < 0:
        raise features.error(f"the points of {name!r} run both ways", name, "Rising starts; points one way, from 0 up.")
    return Bins(name, tuple(starts), tuple(points))


def _parse_probabilities(data: Section) -> tuple[tuple[int, Decimal], ...]:
    found = tuple((start, _share(data, value)) for start, value in _pairs(data, "probabilities"))
    if found[0][0] != 0 or any(a >= c or b > d for (a, b), (c, d) in pairwise(found)):
        raise data.error("probabilities must begin at 0 points and never fall", "probabilities", "From 0 up.")
    return found


def _share(data: Section, value: object) -> Decimal:
    try:
        share = Decimal(value) if isinstance(value, str) else Decimal(-1)
    except InvalidOperation:
        share = Decimal(-1)
    if not 0 <= share <= 1:
        raise data.error(f"{value!r} is no probability", "probabilities", 'Write it in quotes: "0.1234".')
    return share


def _parse_levels(data: Section) -> tuple[tuple[int, str], ...]:
    data.only(*SCORE_LEVELS)
    found = tuple((data.need(name, int), name) for name in SCORE_LEVELS)
    if found[0][0] != 0 or any(lower >= higher for (lower, _), (higher, _) in pairwise(found)):
        raise data.error("levels must begin at 0 points and rise", "low", "In the order low to severe.")
    return found


def _pairs(data: Section, key: str) -> list[tuple[int, object]]:
    """`[[start, value], …]`, not empty."""
    found = data.need(key, list)
    for pair in found:
        if not isinstance(pair, list) or len(pair) != 2:
            raise data.error(f"{pair!r} is no pair", key, "Write [start, value].")
        _whole(data, key, pair[0])
    if not found:
        raise data.error(f"{key!r} is empty", key, "Write [[0, value], …].")
    return [(start, value) for start, value in found]


def _whole(data: Section, key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise data.error(f"{value!r} is no whole number", key, "Write digits without quotes.")
    return value
