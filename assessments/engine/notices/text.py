"""Folding a notice to one spelling (width, case, script, spacing, typing errors) and cutting it into clauses.

Every folded character knows the place in the original it came from, so that findings point at the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_CJK = "\u3400-\u4dbf\u4e00-\u9fff"
_GAP = re.compile(rf"(?<=[{_CJK}])[ \t*·•_~^|/.'`\"-]{{1,3}}(?=[{_CJK}])")
_BLANK = re.compile(r"[ \t]+")
# A comma, dot or colon inside a number, and the dots of a.m./p.m., end nothing.
_BOUNDARY = re.compile(
    r"(?=[。!?;\n\r.…,:()【】\[\]—\s])"  # most characters are none of these: one look
    r"(?:[。!?;\n\r]+|(?<![ap]\.m)(?<!\bno)\.(?=\s|$)|…+|\.{3,}|(?<!\d),|,(?!\d)|(?<!\d):(?!/)|:(?![\d/])|[()【】\[\]]|—+|\s-+\s)"
)
_ENDS_SENTENCE = frozenset("。!?;\n\r.【】[]")
_LONGEST_FOLD = 4  # a ligature that stands for a whole phrase is no word of ours
_INVISIBLE = frozenset({"Cf", "Mn", "Me"})


@dataclass(frozen=True, slots=True)
class Folded:
    """`places[i]` is the original offset of folded character i; None where both texts run in step."""

    text: str
    places: tuple[int, ...] | None
    length: int  # of the original

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Original offsets of folded `start:end` (never empty when start < end)."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two boundaries. `asked`: a question mark ends it; `header`: it stands in 【】."""

    start: int
    end: int
    sentence: int
    asked: bool = False
    header: bool = False


class CharacterFold(dict[int, str]):
    """Code point -> folded characters ("" drops it), worked out once for each character met."""

    def __init__(self, script: Mapping[str, str]) -> None:
        super().__init__()
        self._script = script

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if unicodedata.category(char) in _INVISIBLE:
            folded = ""
        elif char.isspace():
            folded = char if char in "\n\r" else " "
        else:
            plain = unicodedata.normalize("NFKC", char)
            lowered = (plain if len(plain) <= _LONGEST_FOLD else char).lower()
            lowered = lowered.replace("\u2019", "'").replace("\u2018", "'")
            folded = "".join(self._script.get(each, each) for each in lowered)
        self[code] = folded
        return folded


def fold(text: str, characters: CharacterFold, correct: Callable[[str], str], joins: Callable[[str], bool]) -> Folded:
    """`correct` mends typing errors without changing lengths; `joins` knows pairs that belong to one word."""
    if text.isascii() and text.isprintable():
        return Folded(correct(text.lower()), None, len(text))
    pieces = [characters[ord(char)] for char in text]
    places: list[int] | None = None
    folded = "".join(pieces)
    if len(folded) != len(text) or "" in pieces:
        places = [at for at, piece in enumerate(pieces) for _ in piece]
    folded, places = _close_gaps(folded, places, joins)
    return Folded(correct(folded), tuple(places) if places is not None else None, len(text))


def _close_gaps(text: str, places: list[int] | None, joins: Callable[[str], bool]) -> tuple[str, list[int] | None]:
    """Drops blanks and marks typed inside a Chinese word; another blank between Chinese words ends a clause."""
    kept: list[str] = []
    kept_places: list[int] = []
    last = 0
    for gap in _GAP.finditer(text):
        start, end = gap.span()
        inside_word = joins(text[start - 1] + text[end]) or (text[start] == " " and _lone(text, start, end))
        filler = "" if inside_word else "".join("," if char == " " else char for char in gap.group())
        kept.append(text[last:start] + filler)
        if inside_word:
            kept_places.extend(range(last, start))
        else:
            kept_places.extend(range(last, end))
        last = end
    if not last:
        return text, places
    kept.append(text[last:])
    kept_places.extend(range(last, len(text)))
    if places is not None:
        kept_places = [places[at] for at in kept_places]
    return "".join(kept), kept_places


def _lone(text: str, start: int, end: int) -> bool:
    """Whether a single character stands alone on either side of the blank: spaced-out writing."""
    left = start < 2 or not text[start - 2].isalnum()
    right = end + 1 >= len(text) or not text[end + 1].isalnum()
    return left or right


def typo_corrector(typos: Mapping[str, str]) -> Callable[[str], str]:
    """Both sides of an entry have the same length."""
    if not typos:
        return str
    pattern = re.compile("|".join(re.escape(wrong) for wrong in sorted(typos, key=lambda each: (-len(each), each))))
    return lambda text: pattern.sub(lambda match: typos[match.group()], text)


def split_clauses(text: str) -> list[Clause]:
    clauses: list[Clause] = []
    start, sentence, header = 0, 0, False
    for mark in _BOUNDARY.finditer(text):
        signs = mark.group()
        if text[start : mark.start()].strip():
            clauses.append(Clause(start, mark.start(), sentence, "?" in signs, header))
        if not _ENDS_SENTENCE.isdisjoint(signs) and "..." not in signs:
            sentence += 1
        header = signs in "【["
        start = mark.end()
    if text[start:].strip():
        clauses.append(Clause(start, len(text), sentence))
    return clauses
