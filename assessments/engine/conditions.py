"""Conditions of rules: `{all|any|not: …}` over `{indicator, op, value}`, three-valued.

A condition is parsed once (`packs.rules`). `trace` walks the tree and records each step; `compile_conditions`
turns many trees into one Python function through `ast` nodes. Both follow Kleene: what is unknown stays so.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from assessments.engine.trace import Step
from assessments.engine.values import UNKNOWN, Kleene, Value, compare, kleene_all, kleene_any, kleene_not


@dataclass(frozen=True, slots=True)
class Leaf:
    """`indicator op value`; value is a whole number, a text or a truth value."""

    indicator: str
    op: str
    value: int | str


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = Leaf | AllOf | AnyOf | Not
Verdicts = Callable[[Mapping[str, Value]], tuple[Kleene, ...]]
"""From indicator values by name to one verdict for each condition, in their order."""


def leaves(condition: Condition) -> Iterator[Leaf]:
    if isinstance(condition, Leaf):
        yield condition
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    else:
        for part in condition.parts:
            yield from leaves(part)


def trace(condition: Condition, values: Mapping[str, Value]) -> Step:
    """The verdict with every step that led to it."""
    if isinstance(condition, Leaf):
        found = values[condition.indicator]
        text = f"{condition.indicator} {condition.op} {condition.value}"
        return Step(text, compare(found, condition.op, condition.value), found)
    if isinstance(condition, Not):
        inner = trace(condition.part, values)
        return Step("not", kleene_not(inner.verdict), None, (inner,))
    inners = tuple(trace(part, values) for part in condition.parts)
    join, word = (kleene_all, "all") if isinstance(condition, AllOf) else (kleene_any, "any")
    return Step(word, join(inner.verdict for inner in inners), None, inners)


def compile_conditions(conditions: Sequence[Condition]) -> Verdicts:
    """One function for all of them; each indicator is read once.

    >>> verdicts = compile_conditions([Leaf("days", ">", 3), Not(Leaf("days", ">", 3))])
    >>> verdicts({"days": 5}), verdicts({"days": UNKNOWN})
    ((True, False), (UNKNOWN, UNKNOWN))
    """
    return _Compiler().function(conditions)


class _Compiler:
    """Builds the syntax tree; pack texts only ever become constants, names are made here."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.temporaries = 0

    def function(self, conditions: Sequence[Condition]) -> Verdicts:
        results = [self.expression(condition) for condition in conditions]
        reads = [self._read(name, variable) for name, variable in self.variables.items()]
        body: list[ast.stmt] = [*reads, ast.Return(ast.Tuple(results, ast.Load()))]
        arguments = ast.arguments([], [ast.arg("values")], None, [], [], None, [])
        made = ast.FunctionDef("verdicts", arguments, body, [], lineno=1, col_offset=0)
        module = ast.fix_missing_locations(ast.Module([made], []))
        scope: dict[str, Any] = {"UNKNOWN": UNKNOWN, "__builtins__": {}}
        exec(compile(module, "<conditions>", "exec"), scope)  # noqa: S102 - a tree of our own making, not text
        return cast(Verdicts, scope["verdicts"])

    def expression(self, condition: Condition) -> ast.expr:
        if isinstance(condition, Leaf):
            return self._leaf(condition)
        if isinstance(condition, Not):
            name = self._temporary()
            inner = ast.NamedExpr(ast.Name(name, ast.Store()), self.expression(condition.part))
            return ast.IfExp(_is(inner, _UNKNOWN()), _UNKNOWN(), ast.UnaryOp(ast.Not(), _load(name)))
        return self._joined(condition.parts, settles=isinstance(condition, AnyOf))

    def _leaf(self, leaf: Leaf) -> ast.expr:
        variable = self.variables.setdefault(leaf.indicator, f"v{len(self.variables)}")
        test = ast.Compare(_load(variable), [_OPERATORS[leaf.op]()], [ast.Constant(leaf.value)])
        return ast.IfExp(_is(_load(variable), _UNKNOWN()), _UNKNOWN(), test)

    def _joined(self, parts: Sequence[Condition], settles: bool) -> ast.expr:
        """`settles` is the verdict of one part that decides the whole: True for any, False for all."""
        names = [self._temporary() for _ in parts]
        found = [
            _is(ast.NamedExpr(ast.Name(name, ast.Store()), self.expression(part)), ast.Constant(settles))
            for name, part in zip(names, parts, strict=True)
        ]
        unknown = [_is(_load(name), _UNKNOWN()) for name in names]
        otherwise = ast.IfExp(_or(unknown), _UNKNOWN(), ast.Constant(not settles))
        return ast.IfExp(_or(found), ast.Constant(settles), otherwise)

    def _temporary(self) -> str:
        self.temporaries += 1
        return f"t{self.temporaries}"

    @staticmethod
    def _read(name: str, variable: str) -> ast.stmt:
        value = ast.Subscript(_load("values"), ast.Constant(name), ast.Load())
        return ast.Assign([ast.Name(variable, ast.Store())], value)


_OPERATORS: dict[str, type[ast.cmpop]] = {
    "==": ast.Eq,
    "!=": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
}


def _load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _UNKNOWN() -> ast.Name:
    return _load("UNKNOWN")


def _is(left: ast.expr, right: ast.expr) -> ast.Compare:
    return ast.Compare(left, [ast.Is()], [right])


def _or(tests: Sequence[ast.expr]) -> ast.expr:
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), list(tests))
