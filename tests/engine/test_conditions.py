"""Conditions: the traced tree and the compiled function agree, and both are three-valued."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine.conditions import AllOf, AnyOf, Condition, Leaf, Not, Tracer, compile_conditions, leaves, trace
from assessments.engine.values import COMPARISONS, UNKNOWN, Value
from tests.engine.profiles import EXAMPLES, MANY

NAMES = ("a", "b", "c", "d")
values: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {name: st.just(UNKNOWN) | st.integers(-2, 2) for name in NAMES}
)
leaf = st.builds(Leaf, st.sampled_from(NAMES), st.sampled_from(list(COMPARISONS)), st.integers(-2, 2))
trees: st.SearchStrategy[Condition] = st.recursive(
    leaf,
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.builds(AllOf, st.lists(parts, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(parts, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=12,
)


@settings(MANY, max_examples=max(1500, EXAMPLES))
@given(st.lists(trees, min_size=1, max_size=4), st.lists(values, min_size=1, max_size=20))
def test_compiled_and_traced_verdicts_agree(conditions: list[Condition], rows: list[dict[str, Value]]) -> None:
    verdicts = compile_conditions(conditions)

    for row in rows:
        assert verdicts(row) == tuple(trace(condition, row).verdict for condition in conditions)


@settings(MANY, max_examples=max(1500, EXAMPLES))
@given(st.lists(trees, min_size=1, max_size=4), values)
def test_a_compiled_record_shows_the_same_steps_as_a_walk(conditions: list[Condition], row: dict[str, Value]) -> None:
    tracer = Tracer(conditions)

    record = tracer(row)

    assert [tracer.step(number, record, row) for number in range(len(conditions))] == [
        trace(condition, row) for condition in conditions
    ]
    assert tracer.verdicts(record) == compile_conditions(conditions)(row)


def known_verdicts(condition: Condition, row: dict[str, Value]) -> set[object]:
    """Every verdict that some filling-in of the unknown values gives."""
    rows: list[dict[str, Value]] = [{}]
    for name, value in row.items():
        choices = range(-3, 4) if value is UNKNOWN else [value]
        rows = [{**each, name: choice} for each in rows for choice in choices]
    return {trace(condition, each).verdict for each in rows}


@settings(MANY, max_examples=max(150, EXAMPLES))
@given(trees, values)
def test_a_settled_verdict_holds_however_the_unknown_turns_out(condition: Condition, row: dict[str, Value]) -> None:
    verdict = trace(condition, row).verdict

    if verdict is not UNKNOWN:
        assert known_verdicts(condition, row) == {verdict}


def test_trace_keeps_the_values_it_read() -> None:
    step = trace(AllOf((Leaf("a", ">=", 1), Leaf("b", "==", 2))), {"a": 3, "b": UNKNOWN})

    assert step.verdict is UNKNOWN
    assert [(part.test, part.value, part.verdict) for part in step.parts] == [
        ("a >= 1", 3, True),
        ("b == 2", UNKNOWN, UNKNOWN),
    ]


def test_leaves_are_those_of_the_whole_tree() -> None:
    tree = Not(AnyOf((Leaf("a", ">", 1), AllOf((Leaf("b", "<", 2), Leaf("a", "==", 0))))))

    assert [each.indicator for each in leaves(tree)] == ["a", "b", "a"]
