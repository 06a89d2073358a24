"""Sheets of A4 that are filled from top to bottom. What is written is composed twice: the first time only counts pages,
so that the second knows on which page everything stands and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from config.pdf import text
from config.pdf.text import FONT

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 51.0, WIDTH - 51.0, HEIGHT - 62.0, 56.0
INK, SOFT, RULE, TINT, ACCENT = "#1c2430", "#5b6573", "#cfd6de", "#f2f5f8", "#1d4e79"
SIZE, LEADING = 9.5, 1.5


@dataclass(frozen=True)
class Column:
    title: str
    width: float
    right: bool = False


@dataclass(frozen=True)
class Cell:
    """`leads_to` is a mark."""

    text: str
    leads_to: str = ""


@dataclass
class Sheet:
    """`pages_of` is where each mark stood the first time; `canvas` is missing then."""

    head: str
    page_of: Callable[[int, int], str]
    canvas: Any = None
    pages: int = 0
    pages_of: dict[str, int] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    number: int = 1
    y: float = TOP

    # -- places

    def mark(self, name: str, outline: str = "") -> None:
        """Where `page(name)` leads; `outline` puts it in the reader's table of contents."""
        self.marks[name] = self.number
        if self.canvas:
            self.canvas.bookmarkHorizontal(name, 0, min(self.y + 14, HEIGHT))
            if outline:
                self.canvas.addOutlineEntry(text.printable(outline), name, 0)

    def page(self, name: str) -> str:
        return str(self.pages_of.get(name, ""))

    def room(self, height: float) -> bool:
        return self.y - height >= BOTTOM

    def need(self, height: float) -> None:
        if not self.room(height):
            self.turn()

    def turn(self) -> None:
        self._end_page()
        self.number += 1
        self.y = TOP

    def _end_page(self) -> None:
        if self.canvas:
            if self.number > 1:
                self._put(LEFT, HEIGHT - 36, self.head, 8, SOFT)
                self._rule(HEIGHT - 42)
            said = self.page_of(self.number, self.pages)
            self._put(RIGHT - text.width(said, 8), 30, said, 8, SOFT)
            self.canvas.showPage()

    # -- drawing

    def _put(self, x: float, y: float, words: str, size: float, color: str = INK) -> None:
        if self.canvas and words:
            self.canvas.setFillColor(HexColor(color))
            self.canvas.setFont(FONT, size)
            self.canvas.drawString(x, y, words)

    def _rule(self, y: float) -> None:
        if self.canvas:
            self.canvas.setStrokeColor(HexColor(RULE))
            self.canvas.setLineWidth(0.5)
            self.canvas.line(LEFT, y, RIGHT, y)

    def _tint(self, y: float, height: float) -> None:
        if self.canvas:
            self.canvas.setFillColor(HexColor(TINT))
            self.canvas.rect(LEFT, y, RIGHT - LEFT, height, stroke=0, fill=1)

    # -- what is written

    def gap(self, points: float) -> None:
        self.y -= points

    def heading(self, words: str, size: float = 13, *, keep: float = 60) -> None:
        """Not at the foot of a page: there is room for `keep` points below it."""
        wrapped = text.lines(words, size, RIGHT - LEFT)
        self.need(len(wrapped) * size * 1.35 + keep)
        for line in wrapped:
            self.y -= size * 1.35
            self._put(LEFT, self.y, line, size, ACCENT)
        self.y -= size * 0.45

    def paragraph(self, words: str, size: float = SIZE, *, indent: float = 0, color: str = INK) -> None:
        for line in text.lines(words, size, RIGHT - LEFT - indent):
            self.need(size * LEADING)
            self.y -= size * LEADING
            self._put(LEFT + indent, self.y, line, size, color)
        self.y -= size * 0.4

    def points(self, said: Sequence[str], size: float = SIZE) -> None:
        """A list; the points hang."""
        for words in said:
            wrapped = text.lines(words, size, RIGHT - LEFT - 12)
            for place, line in enumerate(wrapped):
                self.need(size * LEADING)
                self.y -= size * LEADING
                self._put(LEFT, self.y, "" if place else "•", size, ACCENT)
                self._put(LEFT + 12, self.y, line, size)
            self.y -= 2

    def pairs(self, pairs: Sequence[tuple[str, str]], *, label: float = 105, size: float = SIZE) -> None:
        """A label and what it says, line by line over as many pages as it takes."""
        for name, words in pairs:
            names = text.lines(name, size, label - 8)
            said = text.lines(words, size, RIGHT - LEFT - label)
            for place in range(max(len(names), len(said))):
                self.need(size * LEADING)
                self.y -= size * LEADING
                self._put(LEFT, self.y, names[place] if place < len(names) else "", size, SOFT)
                self._put(LEFT + label, self.y, said[place] if place < len(said) else "", size)
            self.y -= 1.5

    def facts(self, pairs: Sequence[tuple[str, str]], *, label: float = 92, size: float = 8.5) -> None:
        """As `pairs`, with short ones two in a row."""
        half = (RIGHT - LEFT) / 2
        waiting = False  # a short one, whose row has room on the right
        for name, said in pairs:
            words = text.printable(said)
            short = "\n" not in words and text.width(words, size) <= half - label - 8
            if waiting and short and text.width(name, size) <= label - 8:
                self._put(LEFT + half, self.y + 1.5, name, size, SOFT)
                self._put(LEFT + half + label, self.y + 1.5, words, size)
                waiting = False
            else:
                self.pairs([(name, words)], label=label, size=size)
                waiting = short

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, size: float = 8.5, most: int = 3
    ) -> None:
        """Its head stands on every page that it goes over; no cell takes more than `most` lines."""
        self._table_head(columns, size)
        for row in rows:
            cells = [
                text.cut(cell.text, size, column.width - 6, most) for cell, column in zip(row, columns, strict=True)
            ]
            height = max(map(len, cells)) * size * 1.42 + 5
            if not self.room(height):
                self.turn()
                self._table_head(columns, size)
            self._row(columns, row, cells, size, height)

    def _table_head(self, columns: Sequence[Column], size: float) -> None:
        titles = [text.cut(column.title, size, column.width - 6, 2) for column in columns]
        height = max(map(len, titles)) * size * 1.42 + 6
        self.need(height + 3 * size)
        self._tint(self.y - height, height)
        self._cells(columns, titles, size, SOFT)
        self.y -= height

    def _row(self, columns: Any, row: Any, cells: Any, size: float, height: float) -> None:
        self._cells(columns, cells, size, INK)
        x = LEFT
        for column, cell in zip(columns, row, strict=True):
            if self.canvas and cell.leads_to in self.pages_of:
                place = (x, self.y - height, x + column.width, self.y)
                self.canvas.linkRect("", cell.leads_to, place, relative=0, thickness=0)
            x += column.width
        self.y -= height
        self._rule(self.y)

    def _cells(self, columns: Sequence[Column], cells: Sequence[Sequence[str]], size: float, color: str) -> None:
        x = LEFT
        for column, wrapped in zip(columns, cells, strict=True):
            for place, line in enumerate(wrapped):
                y = self.y - 2 - (place + 1) * size * 1.42 + size * 0.28
                inside = column.width - 3 - text.width(line, size) if column.right else 3
                self._put(x + inside, y, line, size, color)
            x += column.width


def written(
    compose: Callable[[Sheet], None], *, title: str, author: str, head: str, page_of: Callable[[int, int], str]
) -> bytes:
    """The PDF. No time and no chance is in its bytes."""
    counted = Sheet(text.printable(head), page_of)
    compose(counted)
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1, initialFontName=text.font_name())
    canvas.setTitle(title)
    canvas.setAuthor(author)
    sheet = Sheet(counted.head, page_of, canvas, counted.number, counted.marks)
    compose(sheet)
    sheet._end_page()
    canvas.save()
    return file.getvalue()
