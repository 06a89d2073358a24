"""Conditions of rules: `{all|any|not: …}` over `{indicator, op, value}`, three-valued.

A condition is parsed once (`packs.rules`). `trace` walks the tree and records each step; `compile_conditions`
turns many trees into one Python function through `ast` nodes, and `Tracer` into one that keeps the verdict of every
step. All follow Kleene: what is unknown stays so.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
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
        return Step(_text(condition), compare(found, condition.op, condition.value), found)
    if isinstance(condition, Not):
        inner = trace(condition.part, values)
        return Step("not", kleene_not(inner.verdict), None, (inner,))
    inners = tuple(trace(part, values) for part in condition.parts)
    join, word = (kleene_all, "all") if isinstance(condition, AllOf) else (kleene_any, "any")
    return Step(word, join(inner.verdict for inner in inners), None, inners)


def _text(leaf: Leaf) -> str:
    return f"{leaf.indicator} {leaf.op} {leaf.value}"


def compile_conditions(conditions: Sequence[Condition]) -> Verdicts:
    """One function for all of them; each indicator is read once.

    >>> verdicts = compile_conditions([Leaf("days", ">", 3), Not(Leaf("days", ">", 3))])
    >>> verdicts({"days": 5}), verdicts({"days": UNKNOWN})
    ((True, False), (UNKNOWN, UNKNOWN))
    """
    return _Compiler().function(conditions)


class Tracer:
    """One function for all of them that keeps the verdict of every step, at a tenth of what walking the trees costs.

    The record is flat data: for each step its verdict, parts before the whole. Steps are made of it only for the
    conditions that somebody looks at.

    >>> tracer = Tracer([Leaf("days", ">", 3), Not(Leaf("days", ">", 3))])
    >>> record = tracer({"days": 5})
    >>> record, tracer.verdicts(record)
    ((True, True, False), (True, False))
    >>> tracer.step(1, record, {"days": 5}) == trace(Not(Leaf("days", ">", 3)), {"days": 5})
    True
    """

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._conditions = tuple(conditions)
        self._ends = tuple(accumulate(_count(condition) for condition in conditions))
        self._record = _Compiler().recorder(conditions)

    def __call__(self, values: Mapping[str, Value]) -> tuple[Kleene, ...]:
        return self._record(values)

    def verdicts(self, record: Sequence[Kleene]) -> tuple[Kleene, ...]:
        return tuple(record[end - 1] for end in self._ends)

    def step(self, number: int, record: Sequence[Kleene], values: Mapping[str, Value]) -> Step:
        """What `trace` gives for the condition of that number, from a record of these values."""
        condition, end = self._conditions[number], self._ends[number]
        return _step(condition, iter(record[end - _count(condition) : end]), values)


def _count(condition: Condition) -> int:
    if isinstance(condition, Leaf):
        return 1
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return 1 + sum(_count(part) for part in parts)


def _step(condition: Condition, record: Iterator[Kleene], values: Mapping[str, Value]) -> Step:
    if isinstance(condition, Leaf):
        return Step(_text(condition), next(record), values[condition.indicator])
    if isinstance(condition, Not):
        inner = _step(condition.part, record, values)
        return Step("not", next(record), None, (inner,))
    inners = tuple(_step(part, record, values) for part in condition.parts)
    return Step("all" if isinstance(condition, AllOf) else "any", next(record), None, inners)


class _Compiler:
    """Builds the syntax tree; pack texts only ever become constants, names are made here."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.temporaries = 0

    def function(self, conditions: Sequence[Condition]) -> Verdicts:
        """The verdicts alone: no step is looked at once its whole is settled."""
        return self._made([], [self.expression(condition) for condition in conditions])

    def recorder(self, conditions: Sequence[Condition]) -> Verdicts:
        """Every step's verdict, parts before the whole."""
        steps: list[ast.stmt] = []
        for condition in conditions:
            self._record(condition, steps)
        return self._made(steps, [_load(f"t{number + 1}") for number in range(self.temporaries)])

    def _record(self, condition: Condition, steps: list[ast.stmt]) -> str:
        """Appends the assignments for a condition; gives the name that holds its verdict."""
        if isinstance(condition, Leaf):
            verdict: ast.expr = self._leaf(condition)
        elif isinstance(condition, Not):
            verdict = _negated(_load(inner := self._record(condition.part, steps)), inner)
        else:
            names = [self._record(part, steps) for part in condition.parts]
            verdict = _settled([_load(name) for name in names], names, isinstance(condition, AnyOf))
        name = self._temporary()
        steps.append(ast.Assign([ast.Name(name, ast.Store())], verdict))
        return name

    def _made(self, steps: Sequence[ast.stmt], results: list[ast.expr]) -> Verdicts:
        reads = [self._read(name, variable) for name, variable in self.variables.items()]
        known = ast.Assign([ast.Name(_UNKNOWN().id, ast.Store())], _load("UNKNOWN"))  # a local name is read faster
        body: list[ast.stmt] = [known, *reads, *steps, ast.Return(ast.Tuple(results, ast.Load()))]
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
            return _negated(ast.NamedExpr(ast.Name(name, ast.Store()), self.expression(condition.part)), name)
        return self._joined(condition.parts, settles=isinstance(condition, AnyOf))

    def _leaf(self, leaf: Leaf) -> ast.expr:
        variable = self.variables.setdefault(leaf.indicator, f"v{len(self.variables)}")
        test = ast.Compare(_load(variable), [_OPERATORS[leaf.op]()], [ast.Constant(leaf.value)])
        return ast.IfExp(_is(_load(variable), _UNKNOWN()), _UNKNOWN(), test)

    def _joined(self, parts: Sequence[Condition], settles: bool) -> ast.expr:
        names = [self._temporary() for _ in parts]
        found: list[ast.expr] = [
            ast.NamedExpr(ast.Name(name, ast.Store()), self.expression(part))
            for name, part in zip(names, parts, strict=True)
        ]
        return _settled(found, names, settles)

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


def _negated(verdict: ast.expr, name: str) -> ast.expr:
    """`verdict` is looked at first, and stands in `name` from then on."""
    return ast.IfExp(_is(verdict, _UNKNOWN()), _UNKNOWN(), ast.UnaryOp(ast.Not(), _load(name)))


def _settled(found: Sequence[ast.expr], names: Sequence[str], settles: bool) -> ast.expr:
    """`settles` is the verdict of one part that decides the whole: True for any, False for all."""
    deciding = _or([_is(each, ast.Constant(settles)) for each in found])
    unknown = _or([_is(_load(name), _UNKNOWN()) for name in names])
    otherwise = ast.IfExp(unknown, _UNKNOWN(), ast.Constant(not settles))
    return ast.IfExp(deciding, ast.Constant(settles), otherwise)


def _load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _UNKNOWN() -> ast.Name:
    return _load("unknown")


def _is(left: ast.expr, right: ast.expr) -> ast.Compare:
    return ast.Compare(left, [ast.Is()], [right])


def _or(tests: Sequence[ast.expr]) -> ast.expr:
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), list(tests))
