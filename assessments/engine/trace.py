"""How a verdict came about, as data; rendering it is somebody else's work."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.engine.values import Kleene, Value


@dataclass(frozen=True, slots=True)
class Step:
    """One test and what it found: `value` is the indicator's value, None where parts were joined."""

    test: str
    verdict: Kleene
    value: Value | None = None
    parts: tuple[Step, ...] = ()
