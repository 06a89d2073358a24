"""One condition, three readings: traced, compiled for one account, and over the columns of a portfolio."""

from __future__ import annotations

import random
from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.conditions import AllOf, AnyOf, Condition, Leaf, Not, compile_conditions, trace
from assessments.engine.portfolio import verdicts
from assessments.engine.values import COMPARISONS, UNKNOWN, Kleene, Value
from assessments.packs import packs
from tests.engine.profiles import MANY

NAMES = ("a", "b", "c", "d")
AT_LEAST = 100_000


def drawn(draw: random.Random, depth: int) -> Condition:
    kind = draw.choice(("leaf", "not", "all", "any")) if depth else "leaf"
    if kind == "leaf":
        return Leaf(draw.choice(NAMES), draw.choice(list(COMPARISONS)), draw.randint(-2, 2))
    if kind == "not":
        return Not(drawn(draw, depth - 1))
    parts = tuple(drawn(draw, depth - 1) for _ in range(draw.randint(1, 3)))
    return AllOf(parts) if kind == "all" else AnyOf(parts)


def column(name: str, rows: list[dict[str, Value]]) -> list[Value | None]:
    return [None if row[name] is UNKNOWN else row[name] for row in rows]


def vectorised(conditions: list[Condition], rows: list[dict[str, Value]]) -> list[tuple[Kleene, ...]]:
    frame = pl.DataFrame({name: column(name, rows) for name in rows[0]}, strict=False)
    found = verdicts(conditions, frame).rows()
    return [tuple(UNKNOWN if verdict is None else verdict for verdict in row) for row in found]


def test_traced_compiled_and_vectorised_agree_in_a_hundred_thousand_cases() -> None:
    readings: list[Value] = [UNKNOWN, -2, -1, 0, 1, 2]
    draw, cases, met = random.Random(20261124), 0, set[Kleene]()  # noqa: S311 - invented data
    while cases < AT_LEAST:
        conditions = [drawn(draw, 3) for _ in range(25)]
        rows = [{name: draw.choice(readings) for name in NAMES} for _ in range(500)]
        compiled = compile_conditions(conditions)

        together = vectorised(conditions, rows)

        for row, found in zip(rows, together, strict=True):
            traced = tuple(trace(condition, row).verdict for condition in conditions)
            assert found == traced == compiled(row)
            met.update(traced)
        cases += len(rows) * len(conditions)
    assert met == {True, False, UNKNOWN}


kinds: dict[str, st.SearchStrategy[Value]] = {
    "a": st.integers(-3, 3),
    "b": st.booleans(),
    "c": st.decimals(-3, 3, places=2),
    "d": st.just(UNKNOWN),
}
leaves_of_kinds = st.one_of(
    st.builds(Leaf, st.sampled_from(("a", "c", "d")), st.sampled_from(list(COMPARISONS)), st.integers(-3, 3)),
    st.builds(Leaf, st.sampled_from(("b", "d")), st.sampled_from(("==", "!=")), st.booleans()),
)
trees: st.SearchStrategy[Condition] = st.recursive(
    leaves_of_kinds,
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.lists(parts, min_size=1, max_size=3).map(tuple).map(AllOf),
        st.lists(parts, min_size=1, max_size=3).map(tuple).map(AnyOf),
    ),
    max_leaves=8,
)
accounts = st.fixed_dictionaries({name: kind | st.just(UNKNOWN) for name, kind in kinds.items()})


@MANY
@given(st.lists(trees, min_size=1, max_size=3), st.lists(accounts, min_size=1, max_size=8))
def test_numbers_truth_values_amounts_and_columns_all_unknown_agree(
    conditions: list[Condition], rows: list[dict[str, Value]]
) -> None:
    assert vectorised(conditions, rows) == [
        tuple(trace(condition, row).verdict for condition in conditions) for row in rows
    ]


def test_a_truth_value_compared_with_a_number_counts_as_zero_or_one() -> None:
    conditions: list[Condition] = [Leaf("b", ">=", 1), Leaf("b", "==", 0)]
    rows: list[dict[str, Value]] = [{"b": True}, {"b": False}, {"b": UNKNOWN}]

    assert vectorised(conditions, rows) == [(True, False), (False, True), (UNKNOWN, UNKNOWN)]


def test_an_amount_is_compared_exactly() -> None:
    amounts: list[dict[str, Value]] = [{"c": Decimal("99999999999.99")}, {"c": Decimal("100000000000.01")}]

    assert vectorised([Leaf("c", ">", 10**11)], amounts) == [(False,), (True,)]


def test_every_condition_of_the_shipped_rules_has_its_columns() -> None:
    rules = packs()["base"].rules
    frame = pl.DataFrame({name: [0] for rule in rules for name in names_of(rule.when)})

    assert verdicts([rule.when for rule in rules], frame).height == 1


def names_of(condition: Condition) -> set[str]:
    if isinstance(condition, Leaf):
        return {condition.indicator}
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return {name for part in parts for name in names_of(part)}
