"""Pack YAML as plain data that still knows its lines; no tags, anchors, aliases or repeated keys.

>>> section = read_yaml("weight: 3", "risk.yaml")
>>> section.need("weight", int), section.line_of("weight")
(3, 1)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from datetime import date, datetime
from difflib import get_close_matches
from importlib import import_module
from typing import Any, TypeVar, cast

import yaml
from yaml.composer import Composer
from yaml.resolver import Resolver

from assessments.engine.errors import PackError

T = TypeVar("T")
D = TypeVar("D")

LANGUAGES = ("zh-Hans", "en")
STORED = "<stored pack>"
"""Stands for the file of what was read back from a stored pack."""
MAX_DEPTH = 20
_LAYOUT = "Check indentation, quotes and brackets on this line and the one before."
_PLAIN = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in _PLAIN)


class Section(dict[str, Any]):
    """A YAML mapping with the file and lines it came from; equal to the plain dict it holds."""

    def __init__(self, data: dict[str, Any] | None = None, *, file: str = "<data>", line: int = 0) -> None:
        super().__init__(data or {})
        self.file, self.line = file, line
        self.lines: dict[str, int] = {}
        self.files: dict[str, str] = {}

    def line_of(self, key: str) -> int:
        """The line on which `key` stands, or that of the mapping itself."""
        return self.lines.get(key, self.line)

    def file_of(self, key: str) -> str:
        """The file in which `key` stands: a section may be made of several."""
        return self.files.get(key, self.file)

    def put(self, key: str, value: Any, source: Section) -> None:
        """An entry of another section, which stays known as that one's."""
        self[key] = value
        self.lines[key], self.files[key] = source.line_of(key), source.file_of(key)

    def error(self, message: str, key: str = "", remedy: str = "") -> PackError:
        """The error to raise about `key` (or the whole section)."""
        return PackError(message, file=self.file_of(key), line=self.line_of(key), remedy=remedy)

    def need(self, key: str, kind: type[T]) -> T:
        """The value of `key`, which must be there and of type `kind`."""
        if key not in self:
            raise self.error(f"{key!r} is missing", key, f"Add `{key}:` with {_called(kind)}.")
        return self._checked(key, kind)

    def get_as(self, key: str, kind: type[T], default: D) -> T | D:
        """The value of `key` of type `kind`, or `default` where it is absent or null."""
        return default if self.get(key) is None else self._checked(key, kind)

    def text(self, key: str) -> str:
        """A text that must be there and say something."""
        found = self.need(key, str)
        if not found.strip():
            raise self.error(f"{key!r} is empty", key, "Say it in words.")
        return found

    def texts(self, key: str) -> dict[str, str]:
        """A text in both languages. Packs stored before engine 1.2 told some in one, which stands for both."""
        if self.file == STORED and isinstance(self.get(key), str):
            return dict.fromkeys(LANGUAGES, self.text(key))
        if key not in self or not isinstance(self[key], Section):
            raise self.error(f"{key!r} must be told in both languages", key, 'Write `{zh-Hans: "…", en: "…"}`.')
        found = self.section(key)
        found.only(*LANGUAGES)
        return {language: found.text(language) for language in LANGUAGES}

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
                raise self.error(f"{key!r} must hold mappings, not {entry!r}", key, "Write `- {key: value}` lines.")
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

    def some_of(self, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """A list of texts, each one of `allowed`; empty where it is absent."""
        found = self.strings(key)
        for each in found:
            if each not in allowed:
                raise self.error(f"{key!r} cannot hold {each!r}", key, suggest(each, allowed))
        return found

    def only(self, *allowed: str) -> None:
        """Refuse keys other than these."""
        for key in self:
            if key not in allowed:
                raise self.error(f"unknown key {key!r}", key, suggest(key, allowed))

    def _checked(self, key: str, kind: type[T]) -> T:
        value = self[key]
        right = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
        if not right:
            raise self.error(f"{key!r} must be {_called(kind)}, not {value!r}", key, _WRITTEN.get(kind, ""))
        return cast(T, value)


def suggest(given: str, allowed: tuple[str, ...] | list[str], most: int = 60) -> str:
    """The remedy for a wrong name: the nearest right one, or all of them, or the first of many."""
    near = get_close_matches(given, allowed, n=1)
    if near:
        return f"Did you mean {near[0]!r}?"
    more = ", …" if len(allowed) > most else ""
    return f"Accepted: {', '.join(sorted(allowed)[:most])}{more}."


def read_yaml(text: str, file: str) -> Section:
    """The mapping that a pack file holds; an empty file is an empty section."""
    try:
        node = _composed(text, file)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"not readable as YAML: {error.problem}"
        raise PackError(message, file=file, line=mark.line + 1 if mark else 1, remedy=_LAYOUT) from error
    except yaml.reader.ReaderError as error:
        line, sign = text.count("\n", 0, error.position) + 1, ord(text[error.position])
        raise PackError(f"character U+{sign:04X} is not accepted", file=file, line=line, remedy="Remove it.") from error
    if node is None:
        return Section(file=file, line=1)
    if not isinstance(node, yaml.MappingNode):
        raise PackError("a pack file must be a mapping", file=file, line=1, remedy="Start with `key: value` lines.")
    return _Reader(file).mapping(node)


def _composed(text: str, file: str) -> yaml.Node | None:
    """The nodes by libyaml's parser, several times faster; what it refuses PyYAML's own reads again, to say why."""
    if _Quick is not None:
        try:
            return _Quick(text, file).get_single_node()
        except (yaml.YAMLError, PackError, UnicodeError):
            pass
    return _Composer(text, file).get_single_node()


class _Strict(Composer):
    """Refuses anchors and aliases: they would let a small file grow without bound, and hide what a line says."""

    file: str
    depth: int

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[attr-defined]  # by the parser that stands beside
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._error("anchors and aliases are not accepted", event, "Write the value out.")
        if self.depth > MAX_DEPTH:
            raise self._error("nested too deeply", event, f"At most {MAX_DEPTH} levels.")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _error(self, message: str, event: Any, remedy: str) -> PackError:
        return PackError(message, file=self.file, line=event.start_mark.line + 1, remedy=remedy)


class _Composer(_Strict, yaml.SafeLoader):
    def __init__(self, text: str, file: str) -> None:
        yaml.SafeLoader.__init__(self, text)
        self.file, self.depth = file, 0


def _quick() -> Callable[[str, str], Composer] | None:
    """The same on libyaml's parser, where PyYAML was built with it."""
    if not yaml.__with_libyaml__:
        return None
    parser: Any = import_module("yaml.cyaml").CParser

    class Quick(_Strict, parser, Resolver):  # type: ignore[misc]  # a class that has no types
        def __init__(self, text: str, file: str) -> None:
            parser.__init__(self, text)
            Composer.__init__(self)
            Resolver.__init__(self)
            self.file, self.depth = file, 0

    return Quick


_Quick = _quick()


class _Reader:
    """Turns composed nodes into Sections, lists and scalars."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.scalars = yaml.SafeLoader("")

    def value(self, node: yaml.Node) -> Any:
        if node.tag not in _PLAIN_TAGS:
            raise self._error(f"tag {node.tag!r} is not accepted", node, "Write plain values.")
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child) for child in node.value]
        return self._scalar(node)

    def mapping(self, node: yaml.MappingNode) -> Section:
        section = Section(file=self.file, line=node.start_mark.line + 1)
        for key, value in self._pairs(node):
            name = str(self.value(key))
            if name in section:
                raise self._error(f"key {name!r} is written twice", key, "Keep one of them.")
            section[name] = self.value(value)
            section.lines[name] = key.start_mark.line + 1
        return section

    def _pairs(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._error("a key must be a plain word", key, "Write `key: value`.")
            yield key, value

    def _scalar(self, node: yaml.Node) -> Hashable:
        try:
            value = cast(Hashable, self.scalars.construct_object(node))
        except (ValueError, OverflowError) as error:
            raise self._error(f"cannot read {node.value!r}: {error}", node, "Put it in quotes.") from error
        if isinstance(value, float | datetime):
            raise self._error(f"{node.value} is inexact or an instant", node, "Put it in quotes.")
        if isinstance(value, int) and node.value not in (str(value), str(value).lower()):
            raise self._error(f"{node.value} would be read as {value}", node, f"Write {str(value).lower()}, or quotes.")
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
_WRITTEN = {
    int: "Write digits without quotes, such as 15.",
    date: "Write it without quotes, such as 2026-01-31.",
    str: "Put it in quotes.",
    bool: "Write true or false without quotes.",
    list: "Write [one, two] or `- one` lines.",
    Section: "Write `key: value` lines under it.",
}


def _called(kind: type[Any]) -> str:
    return _NAMES.get(kind, kind.__name__)
