"""How a verdict came about, as data; rendering it is somebody else's work."""

from __future__ import annotations

from typing import NamedTuple

from assessments.engine.values import Kleene, Value


class Step(NamedTuple):
    """One test and what it found: `value` is the indicator's value, None where parts were joined."""

    test: str
    verdict: Kleene
    value: Value | None = None
    parts: tuple[Step, ...] = ()
