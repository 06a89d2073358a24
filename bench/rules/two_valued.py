"""Three-valued conditions for engines that know only true and false.

"It holds for certain" and "it fails for certain" are each two-valued once every test asks first whether its
indicator is known. So `not` moves down to the tests, where it turns the operator round; what is left is joined
by `all` and `any` only. Such an engine can tell what fires; it cannot tell false from unknown in the same pass.
"""

from __future__ import annotations

from dataclasses import replace

from assessments.engine.conditions import AllOf, AnyOf, Condition, Leaf, Not

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def holds(condition: Condition) -> Condition:
    """True exactly where the condition is true; each leaf reads "known, and …"."""
    if isinstance(condition, Not):
        return fails(condition.part)
    if isinstance(condition, Leaf):
        return condition
    return type(condition)(tuple(holds(part) for part in condition.parts))


def fails(condition: Condition) -> Condition:
    """True exactly where the condition is false."""
    if isinstance(condition, Not):
        return holds(condition.part)
    if isinstance(condition, Leaf):
        return replace(condition, op=_OPPOSITE[condition.op])
    join = AnyOf if isinstance(condition, AllOf) else AllOf
    return join(tuple(fails(part) for part in condition.parts))
