"""Floors on the labelled phrase sets.

`phrases_held` was written before any code and its failures were never looked at one by one. The later batches were
scored once unseen, then used for tuning and fitting, so their floors only guard against losses; what they scored unseen
stands in docs/advisors/notices.md. The seventh was kept aside until its unseen score was reported and is learnt from
since. The rows of the ninth and eleventh are not looked at and no fit has seen them.
After its first scoring eleven labels and a few texts of the second were corrected. Later 29 labels of advice and
contact were corrected, almost all on swindlers' texts: what such a text tells one to do is an order like any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assessments.engine.notices import NoticeReading

Read = Callable[[str], NoticeReading]


HERE = Path(__file__).parent


@dataclass(frozen=True)
class Scores:
    status: float
    causes: float  # F1 over all cause labels
    temporary: float
    advice: float
    contact: float


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _causes_f1(pairs: list[tuple[set[str], set[str]]]) -> float:
    hits = sum(len(want & got) for want, got in pairs)
    return 2 * hits / sum(len(want) + len(got) for want, got in pairs)


def _wanted(row: dict[str, Any], got: set[str]) -> set[str]:
    return next((set(alt) for alt in row.get("causes_alt", []) if set(alt) == got), set(row["causes"]))


def _score(name: str, read: Read) -> Scores:
    rows = _rows(name)
    readings = [read(row["text"]) for row in rows]
    both = list(zip(rows, readings, strict=True))

    def share(right: list[bool]) -> float:
        return sum(right) / len(rows)

    return Scores(
        status=share([row["status"] == got.status for row, got in both]),
        causes=_causes_f1([(_wanted(row, set(got.causes)), set(got.causes)) for row, got in both]),
        temporary=share([row["temporary"] == got.temporary for row, got in both]),
        advice=share([row["has_advice"] == bool(got.advice) for row, got in both]),
        contact=share([row["has_contact"] == bool(got.contacts) for row, got in both]),
    )


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("notices_dev", Scores(1.0, 1.0, 1.0, 1.0, 1.0)),
        ("phrases_dev", Scores(0.99, 0.99, 0.99, 0.98, 0.99)),
        ("phrases_held", Scores(0.96, 0.95, 0.95, 0.96, 0.98)),
        ("phrases_second", Scores(0.97, 0.97, 0.97, 0.97, 0.97)),
        ("phrases_third", Scores(0.98, 0.98, 0.97, 0.97, 0.97)),
        ("phrases_fourth", Scores(0.97, 0.97, 0.97, 0.97, 0.97)),
        ("phrases_fifth", Scores(0.98, 0.98, 0.98, 0.98, 0.98)),
        ("phrases_sixth", Scores(0.97, 0.97, 0.97, 0.97, 0.97)),
        ("phrases_eighth", Scores(0.98, 0.98, 0.98, 0.97, 0.98)),
        ("phrases_seventh", Scores(0.97, 0.96, 0.98, 0.96, 0.98)),
        ("phrases_tenth", Scores(0.98, 0.98, 0.98, 0.98, 0.98)),
        ("phrases_eleventh", Scores(0.96, 0.92, 0.97, 0.92, 0.96)),
        ("phrases_ninth", Scores(0.97, 0.98, 0.90, 0.80, 0.80)),
    ],
)
def test_phrase_set_stays_above_its_floor(name: str, floor: Scores, read: Read) -> None:
    got = _score(name, read)

    below = [field for field in Scores.__dataclass_fields__ if getattr(got, field) < getattr(floor, field)]
    assert below == [], got


def test_at_least_four_hundred_phrases_are_labelled_and_none_twice() -> None:
    texts = [row["text"] for name in ("phrases_dev", "phrases_held") for row in _rows(name)]

    assert len(texts) >= 400
    assert len(set(texts)) == len(texts)
