"""Finding the lexicon's phrases in a folded text: leftmost, longest, without overlap, in linear time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

_BEYOND_ASCII = "\x80"
_HEAD = 3  # characters by which the lengths worth trying are looked up
_SHORT = (2, 1)


class Token(NamedTuple):
    """A phrase found, offsets into the folded text, and the word classes it belongs to."""

    start: int
    end: int
    classes: frozenset[str]

    def is_a(self, *classes: str) -> bool:
        return not self.classes.isdisjoint(classes)


def is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


class Scanner:
    """Phrases indexed by their first characters; a Latin phrase only matches whole words."""

    def __init__(self, classes: Mapping[str, Iterable[str]]) -> None:
        by_phrase: dict[str, set[str]] = {}
        for name, phrases in classes.items():
            for phrase in phrases:
                by_phrase.setdefault(phrase, set()).add(name)
        self._phrases = _known(by_phrase)
        self._single = frozenset(phrase for phrase in by_phrase if len(phrase) == 1)
        self._heads = frozenset(phrase[:2] for phrase in by_phrase if len(phrase) > 1)
        self._longer = _lengths_by_head(by_phrase)

    @property
    def phrases(self) -> Iterable[str]:
        return self._phrases.keys()

    def joins(self, pair: str) -> bool:
        """Whether some phrase begins with these two characters."""
        return pair in self._heads

    def scan(self, text: str) -> list[Token]:
        found: list[Token] = []
        heads, single = self._heads, self._single
        end = 0
        for at, pair in enumerate(_pairs(text)):
            if at >= end and (pair in heads or pair[0] in single):
                token = self._match(text, at)
                if token is not None:
                    end = token.end
                    if not (found and _repeats(text, found[-1], token)):
                        found.append(token)
        return found

    def _match(self, text: str, at: int) -> Token | None:
        for length in self._longer.get(text[at : at + _HEAD], _SHORT):
            end = at + length
            known = self._phrases.get(text[at:end])
            if known is not None and end <= len(text) and (not known[1] or _whole(text, at, end)):
                return Token(at, end, known[0])
        return None


def _known(phrases: Mapping[str, Iterable[str]]) -> dict[str, tuple[frozenset[str], bool]]:
    """Each phrase's classes, and whether it must be whole words; tens of thousands share some hundred such pairs."""
    shared: dict[tuple[frozenset[str], bool], tuple[frozenset[str], bool]] = {}
    found = ((phrase, (frozenset(names), _has_latin_edge(phrase))) for phrase, names in phrases.items())
    return {phrase: shared.setdefault(known, known) for phrase, known in found}


def _lengths_by_head(phrases: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """How long the phrases are that begin with the same three characters, longest first, then the shorter ones."""
    lengths: dict[str, set[int]] = {}
    for phrase in phrases:
        if len(phrase) >= _HEAD:
            lengths.setdefault(phrase[:_HEAD], set()).add(len(phrase))
    return {head: (*sorted(found, reverse=True), *_SHORT) for head, found in lengths.items()}


@lru_cache(maxsize=8)
def _pairs(text: str) -> list[str]:
    """Each character with the next; made once for the scanners that go over one text in turn."""
    return [text[at : at + 2] for at in range(len(text))]


def _has_latin_edge(phrase: str) -> bool:
    return phrase[0] < _BEYOND_ASCII or phrase[-1] < _BEYOND_ASCII


def _repeats(text: str, last: Token, token: Token) -> bool:
    """The same word twice running says no more than once."""
    return last.end == token.start and text[last.start : last.end] == text[token.start : token.end]


def _whole(text: str, start: int, end: int) -> bool:
    """False where a Latin word would be cut; Chinese has no word boundaries to respect."""
    if start and is_latin(text[start]) and is_latin(text[start - 1]):
        return False
    if end == len(text) or not is_latin(text[end - 1]):
        return True
    return not (is_latin(text[end]) or text.startswith("'t", end))  # the can of can't is no word
