"""Pack YAML as plain data that still knows its lines; no tags, anchors, aliases or repeated keys.

>>> section = read_yaml("weight: 3", "risk.yaml")
>>> section.need("weight", int), section.line_of("weight")
(3, 1)
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, TypeVar, cast

import yaml

from assessments.engine.errors import PackError

T = TypeVar("T")
D = TypeVar("D")

MAX_DEPTH = 20
_PLAIN = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in _PLAIN)


class Section(dict[str, Any]):
    """A YAML mapping with the file and lines it came from; equal to the plain dict it holds."""

    def __init__(self, data: dict[str, Any] | None = None, *, file: str = "<data>", line: int = 0) -> None:
        super().__init__(data or {})
        self.file, self.line = file, line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """The line on which `key` stands, or that of the mapping itself."""
        return self.lines.get(key, self.line)

    def error(self, message: str, key: str = "", remedy: str = "") -> PackError:
        """The error to raise about `key` (or the whole section)."""
        return PackError(message, file=self.file, line=self.line_of(key), remedy=remedy)

    def need(self, key: str, kind: type[T]) -> T:
        """The value of `key`, which must be there and of type `kind`."""
        if key not in self:
            raise self.error(f"{key!r} is missing", key, f"Add `{key}:` with {_called(kind)}.")
        return self._checked(key, kind)

    def get_as(self, key: str, kind: type[T], default: D) -> T | D:
        """The value of `key` of type `kind`, or `default` where it is absent or null."""
        return default if self.get(key) is None else self._checked(key, kind)

    def section(self, key: str) -> Section:
        """The mapping under `key`; an empty one where it is absent."""
        if key in self:
            return self._checked(key, Section)
        return Section(file=self.file, line=self.line)

    def sections(self, key: str) -> list[Section]:
        """The list of mappings under `key`; empty where it is absent."""
        found = self.get_as(key, list, [])
        for entry in found:
            if not isinstance(entry, Section):
                raise self.error(f"{key!r} must hold mappings, not {entry!r}", key)
        return found

    def strings(self, key: str) -> tuple[str, ...]:
        """The list of texts under `key`; empty where it is absent."""
        found = self.get_as(key, list, [])
        for entry in found:
            if not isinstance(entry, str):
                raise self.error(f"{key!r} must hold texts, not {entry!r}", key, "Put it in quotes.")
        return tuple(found)

    def one_of(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """A text that must be one of `allowed`."""
        value = self.need(key, str) if default is None else self.get_as(key, str, default)
        if value not in allowed:
            raise self.error(f"{key!r} cannot be {value!r}", key, suggest(value, allowed))
        return value

    def only(self, *allowed: str) -> None:
        """Refuse keys other than these."""
        for key in self:
            if key not in allowed:
                raise self.error(f"unknown key {key!r}", key, suggest(key, allowed))

    def _checked(self, key: str, kind: type[T]) -> T:
        value = self[key]
        right = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
        if not right:
            raise self.error(f"{key!r} must be {_called(kind)}, not {value!r}", key)
        return cast(T, value)


def suggest(given: str, allowed: tuple[str, ...] | list[str]) -> str:
    """The remedy for a wrong name: the nearest right one, or all of them."""
    near = get_close_matches(given, allowed, n=1)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"Accepted: {', '.join(sorted(allowed))}."


def read_yaml(text: str, file: str) -> Section:
    """The mapping that a pack file holds; an empty file is an empty section."""
    try:
        node = _Composer(text, file).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise PackError(f"not readable as YAML: {error.problem}", file=file, line=line) from error
    except yaml.YAMLError as error:
        raise PackError(f"not readable as YAML: {error}", file=file, line=1) from error
    if node is None:
        return Section(file=file, line=1)
    if not isinstance(node, yaml.MappingNode):
        raise PackError("a pack file must be a mapping", file=file, line=1, remedy="Start with `key: value` lines.")
    return _Reader(file).mapping(node, 1)


class _Composer(yaml.SafeLoader):
    """Refuses anchors and aliases: they would let a small file grow without bound, and hide what a line says."""

    def __init__(self, text: str, file: str) -> None:
        super().__init__(text)
        self.file = file

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            line = event.start_mark.line + 1
            message = "anchors and aliases are not accepted"
            raise PackError(message, file=self.file, line=line, remedy="Write the value out.")
        return super().compose_node(parent, index)


class _Reader:
    """Turns composed nodes into Sections, lists and scalars."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.scalars = yaml.SafeLoader("")

    def value(self, node: yaml.Node, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise self._error("nested too deeply", node, f"At most {MAX_DEPTH} levels.")
        if node.tag not in _PLAIN_TAGS:
            raise self._error(f"tag {node.tag!r} is not accepted", node, "Write plain values.")
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, depth + 1) for child in node.value]
        return self._scalar(node)

    def mapping(self, node: yaml.MappingNode, depth: int) -> Section:
        section = Section(file=self.file, line=node.start_mark.line + 1)
        for key, value in self._pairs(node):
            name = str(self.value(key, depth + 1))
            if name in section:
                raise self._error(f"key {name!r} is written twice", key, "Keep one of them.")
            section[name] = self.value(value, depth + 1)
            section.lines[name] = key.start_mark.line + 1
        return section

    def _pairs(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._error("a key must be a plain word", key)
            yield key, value

    def _scalar(self, node: yaml.Node) -> Hashable:
        try:
            value = cast(Hashable, self.scalars.construct_object(node))
        except (ValueError, OverflowError) as error:
            raise self._error(f"cannot read {node.value!r}: {error}", node, "Put it in quotes.") from error
        if isinstance(value, float | datetime):
            raise self._error(f"{node.value} is inexact or an instant", node, "Put it in quotes.")
        return value

    def _error(self, message: str, node: yaml.Node, remedy: str = "") -> PackError:
        return PackError(message, file=self.file, line=node.start_mark.line + 1, remedy=remedy)


_NAMES = {
    int: "a whole number",
    date: "a date such as 2026-01-31",
    str: "a text",
    bool: "true or false",
    list: "a list",
    Section: "a mapping",
}


def _called(kind: type[Any]) -> str:
    return _NAMES.get(kind, kind.__name__)
