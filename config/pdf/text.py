"""Text on paper: one font for both languages, how wide it is, where lines may break, and a mark for what it lacks.

Chinese breaks between any two characters save before closing and after opening marks; other words break only where they
are wider than the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from config.fonts import PATH

FONT = "NotoSansSC"
CLOSING = frozenset("，。、；：？！）》」』】〕〉”’…—·%％‰°,.;:?!)]}")
OPENING = frozenset("（《「『【〔〈“‘([{¥￥")
WORD = re.compile(r"[!-~\u00a1-\u024f\u2019\u2010\u2011]+")


@cache
def _font() -> Any:
    font = TTFont(FONT, str(PATH))
    pdfmetrics.registerFont(font)
    return font


def font_name() -> str:
    _font()
    return FONT


def printable(text: str) -> str:
    """With the code of each character that the font lacks in its place, so that nothing vanishes unseen.

    >>> printable("好😊")
    '好[U+1F60A]'
    """
    held = _font().face.charToGlyph
    if all(ord(letter) in held for letter in text):
        return text
    plain = text.replace("\t", "    ").replace("\u200b", "").replace("\ufeff", "")
    return "".join(letter if ord(letter) in held or letter == "\n" else f"[U+{ord(letter):04X}]" for letter in plain)


def width(text: str, size: float) -> float:
    face = _font().face
    widths, other = face.charWidths, face.defaultWidth
    return float(sum(widths.get(ord(letter), other) for letter in text)) * size / 1000


def lines(text: str, size: float, room: float) -> list[str]:
    """The text as lines of at most `room` points; a line break of its own stays one."""
    return [line for part in printable(text).splitlines() or [""] for line in _wrapped(part, size, room)]


def _wrapped(text: str, size: float, room: float) -> Iterator[str]:
    line, used = "", 0.0
    for piece in _pieces(text):
        wide = width(piece, size)
        if used + wide > room and line:
            yield line.rstrip()
            line, used = "", 0.0
            piece = piece.lstrip()
            wide = width(piece, size)
        while wide > room and len(piece) > 1:
            fitting = _fitting(piece, size, room)
            yield piece[:fitting]
            piece = piece[fitting:]
            wide = width(piece, size)
        line, used = line + piece, used + wide
    yield line.rstrip()


def _fitting(piece: str, size: float, room: float) -> int:
    count = 1
    while count < len(piece) and width(piece[: count + 1], size) <= room:
        count += 1
    return count


def _pieces(text: str) -> Iterator[str]:
    """What stays together: words, and single characters with the marks that belong to them."""
    held = ""
    for bit in _bits(text):
        if held and not (bit[0] in CLOSING or held[-1] in OPENING or bit == " "):
            yield held
            held = ""
        held += bit
    if held:
        yield held


def _bits(text: str) -> Iterator[str]:
    place = 0
    while place < len(text):
        word = WORD.match(text, place)
        yield word.group() if word else text[place]
        place = word.end() if word else place + 1


def cut(text: str, size: float, room: float, most: int) -> list[str]:
    """At most so many lines; the last one says that there is more."""
    found = lines(text, size, room)
    if len(found) <= most:
        return found
    last = found[most - 1]
    while last and width(last + "…", size) > room:
        last = last[:-1]
    return [*found[: most - 1], last.rstrip() + "…"]
