"""The three-valued logic of the engine: `UNKNOWN` beside True and False, after Kleene.

What is not known stays not known: a comparison with `UNKNOWN` is `UNKNOWN`, and only evidence that
settles a question either way makes it True or False.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final, final


@final
class Unknown:
    """The value of an indicator whose evidence lacks. One instance; it refuses to be read as a bool."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("UNKNOWN is neither true nor false; compare with `is UNKNOWN`")

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()

Value = bool | int | Decimal | str | Unknown
Kleene = bool | Unknown

COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(left: Value, op: str, right: Value) -> Kleene:
    """`left op right`, or UNKNOWN where either side is.

    >>> compare(3, ">=", 2), compare(UNKNOWN, ">=", 2)
    (True, UNKNOWN)
    """
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    return COMPARISONS[op](left, right)


def kleene_not(value: Kleene) -> Kleene:
    return UNKNOWN if isinstance(value, Unknown) else not value


def kleene_all(values: Iterable[Kleene]) -> Kleene:
    """False as soon as one is False; else UNKNOWN where one is unknown; else True (also of nothing)."""
    found: Kleene = True
    for value in values:
        if value is False:
            return False
        if value is UNKNOWN:
            found = UNKNOWN
    return found


def kleene_any(values: Iterable[Kleene]) -> Kleene:
    """True as soon as one is True; else UNKNOWN where one is unknown; else False (also of nothing)."""
    found: Kleene = False
    for value in values:
        if value is True:
            return True
        if value is UNKNOWN:
            found = UNKNOWN
    return found
