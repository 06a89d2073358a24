"""Our own conditions: compiled, recorded, and in the two plain forms that they are measured against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from assessments.engine.conditions import AllOf, Condition, Leaf, Not, Tracer, compile_conditions, trace
from assessments.engine.values import COMPARISONS, UNKNOWN, Kleene, Value, compare, kleene_all, kleene_any, kleene_not
from bench.rules.sample import Row

Judge = Callable[[Any], Sequence[Kleene]]


def compiled(rules: Sequence[Condition]) -> Judge:
    return compile_conditions(rules)


def recorded(rules: Sequence[Condition]) -> Judge:
    """Verdicts, and the verdict of every step as data beside the values it was given."""
    tracer = Tracer(rules)

    def judge(row: Row) -> tuple[Kleene, ...]:
        return tracer.verdicts(tracer(row))

    return judge


def recorded_and_shown(rules: Sequence[Condition]) -> Judge:
    """The same, and every rule's steps made into the tree that a reader is shown."""
    tracer = Tracer(rules)

    def judge(row: Row) -> list[Kleene]:
        record = tracer(row)
        return [tracer.step(number, record, row).verdict for number in range(len(rules))]

    return judge


def walked_with_steps(rules: Sequence[Condition]) -> Judge:
    return lambda row: [trace(rule, row).verdict for rule in rules]


def walked(rules: Sequence[Condition]) -> Judge:
    return lambda row: [_walk(rule, row) for rule in rules]


def _walk(condition: Condition, row: Row) -> Kleene:
    if isinstance(condition, Leaf):
        return compare(row[condition.indicator], condition.op, condition.value)
    if isinstance(condition, Not):
        return kleene_not(_walk(condition.part, row))
    join = kleene_all if isinstance(condition, AllOf) else kleene_any
    return join(_walk(part, row) for part in condition.parts)


def closures(rules: Sequence[Condition]) -> Judge:
    made = [_closure(rule) for rule in rules]
    return lambda row: [judge(row) for judge in made]


def _closure(condition: Condition) -> Callable[[Row], Kleene]:
    if isinstance(condition, Leaf):
        return _closed_leaf(condition.indicator, COMPARISONS[condition.op], condition.value)
    if isinstance(condition, Not):
        inner = _closure(condition.part)
        return lambda row: kleene_not(inner(row))
    return _closed_join([_closure(part) for part in condition.parts], settles=not isinstance(condition, AllOf))


def _closed_leaf(name: str, test: Callable[[Any, Any], bool], bound: Value) -> Callable[[Row], Kleene]:
    def judge(row: Row) -> Kleene:
        found = row[name]
        return UNKNOWN if found is UNKNOWN else test(found, bound)

    return judge


def _closed_join(parts: Sequence[Callable[[Row], Kleene]], *, settles: bool) -> Callable[[Row], Kleene]:
    def judge(row: Row) -> Kleene:
        verdict: Kleene = not settles
        for part in parts:
            found = part(row)
            if found is settles:
                return settles
            if found is UNKNOWN:
                verdict = UNKNOWN
        return verdict

    return judge
