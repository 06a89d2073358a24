"""Finding the lexicon's phrases in a folded text: leftmost, longest, without overlap, in linear time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Token(NamedTuple):
    """A phrase found, offsets into the folded text, and the word classes it belongs to."""

    start: int
    end: int
    classes: frozenset[str]

    def is_a(self, *classes: str) -> bool:
        return not self.classes.isdisjoint(classes)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


class Scanner:
    """Phrases indexed by their first two characters; a Latin phrase only matches whole words."""

    def __init__(self, classes: Mapping[str, Iterable[str]]) -> None:
        by_phrase: dict[str, set[str]] = {}
        for name, phrases in classes.items():
            for phrase in phrases:
                by_phrase.setdefault(phrase, set()).add(name)
        self._single: dict[str, frozenset[str]] = {}
        heads: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for phrase, names in sorted(by_phrase.items(), key=lambda item: (-len(item[0]), item[0])):
            if len(phrase) == 1:
                self._single[phrase] = frozenset(names)
            else:
                heads.setdefault(phrase[:2], []).append((phrase, frozenset(names)))
        self._heads = {head: tuple(entries) for head, entries in heads.items()}

    def joins(self, pair: str) -> bool:
        """Whether some phrase begins with these two characters."""
        return pair in self._heads

    def scan(self, text: str) -> list[Token]:
        found: list[Token] = []
        heads, single = self._heads, self._single
        at, size = 0, len(text)
        while at < size:
            if text[at : at + 2] in heads or text[at] in single:
                token = self._match(text, at)
                if token is not None:
                    found.append(token)
                    at = token.end
                    continue
            at += 1
        return found

    def _match(self, text: str, at: int) -> Token | None:
        for phrase, classes in self._heads.get(text[at : at + 2], ()):
            if text.startswith(phrase, at) and _whole(text, at, at + len(phrase)):
                return Token(at, at + len(phrase), classes)
        single = self._single.get(text[at])
        if single is not None and _whole(text, at, at + 1):
            return Token(at, at + 1, single)
        return None


def _whole(text: str, start: int, end: int) -> bool:
    """False where a Latin word would be cut; Chinese has no word boundaries to respect."""
    if start and _is_latin(text[start]) and _is_latin(text[start - 1]):
        return False
    if end == len(text) or not _is_latin(text[end - 1]):
        return True
    return not (_is_latin(text[end]) or text.startswith("'t", end))  # the can of can't is no word
