"""Indicators of private scores. Where readings of one day differ, the one that shows the smaller drop counts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assessments.engine.evidence import Score
from assessments.engine.indicators.context import Context
from assessments.engine.indicators.registry import NOT_KNOWN, Measured, indicator

_FEW = "fewer than two days with readings of one scheme lie in the window"


@dataclass(frozen=True, slots=True)
class _Change:
    scheme: str
    before: int
    now: int
    evidence: tuple[str, ...]


def _changes(context: Context) -> Iterator[_Change]:
    """For each scheme the newest reading against the highest earlier one in the window that ends today."""
    window = context.limits["score_window_days"]
    recent = [each for each in context.evidence.scores if context.moment.days_since(each.read_on) <= window]
    for scheme in sorted({each.scheme for each in recent}):
        change = _change(scheme, [each for each in recent if each.scheme == scheme])
        if change:
            yield change


def _change(scheme: str, readings: list[Score]) -> _Change | None:
    newest = max(each.read_on for each in readings)
    by_day: dict[date, Score] = {}
    for each in readings:
        if each.read_on < newest:
            kept = by_day.get(each.read_on)
            by_day[each.read_on] = each if kept is None or each.value < kept.value else kept
    if not by_day:
        return None
    last = max((each for each in readings if each.read_on == newest), key=lambda each: each.value)
    first = max(by_day.values(), key=lambda each: (each.value, each.read_on))
    return _Change(scheme, first.value, last.value, (first.id, last.id))


def _band(context: Context, scheme: str, value: int) -> int | None:
    bands = context.bands.get(scheme)
    return None if bands is None else bisect_right(bands, value)


@indicator(
    "score_change_90d",
    "points",
    "Newest reading less the highest earlier one in the window; negative is a fall. The largest fall of any scheme.",
    window="score_window_days",
    source=("scores",),
    unknown_when=_FEW,
)
def score_change_90d(context: Context) -> Measured:
    changes = sorted((change.now - change.before, change.evidence) for change in _changes(context))
    return Measured(*changes[0]) if changes else NOT_KNOWN


@indicator(
    "score_fall_90d",
    "points",
    "The largest fall of any scheme in the window (0: none).",
    window="score_window_days",
    source=("scores",),
    unknown_when=_FEW,
)
def score_fall_90d(context: Context) -> Measured:
    changes = sorted((change.now - change.before, change.evidence) for change in _changes(context))
    return Measured(max(0, -changes[0][0]), changes[0][1]) if changes else NOT_KNOWN


@indicator(
    "score_bands_lost_90d",
    "bands",
    "Bands crossed downwards in the window.",
    window="score_window_days",
    source=("scores",),
    unknown_when=_FEW,
)
def score_bands_lost_90d(context: Context) -> Measured:
    lost = []
    for change in _changes(context):
        before, now = _band(context, change.scheme, change.before), _band(context, change.scheme, change.now)
        if before is not None and now is not None:
            lost.append((max(0, before - now), change.evidence))
    return Measured(*max(lost)) if lost else NOT_KNOWN


@indicator(
    "score_band_latest",
    "band, 0 the lowest",
    "Band of the newest reading; the lowest where schemes differ.",
    window="newest",
    source=("scores",),
    unknown_when="there is no reading of a scheme with bands",
)
def score_band_latest(context: Context) -> Measured:
    newest: dict[str, Score] = {}
    for each in context.evidence.scores:
        kept = newest.get(each.scheme)
        if kept is None or (each.read_on, each.value) > (kept.read_on, kept.value):
            newest[each.scheme] = each
    bands = [(_band(context, each.scheme, each.value), each.id) for each in newest.values()]
    known = sorted((band, name) for band, name in bands if band is not None)
    return Measured(known[0][0], (known[0][1],)) if known else NOT_KNOWN


@indicator(
    "score_age_days",
    "calendar days",
    "Age of the newest score reading.",
    window="newest",
    source=("scores",),
    unknown_when="there is no reading",
)
def score_age_days(context: Context) -> Measured:
    if not context.evidence.scores:
        return NOT_KNOWN
    newest = max(context.evidence.scores, key=lambda each: (each.read_on, each.id))
    return Measured(context.moment.days_since(newest.read_on), (newest.id,))
