"""Evaluating a stored input again under its own pack, and comparing with the answer that was kept.

The same engine version must give the same bytes; another may differ, and then each difference is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assessments.engine.canonical import assessment_bytes, input_from_bytes
from assessments.engine.evaluate import evaluate
from assessments.engine.packs.model import Pack

Data = Any  # plain JSON data
_VERSION = "engine_version"
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """`kind`: added, removed or changed; `pointer` is a JSON pointer into the answer."""

    pointer: str
    kind: str
    then: Data
    now: Data


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """`equal` of the same engine version means equal bytes; of another, equal but for the version itself."""

    equal: bool
    engine_then: str
    engine_now: str
    differences: tuple[Difference, ...]

    @property
    def broken(self) -> bool:
        """What must never be: the same engine says something else."""
        return not self.equal and self.engine_then == self.engine_now


def replay(given: bytes, answer: bytes, pack: Pack) -> Replay:
    """`given` and `answer` are the stored bytes of input and answer; raises InputError where they are none."""
    evidence, account, as_of = input_from_bytes(given)
    return compare(answer, assessment_bytes(evaluate(evidence, account, pack, as_of)))


def compare(answer: bytes, again: bytes) -> Replay:
    """A stored answer and that of today's engine."""
    then, now = json.loads(answer), json.loads(again)
    versions = then.pop(_VERSION), now.pop(_VERSION)
    found = tuple(differences(then, now))
    equal = answer == again if versions[0] == versions[1] else not found
    return Replay(equal=equal, engine_then=versions[0], engine_now=versions[1], differences=found)


def differences(then: Data, now: Data, pointer: str = "") -> Iterator[Difference]:
    """What differs between two pieces of plain data, each at its deepest place.

    >>> [(each.pointer, each.kind) for each in differences({"a": [1, 2], "b": 1}, {"a": [1, 3, 4]})]
    [('/a/1', 'changed'), ('/a/2', 'added'), ('/b', 'removed')]
    """
    if isinstance(then, dict) and isinstance(now, dict):
        for key in sorted({*then, *now}):
            yield from _between(then.get(key, _ABSENT), now.get(key, _ABSENT), f"{pointer}/{_escaped(key)}")
    elif isinstance(then, list) and isinstance(now, list):
        for index in range(max(len(then), len(now))):
            yield from _between(_at(then, index), _at(now, index), f"{pointer}/{index}")
    elif type(then) is not type(now) or then != now:
        yield Difference(pointer, "changed", then, now)


def _between(then: Data, now: Data, pointer: str) -> Iterator[Difference]:
    if then is _ABSENT:
        yield Difference(pointer, "added", None, now)
    elif now is _ABSENT:
        yield Difference(pointer, "removed", then, None)
    else:
        yield from differences(then, now, pointer)


def _at(items: list[Data], index: int) -> Data:
    return items[index] if index < len(items) else _ABSENT


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
