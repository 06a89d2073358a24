"""Risk: whole points from the pack's monotone table, a level with its floors, and the named signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.engine.assessment import Message, Risk, Signal
from assessments.engine.conditions import Condition
from assessments.engine.indicators import Measured
from assessments.engine.measured import evidence_for, shown
from assessments.engine.packs.model import Pack
from assessments.engine.packs.tables import LEVELS, RiskTable, SignalSpec
from assessments.engine.values import UNKNOWN, Kleene


@dataclass(frozen=True, slots=True)
class Weighed:
    """The risk before it is put into words: of each signal its level and the test that holds."""

    level: str
    points: int
    signals: tuple[tuple[SignalSpec, str, Condition], ...]


def find_risk(measured: Mapping[str, Measured], pack: Pack) -> Risk:
    """`probability` and `meaning` stay null: this table is not validated as a forecast."""
    found = weigh_risk(measured, pack)
    return Risk(
        level=found.level,
        points=found.points,
        signals=tuple([_signal(spec, level, when, measured) for spec, level, when in found.signals]),
    )


def weigh_risk(measured: Mapping[str, Measured], pack: Pack) -> Weighed:
    table = pack.risk
    verdicts = list(pack.risk_verdicts({name: each.value for name, each in measured.items()}))
    floors = [level for level, _ in table.floors if verdicts.pop(0) is True]
    spoken = [(spec, _spoken(spec, verdicts)) for spec in table.signals]
    signals = [(spec, level, when) for spec, found in spoken if found for level, when in (found,)]
    points = sum([each.points(measured[each.indicator].value) for each in table.characteristics])
    points += sum([spec.points for spec, _, _ in signals])
    return Weighed(_level(points, floors, measured, table), points, tuple(signals))


def _spoken(spec: SignalSpec, verdicts: list[Kleene]) -> tuple[str, Condition] | None:
    """The first level of the signal that holds; takes the signal's verdicts off the list."""
    held = [(level, when) for level, when in spec.levels if verdicts.pop(0) is True]
    return held[0] if held else None


def _level(points: int, floors: Sequence[str], measured: Mapping[str, Measured], table: RiskTable) -> str:
    """By points, never under a floor; unknown where nothing that risk is made of is known."""
    if not floors and all(measured[name].value is UNKNOWN for name in table.known_by):
        return "unknown"
    reached = [level for level, least in table.levels if points >= least]
    return max([*reached, *floors, "low"], key=LEVELS.index)


def _signal(spec: SignalSpec, level: str, when: Condition, measured: Mapping[str, Measured]) -> Signal:
    params = {name: shown(measured[indicator].value) for name, indicator in spec.params.items()}
    return Signal(spec.name, level, Message(f"signal.{spec.name}", params), evidence_for(when, measured))
