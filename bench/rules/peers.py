"""The same rules written for zen-engine, rule-engine and business-rules, each in the form its manual shows.

None of them has a third truth value, so each gets `two_valued.holds` with a guard at every test.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import rule_engine
import zen
from business_rules.actions import BaseActions, rule_action
from business_rules.engine import run_all
from business_rules.fields import FIELD_NUMERIC
from business_rules.variables import (
    BaseVariables,
    boolean_rule_variable,
    numeric_rule_variable,
    string_rule_variable,
)

from assessments.engine.conditions import AllOf, Condition, Leaf, Not
from assessments.engine.values import UNKNOWN
from bench.rules.sample import INDICATORS, TEXTS, Row
from bench.rules.two_valued import holds

Fires = Callable[[Any], Sequence[bool]]
_NAMES = {"==": "equal_to", "<": "less_than", "<=": "less_than_or_equal_to", ">": "greater_than"}
_NAMES[">="] = "greater_than_or_equal_to"


def null_row(row: Row) -> dict[str, object]:
    """An account as zen-engine takes it: JSON values, null where unknown."""
    return {name: float(value) if isinstance(value, Decimal) else _known(value) for name, value in row.items()}


def none_row(row: Row) -> dict[str, object]:
    """An account as rule-engine takes it: Python values, None where unknown."""
    return {name: _known(value) for name, value in row.items()}


def _known(value: object) -> object:
    return None if value is UNKNOWN else value


def zen_graph(rules: Sequence[Condition], *, traced: bool = False) -> Fires:
    """A decision of one expression node, as its editor would make it."""
    rows = [
        {"id": f"e{at}", "key": f"r{at}", "value": _expression(holds(rule), "null")} for at, rule in enumerate(rules)
    ]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "rules", "name": "rules", "type": "expressionNode", "content": {"expressions": rows}},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
        for source, target in (("in", "rules"), ("rules", "out"))
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    keys = [f"r{at}" for at in range(len(rules))]

    def fires(row: dict[str, object]) -> list[bool]:
        result = decision.evaluate(row, {"trace": traced})["result"]
        return [result[key] for key in keys]

    return fires


def zen_expressions(rules: Sequence[Condition]) -> Fires:
    """Each rule as a compiled expression of its own."""
    made = [zen.compile_expression(_expression(holds(rule), "null")) for rule in rules]
    return lambda row: [each.evaluate(row) for each in made]


def rule_engine_rules(rules: Sequence[Condition]) -> Fires:
    made = [rule_engine.Rule(_expression(holds(rule), "null")) for rule in rules]
    return lambda row: [each.matches(row) for each in made]


def _expression(condition: Condition, unknown: str) -> str:
    if isinstance(condition, Leaf):
        name, value = condition.indicator, json.dumps(condition.value)
        return f"({name} != {unknown} and {name} {condition.op} {value})"
    if isinstance(condition, Not):
        raise TypeError("`holds` leaves no such step")
    word = " and " if isinstance(condition, AllOf) else " or "
    return f"({word.join(_expression(part, unknown) for part in condition.parts)})"


def business_rules_rules(rules: Sequence[Condition]) -> Fires:
    made = [
        {"conditions": _conditions(holds(rule)), "actions": [{"name": "fire", "params": {"number": at}}]}
        for at, rule in enumerate(rules)
    ]

    def fires(row: Row) -> list[bool]:
        found = _Fired(len(made))
        run_all(rule_list=made, defined_variables=_variables(row), defined_actions=found, stop_on_first_trigger=False)
        return found.fired

    return fires


class _Fired(BaseActions):
    def __init__(self, count: int) -> None:
        self.fired = [False] * count

    @rule_action(params={"number": FIELD_NUMERIC})
    def fire(self, number: int) -> None:
        self.fired[number] = True


class _Account(BaseVariables):
    def __init__(self, row: Row) -> None:
        self.row = row


def _reads(name: str) -> Callable[[_Account], object]:
    return lambda account: account.row[name]


def _knows(name: str) -> Callable[[_Account], object]:
    return lambda account: account.row[name] is not UNKNOWN


for _name in INDICATORS:
    _kind = string_rule_variable if _name in TEXTS else numeric_rule_variable
    setattr(_Account, _name, _kind()(_reads(_name)))
    setattr(_Account, f"knows_{_name}", boolean_rule_variable()(_knows(_name)))

_variables = _Account


def _conditions(condition: Condition) -> dict[str, Any]:
    if isinstance(condition, Leaf):
        known = {"name": f"knows_{condition.indicator}", "operator": "is_true", "value": True}
        return {"all": [known, _test(condition)]}
    if isinstance(condition, Not):
        raise TypeError("`holds` leaves no such step")
    join = "all" if isinstance(condition, AllOf) else "any"
    return {join: [_conditions(part) for part in condition.parts]}


def _test(leaf: Leaf) -> dict[str, Any]:
    """It has no "unequal": of numbers that is smaller or greater, of texts a regular expression."""
    name = leaf.indicator
    if leaf.op != "!=":
        return {"name": name, "operator": _NAMES[leaf.op], "value": leaf.value}
    if isinstance(leaf.value, str):
        return {"name": name, "operator": "matches_regex", "value": f"^(?!{leaf.value}$)"}
    return {"any": [{"name": name, "operator": _NAMES[op], "value": leaf.value} for op in "<>"]}
