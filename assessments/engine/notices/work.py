"""One text on its way to a reading, and the noting of spans in the original's offsets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from assessments.engine.notices.gist import Gist
from assessments.engine.notices.lexicon import NoticeLexicon
from assessments.engine.notices.numbers import Length, Number, find_lengths, find_numbers
from assessments.engine.notices.reading import Span
from assessments.engine.notices.text import Folded
from assessments.engine.notices.times import Due, find_dates


@dataclass(slots=True)
class Work:
    """Everything found so far, in folded offsets; `spans` in those of the original."""

    original: str
    folded: Folded
    lexicon: NoticeLexicon
    received_on: date | None
    gist: Gist
    numbers: list[Number] = field(init=False)
    lengths: list[Length] = field(init=False)
    spans: set[Span] = field(default_factory=set)
    _dates: list[Due] | None = None

    def __post_init__(self) -> None:
        measures = self.lexicon.measures
        self.numbers = find_numbers(self.text, measures)
        self.lengths = find_lengths(self.text, self.numbers, measures)

    @property
    def text(self) -> str:
        return self.folded.text

    @property
    def dates(self) -> list[Due]:
        """The days that the text names; looked for once, where somebody asks."""
        if self._dates is None:
            self._dates = find_dates(self.text, self.received_on, self.lexicon.measures)
        return self._dates

    def mark(self, start: int, end: int, means: str) -> str:
        """Notes the span and gives the original's words."""
        first, last = self.folded.original(start, end)
        self.spans.add(Span(first, last, means))
        return self.original[first:last].strip()


def distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order of first naming."""
    return tuple(dict.fromkeys(words))
