"""From measured indicators to what an answer shows: the evidence behind a condition, values as parameters."""

from __future__ import annotations

from collections.abc import Mapping

from assessments.engine.assessment import Param
from assessments.engine.conditions import Condition, leaves
from assessments.engine.indicators import Measured
from assessments.engine.values import Unknown, Value, compare


def evidence_for(condition: Condition, measured: Mapping[str, Measured]) -> tuple[str, ...]:
    """The ids of the evidence behind those tests of a condition that hold."""
    ids: set[str] = set()
    for leaf in leaves(condition):
        found = measured[leaf.indicator]
        if compare(found.value, leaf.op, leaf.value) is True:
            ids.update(found.evidence)
    return tuple(sorted(ids))


def shown(value: Value) -> Param:
    """An indicator's value as a text's parameter."""
    return "—" if isinstance(value, Unknown) else value
