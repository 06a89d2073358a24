"""Two packs held against each other, entry by entry: a rule, a fact, a deadline, a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.engine.packs.model import SECTIONS

_HEAD = ("version", "extends", "title")


@dataclass(frozen=True, slots=True)
class PackDifference:
    """`change`: added, removed or changed; `section` is a part of the pack, or empty for its head."""

    section: str
    entry: str
    change: str
    before: Any
    after: Any


def compare_packs(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[PackDifference, ...]:
    """By section in the order of packs, then by entry. Both are resolved packs' data.

    >>> old = {"version": "1", "rules": {"a": {"weight": 1}, "b": {}}}
    >>> [(each.entry, each.change) for each in compare_packs(old, {"version": "2", "rules": {"a": {"weight": 2}}})]
    [('version', 'changed'), ('a', 'changed'), ('b', 'removed')]
    """
    heads = [{name: data[name] for name in _HEAD if name in data} for data in (before, after)]
    found = list(_between("", heads[0], heads[1]))
    for section in SECTIONS:
        found += _between(section, before.get(section) or {}, after.get(section) or {})
    return tuple(found)


def _between(section: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PackDifference]:
    for entry in sorted({*before, *after}):
        old, new = before.get(entry), after.get(entry)
        if entry not in before:
            yield PackDifference(section, entry, "added", None, new)
        elif entry not in after:
            yield PackDifference(section, entry, "removed", old, None)
        elif old != new:
            yield PackDifference(section, entry, "changed", old, new)
