"""The registry: an indicator is a named, documented function of what is visible, with a unit.

One that lacks evidence is `UNKNOWN`, never zero. Each says which evidence it stands on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from assessments.engine.indicators.context import Context
from assessments.engine.values import UNKNOWN, Value


class Measured(NamedTuple):
    """A value and the ids of the evidence behind it."""

    value: Value
    evidence: tuple[str, ...] = ()


WINDOWS = ("now", "newest", "year", "ever")
"""What time an indicator looks at: the moment itself, the newest evidence, the last 12 months, all there is.

Any other window is the name of a limit of the pack that counts its days (or months) back from the moment.
"""


@dataclass(frozen=True, slots=True)
class Indicator:
    """`source`: the kinds of evidence that it reads."""

    name: str
    unit: str
    doc: str
    window: str
    source: tuple[str, ...]
    unknown_when: str
    measure: Callable[[Context], Measured]


REGISTRY: dict[str, Indicator] = {}
NOT_KNOWN = Measured(UNKNOWN)

Measure = Callable[[Context], Measured]


def indicator(
    name: str, unit: str, doc: str, *, window: str, source: tuple[str, ...], unknown_when: str = "never"
) -> Callable[[Measure], Measure]:
    """Registers a function under `name`; a name is given once."""

    def register(measure: Measure) -> Measure:
        if name in REGISTRY:
            raise ValueError(f"indicator {name!r} is registered twice")
        REGISTRY[name] = Indicator(name, unit, doc, window, source, unknown_when, measure)
        return measure

    return register


def measure_all(context: Context) -> dict[str, Measured]:
    """Every registered indicator, by name."""
    return measure(context, REGISTRY)


def measure(context: Context, names: Iterable[str]) -> dict[str, Measured]:
    """Those indicators alone."""
    return {name: REGISTRY[name].measure(context) for name in names}


def values_of(measured: Mapping[str, Measured]) -> dict[str, Value]:
    return {name: each.value for name, each in measured.items()}
