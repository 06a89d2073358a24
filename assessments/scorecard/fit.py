"""Fits the scorecard of the base pack, or measures by cross-validation how well this way of fitting does.

    python -m assessments.scorecard.fit            writes assessments/packs/base/scorecard.yaml anew, the same each time
    python -m assessments.scorecard.fit --measure  AUC and calibration on folds that the fit has not seen

A logistic regression on steps ("the feature reaches t") whose weights cannot be negative: so points never fall as a
feature gets worse. Bins, weights, rounding to whole points and probabilities are all found inside each fold.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from assessments.engine.packs.scorecard import COLUMNS, FALLING, FEATURES
from assessments.engine.portfolio import FEATURE_EXPRESSIONS

HERE = Path(__file__).parent
DATA = HERE / "repayment_behaviour_train.csv"
CARD = HERE.parent / "packs" / "base" / "scorecard.yaml"
OUTCOME = "default_next_month"
POINTS_PER_LOGIT = 40
BINS = 14
LASSO, RIDGE, ROUNDS = 6e-4, 1e-4, 400
FOLDS, REPEATS = 5, 4
LEAST_PROBABILITIES = {"elevated": 0.15, "high": 0.30, "severe": 0.60}
"""From which probability on a level holds; the card turns them into points."""

Numbers = npt.NDArray[Any]


@dataclass(frozen=True)
class Fitted:
    """`tables`: by feature, pairs of start and points in the order of the starts."""

    tables: dict[str, list[tuple[int, int]]]
    base: float
    slope: float

    def points(self, features: dict[str, Numbers]) -> Numbers:
        return sum((_of(table, features[name]) for name, table in self.tables.items()), np.zeros(1, int))

    def probability(self, points: Numbers) -> Numbers:
        return _logistic(self.base + self.slope * points)

    @property
    def most(self) -> int:
        return sum(max(points for _, points in table) for table in self.tables.values())


def _of(table: list[tuple[int, int]], values: Numbers) -> Numbers:
    starts, points = (np.array(each) for each in zip(*table, strict=True))
    found: Numbers = points[np.maximum(np.searchsorted(starts, values, side="right") - 1, 0)]
    return found


def _logistic(value: Numbers) -> Numbers:
    found: Numbers = 1 / (1 + np.exp(-value))
    return found


def read() -> tuple[dict[str, Numbers], Numbers]:
    frame = pl.read_csv(DATA, schema_overrides=dict.fromkeys(COLUMNS, pl.Float64))
    features = frame.select(expression.alias(name) for name, expression in FEATURE_EXPRESSIONS.items())
    return {name: features[name].to_numpy().astype(float) for name in FEATURES}, frame[OUTCOME].to_numpy()


def starts_of(values: Numbers) -> list[int]:
    """Where bins begin: every whole value where there are few, else quantiles rounded to two digits."""
    values = values[np.isfinite(values)]
    distinct = np.unique(values)
    if len(distinct) <= BINS:
        return [int(each) for each in distinct]
    found = {int(_two_digits(each)) for each in np.quantile(values, np.linspace(0, 1, BINS + 2)[1:-1])}
    return [0, *sorted(found - {0})]


def _two_digits(value: float) -> float:
    return float(f"{value:.1e}")


def fit(features: dict[str, Numbers], outcome: Numbers) -> Fitted:
    starts = {name: starts_of(values) for name, values in features.items()}
    codes = [np.searchsorted(starts[name], values, side="right") - 1 for name, values in features.items()]
    codes = [np.maximum(each, 0) for each in codes]
    weights = _weights(codes, [len(each) for each in starts.values()], [name in FALLING for name in starts], outcome)
    tables = {
        name: _merged(list(zip(starts[name], np.rint(each * POINTS_PER_LOGIT).astype(int).tolist(), strict=True)))
        for name, each in zip(starts, weights, strict=True)
    }
    tables = {name: table for name, table in tables.items() if any(points for _, points in table)}
    points = Fitted(tables, 0, 0).points(features)
    return Fitted(tables, *_calibrated(points, outcome))


def _merged(table: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbours with equal points become one bin."""
    return [pair for place, pair in enumerate(table) if place == 0 or pair[1] != table[place - 1][1]]


def _weights(codes: list[Numbers], sizes: list[int], falling: list[bool], outcome: Numbers) -> list[Numbers]:
    """The log-odds of each bin: accelerated projected gradient, steps towards the worse end never negative."""
    length = _steepness(codes, sizes, falling)
    steps = ahead = [np.zeros(size) for size in sizes]
    base = base_ahead = float(np.log(outcome.mean() / (1 - outcome.mean())))
    pace = 1.0
    for _ in range(ROUNDS):
        wrong = _logistic(base_ahead + _scores(ahead, codes, falling)) - outcome
        slopes = _slopes(wrong, codes, sizes, falling)
        taken = [
            _first_free(np.maximum(0, each - (slope + RIDGE * each + LASSO) / length), back)
            for each, slope, back in zip(ahead, slopes, falling, strict=True)
        ]
        base_taken, faster = base_ahead - 2 * float(wrong.mean()), (1 + (1 + 4 * pace**2) ** 0.5) / 2
        push, pace = (pace - 1) / faster, faster
        ahead = [new + push * (new - old) for new, old in zip(taken, steps, strict=True)]
        base_ahead, base, steps = base_taken + push * (base_taken - base), base_taken, taken
    return [_table(each, back) for each, back in zip(steps, falling, strict=True)]


def _first_free(steps: Numbers, back: bool) -> Numbers:
    """The best bin has no points: its weight is the base."""
    steps[-1 if back else 0] = 0
    return steps


def _table(steps: Numbers, back: bool) -> Numbers:
    return np.cumsum(steps[::-1])[::-1] if back else np.cumsum(steps)


def _scores(steps: list[Numbers], codes: list[Numbers], falling: list[bool]) -> Numbers:
    tables = [_table(each, back) for each, back in zip(steps, falling, strict=True)]
    total: Numbers = np.sum([table[code] for table, code in zip(tables, codes, strict=True)], axis=0)
    return total


def _slopes(wrong: Numbers, codes: list[Numbers], sizes: list[int], falling: list[bool]) -> list[Numbers]:
    sums = [np.bincount(code, wrong, size) / len(wrong) for code, size in zip(codes, sizes, strict=True)]
    return [_table(each, not back) for each, back in zip(sums, falling, strict=True)]


def _steepness(codes: list[Numbers], sizes: list[int], falling: list[bool]) -> float:
    """An upper bound of the curvature, by power iteration."""
    steps, norm = [np.ones(size) for size in sizes], 1.0
    for _ in range(10):
        steps = _slopes(_scores(steps, codes, falling), codes, sizes, falling)
        norm = float(np.sqrt(sum(float((each**2).sum()) for each in steps)))
        steps = [each / norm for each in steps]
    return 0.25 * norm * 1.05 + RIDGE


def _calibrated(points: Numbers, outcome: Numbers) -> tuple[float, float]:
    """Base and slope of the logistic curve through the points, by Newton's method."""
    design = np.stack([np.ones(len(points)), points / POINTS_PER_LOGIT], axis=1)
    found = np.zeros(2)
    for _ in range(25):
        shares = _logistic(design @ found)
        curvature = (design * (shares * (1 - shares))[:, None]).T @ design
        found = found + np.linalg.solve(curvature, design.T @ (outcome - shares))
    return float(found[0]), float(found[1]) / POINTS_PER_LOGIT


def auc(score: Numbers, outcome: Numbers) -> float:
    """How often a defaulter scores above somebody who paid; ties count half."""
    _, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    bad = outcome.sum()
    return float((ranks[outcome == 1].sum() - bad * (bad + 1) / 2) / (bad * (len(outcome) - bad)))


def deciles(probability: Numbers, outcome: Numbers) -> list[tuple[int, float, float]]:
    """Tenths by probability: how many, mean probability, share that defaulted."""
    parts = np.array_split(np.argsort(probability, kind="stable"), 10)
    return [(len(part), float(probability[part].mean()), float(outcome[part].mean())) for part in parts]


def calibration_error(tenths: list[tuple[int, float, float]]) -> float:
    return sum(count * abs(said - seen) for count, said, seen in tenths) / sum(count for count, _, _ in tenths)


def folds(outcome: Numbers, seed: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Training and test rows, defaulters spread evenly."""
    random = np.random.default_rng(seed)
    fold = np.empty(len(outcome), int)
    for value in (0, 1):
        rows = random.permutation(np.flatnonzero(outcome == value))
        fold[rows] = np.arange(len(rows)) % FOLDS
    for number in range(FOLDS):
        yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)


def measure() -> None:
    features, outcome = read()
    areas, errors = [], []
    for seed in range(REPEATS):
        said = np.zeros(len(outcome))
        for train, test in folds(outcome, seed):
            card = fit({name: values[train] for name, values in features.items()}, outcome[train])
            said[test] = card.probability(card.points({name: values[test] for name, values in features.items()}))
            areas.append(auc(said[test], outcome[test]))
        tenths = deciles(said, outcome)
        errors.append(calibration_error(tenths))
        print(f"repeat {seed + 1}: AUC {np.mean(areas[-FOLDS:]):.4f}, calibration error {errors[-1]:.4f}")
    print(f"AUC {np.mean(areas):.4f}, over {len(areas)} folds {np.min(areas):.4f} to {np.max(areas):.4f}", end="")
    print(f" (standard deviation {np.std(areas):.4f}); calibration error {np.mean(errors):.4f}")
    print("the last repeat by tenths: rows, mean probability, share that defaulted")
    for count, mean, seen in tenths:
        print(f"  {count:5d}  {mean:.3f}  {seen:.3f}")


def write(card: Fitted) -> None:
    CARD.write_text((HERE / "head.yaml").read_text(encoding="utf-8") + "\n".join(_lines(card)) + "\n", encoding="utf-8")


def _lines(card: Fitted) -> Iterator[str]:
    yield "features:"
    for name, table in card.tables.items():
        yield f"  {name}: [{', '.join(f'[{start}, {points}]' for start, points in table)}]"
    yield "levels:"
    yield "  low: 0"
    for level, least in LEAST_PROBABILITIES.items():
        reached = np.round(card.probability(np.arange(card.most + 1)), 4) >= least
        yield f"  {level}: {int(np.argmax(reached))}"
    yield "probabilities:"
    for points in range(card.most + 1):
        yield f'  - [{points}, "{float(card.probability(np.array(points))):.4f}"]'


if __name__ == "__main__":
    if "--measure" in sys.argv:
        measure()
    else:
        write(fit(*read()))
