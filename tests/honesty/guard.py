"""Looks for what no text of ours may say. The words are data (`words.yaml`); this only applies them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|『[^』]*』")
_SENTENCE = re.compile(r"(?<=[。；！？!?;])|(?<=\.)\s+|\n+")
_STOP = re.compile(r"[。；！？!?;.\n]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Entry:
    means: str
    find: re.Pattern[str]
    unless: tuple[re.Pattern[str], ...]
    caught: tuple[str, ...]
    fine: tuple[str, ...]

    def offends(self, sentence: str) -> bool:
        """`unless` reads the whole sentence, so that a denial may quote what it denies."""
        own = _QUOTED.sub("“”", sentence)
        return self.find.search(own) is not None and not any(each.search(sentence) for each in self.unless)


@cache
def entries() -> dict[str, tuple[Entry, ...]]:
    data = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return {language: tuple(_entry(one) for one in found) for language, found in data.items()}


def _entry(data: dict[str, object]) -> Entry:
    unless = tuple(_pattern(str(each)) for each in _texts(data, "unless"))
    return Entry(str(data["means"]), _pattern(str(data["find"])), unless, _texts(data, "caught"), _texts(data, "fine"))


def _texts(data: dict[str, object], name: str) -> tuple[str, ...]:
    found = data[name]
    assert isinstance(found, list)
    return tuple(map(str, found))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def offences(text: str) -> Iterator[str]:
    """Each sentence that says what it may not, with the reason. Both languages are looked for in every text."""
    whole = _QUOTED.sub(lambda quoted: _STOP.sub(",", quoted[0]), text)  # a quotation is one piece of its sentence
    for sentence in filter(None, (each.strip() for each in _SENTENCE.split(whole))):
        for found in entries().values():
            yield from (f"{entry.means}: {sentence}" for entry in found if entry.offends(sentence))


def is_chinese(text: str) -> bool:
    return _CHINESE.search(text) is not None
